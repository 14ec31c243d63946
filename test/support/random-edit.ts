import * as Y from 'yjs'
import { canonicalJson } from '../../src/sync/canonical-json.ts'
import type { Edit } from './simulated-host.ts'

const KEYS = ['a', 'b', 'c', 'd']
/** A field, a place, a delete or some typing, of one of four items that several edit at once. */
export function randomEdit(random: () => number): Edit {
  const below = (n: number): number => Math.floor(random() * n)
  const id = KEYS[below(KEYS.length)] as string
  const kind = random()
  const amount = below(4)
  const at = random()
  return (doc) => {
    const items = doc.getMap<Y.Map<unknown>>('items')
    const item = items.get(id)
    if (item === undefined) {
      const made = new Y.Map<unknown>([['title', id]])
      made.set('description', new Y.Text('abc'))
      items.set(id, made)
      doc.getMap('ranks').set(id, `a${amount}`)
      return
    }
    const text = item.get('description') as Y.Text
    const place = Math.floor(at * text.length)
    if (kind < 0.3) item.set('title', amount)
    else if (kind < 0.4) item.set('estimate', amount)
    else if (kind < 0.5) doc.getMap('ranks').set(id, `a${amount}`)
    else if (kind < 0.58) item.set('deleted', amount > 1 ? { by: null, at: 0, why: '' } : null)
    else if (kind < 0.66) doc.getText('vision').insert(0, 'v')
    else if (kind < 0.85) text.insert(place, 'xyz')
    else text.delete(place, Math.min(2, text.length - place))
  }
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((value) => [random(), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value)
}

/** All that an edit of these can change. */
export function contents(doc: Y.Doc): string {
  return canonicalJson([doc.getMap('items').toJSON(), doc.getMap('ranks').toJSON(), doc.getText('vision').toJSON()])
}
