/** Return what a call throws; an error when it throws nothing. */
export async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call()
  } catch (error) {
    return error
  }
  throw new Error("Expected an error, and there was none")
}
