type Json = Record<string, unknown>

/**
 * Return what a read of these fields would have returned, from a record that was read with more: so that one
 * read serves workflows that each read the record for themselves.
 *
 * `relations` are the names that are no columns: `items.*` is all of an item but those.
 */
export function project(record: Json, fields: string[], relations: Set<string>): Json {
  const below = new Map<string, string[]>()
  const projected: Json = {}
  for (const field of fields) {
    const [name = "", ...rest] = field.split(".")
    if (rest.length > 0) {
      below.set(name, [...(below.get(name) ?? []), rest.join(".")])
      continue
    }
    const names = name === "*" ? Object.keys(record).filter((key) => !relations.has(key)) : [name]
    for (const key of names) {
      // An amount comes with its exact value.
      for (const column of [key, `raw_${key}`]) {
        if (column in record) {
          projected[column] = record[column]
        }
      }
    }
  }
  for (const [name, nested] of below) {
    if (name in record) {
      projected[name] = each(record[name], (one) => project(one, nested, relations))
    }
  }
  return projected
}

function each(value: unknown, change: (one: Json) => Json): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => each(one, change))
  }
  return value === null || typeof value !== "object" ? value : change(value as Json)
}

/** Return the names in field lists that are relations: all but the last part of each. */
export function relationsIn(fields: string[]): Set<string> {
  return new Set(fields.flatMap((field) => field.split(".").slice(0, -1)))
}
