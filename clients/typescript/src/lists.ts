const PAGE = 100
const PARALLEL = 4

export interface List<T> {
  data: T[]
  /** How many entries match, including those that are not in `data`. */
  total: number
}

export interface Page {
  limit: number
  offset: number
}

/**
 * Return a list of any length from pages of 100, four in parallel: all entries, or `limit` of them from `offset` on.
 *
 * @param read Reads one page, as in
 *   `async (page) => unwrap(await client.GET("/orders", { params: { query: page } }))`.
 */
export async function listAll<T>(
  read: (page: Page) => Promise<List<T>>,
  { limit = Number.POSITIVE_INFINITY, offset = 0 }: Partial<Page> = {},
): Promise<List<T>> {
  const first = await read({ limit: Math.min(PAGE, limit), offset })
  const end = Math.min(offset + limit, first.total)
  const data = [...first.data]
  // A page may have fewer entries than were requested: the next one begins by offset.
  const starts: number[] = []
  for (let start = offset + PAGE; start < end; start += PAGE) starts.push(start)
  while (starts.length > 0) {
    const next = starts.splice(0, PARALLEL)
    const pages = await Promise.all(
      next.map((start) => read({ limit: Math.min(PAGE, end - start), offset: start })),
    )
    for (const page of pages) data.push(...page.data)
  }
  return { data, total: first.total }
}
