import * as Y from 'yjs'

/** The least that any plan on Yjs can take: the same number of items in one root map, and nothing around it. */
export interface BareYjs {
  readonly open: number[]
  readonly edit: number[]
  readonly move: number[]
  readonly remote: number[]
}

const EDITS = 200

export function measureBareYjs(titles: readonly string[], now: () => number = () => performance.now()): BareYjs {
  const state = Y.encodeStateAsUpdate(bareDocument(titles))
  const open = repeat(5, () => timed(now, () => Y.applyUpdate(new Y.Doc(), state)))
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  const items = doc.getMap<Y.Map<unknown>>('items')
  const ranks = doc.getMap<string>('ranks')
  const pick = (turn: number): string => String((turn * 7919) % titles.length)
  const edit = repeat(EDITS, (turn) => timed(now, () => items.get(pick(turn))?.set('title', `Edited ${turn}`)))
  const move = repeat(EDITS, (turn) => timed(now, () => ranks.set(pick(turn), `a${turn}V`)))
  const peer = new Y.Doc()
  Y.applyUpdate(peer, Y.encodeStateAsUpdate(doc))
  const updates: Uint8Array[] = []
  peer.on('update', (update: Uint8Array) => updates.push(update))
  repeat(EDITS, (turn) => peer.getMap<Y.Map<unknown>>('items').get(pick(turn))?.set('title', `From a peer ${turn}`))
  const remote = updates.map((update) => timed(now, () => Y.applyUpdate(doc, update)))
  return { open, edit, move, remote }
}

function bareDocument(titles: readonly string[]): Y.Doc {
  const doc = new Y.Doc()
  const items = doc.getMap<Y.Map<unknown>>('items')
  const ranks = doc.getMap<string>('ranks')
  doc.transact(() =>
    titles.forEach((title, place) => {
      const item = new Y.Map<unknown>([
        ['title', title],
        ['kind', 'feature'],
        ['estimate', 5],
        ['stage', 'open'],
      ])
      items.set(String(place), item)
      ranks.set(String(place), `a${String(place).padStart(6, '0')}`)
    }),
  )
  return doc
}

function repeat<T>(times: number, run: (turn: number) => T): T[] {
  return Array.from({ length: times }, (_, turn) => run(turn))
}

function timed(now: () => number, run: () => void): number {
  const start = now()
  run()
  return now() - start
}
