/**
 * Return a value as Medusa's workflows pass it from step to step: as JSON, in which amounts are numbers.
 *
 * An amount that is an object matches no rule of a price, and gives discounts with more digits.
 */
export function plain<Value>(value: Value): Value {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value)
}
