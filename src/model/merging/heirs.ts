/**
 * Where each item that was merged away is to be looked for: the item at the end of the merges, one after the other. Two people
 * who merge apart, each into what the other merged away, make a ring; then the one with the smallest id stays, its own heir, so
 * that neither is lost to both.
 */
export function heirsOf(into: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const heirs = new Map<string, string>()
  for (const start of into.keys()) {
    const way: string[] = []
    let at = start
    while (into.has(at) && !heirs.has(at) && !way.includes(at)) {
      way.push(at)
      at = into.get(at) as string
    }
    const ring = way.indexOf(at)
    const end = ring < 0 ? (heirs.get(at) ?? at) : way.slice(ring).reduce((least, id) => (id < least ? id : least))
    for (const id of way) heirs.set(id, end)
  }
  return heirs
}
