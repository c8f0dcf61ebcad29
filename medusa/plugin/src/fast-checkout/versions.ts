/** Whether carts that are changed by module calls were compared with those of this version's workflows. */
export function isCompared(version: string): boolean {
  return /^2\.(19|20|21)\./.test(version)
}
