import * as Y from 'yjs'

/** Applies a record's update. Throws for bytes that are no update; the gate has looked at them before. */
export function applyRecordUpdate(doc: Y.Doc, update: Uint8Array, origin: unknown): void {
  Y.applyUpdate(doc, update, origin)
}

/** Everything a document holds, as one Yjs V1 update. Never compare these bytes: equal documents may differ in them. */
export function encodeDoc(doc: Y.Doc): Uint8Array {
  return Y.encodeStateAsUpdate(doc)
}

/** What a document holds, by client. */
export function stateVector(doc: Y.Doc): ReadonlyMap<number, number> {
  return Y.decodeStateVector(Y.encodeStateVector(doc))
}

/** True if updates came in before what they build on. With records applied in causal order that never happens. */
export function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null
}

/**
 * The same text for the same content, whatever the history: keys sorted, roots and texts that hold nothing left out.
 * Unknown roots count. For comparing replicas and for a snapshot's hash.
 */
export function canonicalJson(doc: Y.Doc): string {
  const roots: Record<string, unknown> = {}
  for (const name of [...doc.share.keys()].sort()) {
    const content = rootContent(doc.share.get(name) as Y.AbstractType<unknown>)
    if (content !== null) roots[name] = content
  }
  return JSON.stringify(roots, sortKeys)
}

/** A root that nobody asked for by type yet is neither map nor text to Yjs; its content says which. */
function rootContent(type: Y.AbstractType<unknown>): unknown {
  const map: Record<string, unknown> = {}
  for (const [key, item] of type._map) {
    if (!item.deleted) map[key] = plain(item.content.getContent()[item.length - 1])
  }
  let text = ''
  for (let item = type._start; item !== null; item = item.right) {
    if (!item.deleted && item.countable) text += item.content.getContent().join('')
  }
  if (Object.keys(map).length > 0) return text === '' ? map : { map, text }
  return text === '' ? null : text
}

function plain(value: unknown): unknown {
  if (value instanceof Y.AbstractType) return value.toJSON() as unknown
  if (value instanceof Uint8Array) return { bytes: [...value] }
  return value
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const object = value as Record<string, unknown>
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, object[key]]),
  )
}
