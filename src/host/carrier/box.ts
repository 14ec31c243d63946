import * as Y from 'yjs'
import type { BoxKeys } from '../../sync/carrier/box-keys.ts'
import { decodeLetter, encodeLetter, type Letter } from '../../sync/carrier/letter.ts'
import { createShelf, type Shelf } from '../../sync/carrier/shelf.ts'
import type { Clock } from '../ports/clock.ts'
import { keepLinked, type LinkState } from './kept-link.ts'
import type { Gone, MailServer } from './mail-server.ts'
import { FOUL } from './server-words.ts'

/** One mailbox: a document on the server, and what could be read of it. */
export interface Box {
  readonly keys: BoxKeys
  readonly shelf: Shelf
  /** Letters that are no records, by name. */
  readonly notes: ReadonlyMap<string, Letter & { is: 'moved' | 'keys' }>
  /** Linked, and all that the server had was looked at. */
  isReady(): boolean
  link(): LinkState
  /** The letter as it lies there; null where it is gone. */
  open(name: string): Letter | null
  put(letter: Letter): void
  take(names: readonly string[]): void
  /** About how many bytes the document is, with all that was ever in it. */
  bytes(): number
  /** Why it is of no more use, whatever comes; null as long as it is. */
  foul(): Gone | null
  close(): void
}

export interface BoxNews {
  /** Letters came, went, or the link changed. `lost`: somebody else took records away. */
  changed(lost: boolean): void
}

/** Of one letter, and names of a document: more is no honest mailbox. */
const LONGEST_LETTER = 8 * 1024 * 1024
const MOST_NAMES = 100_000
/** Changes that wait for others that never come. */
const MOST_PENDING = 2 * 1024 * 1024
const MOST_BYTES = 256 * 1024 * 1024
/** Letters that are decrypted between two looks at what else there is to do: about 10 ms. */
const SLICE = 4

export function openBox(parts: {
  readonly keys: BoxKeys
  readonly server: MailServer
  readonly clock: Clock
  readonly random: () => number
  readonly news: BoxNews
  readonly retryMs?: number | undefined
}): Box {
  const { keys } = parts
  const doc = new Y.Doc()
  const map = doc.getMap<unknown>('letters')
  const shelf = createShelf()
  const notes = new Map<string, Letter & { is: 'moved' | 'keys' }>()
  const fresh = new Set<string>()
  /** Taken away by this host. */
  const own = new Set<string>()
  let grown = 0
  let isReading = false
  let isOver = false
  let foul: Gone | null = null
  let measured = 0

  doc.on('update', (update) => {
    grown += update.length
  })
  doc.on('afterTransaction', () => {
    const pending = doc.store.pendingStructs?.update.length ?? 0
    if (pending > MOST_PENDING || grown > MOST_BYTES || map.size > MOST_NAMES) fail(FOUL)
  })
  map.observe((event) => {
    let lost = false
    for (const [name, { action }] of event.changes.keys) {
      fresh.delete(name)
      if (action === 'delete' || action === 'update') {
        notes.delete(name)
        const isOwn = own.delete(name)
        if (shelf.remove(name) !== undefined && !isOwn) lost = true
      }
      if (action !== 'delete' && keys.isName(name)) fresh.add(name)
    }
    if (lost) parts.news.changed(true)
    if (fresh.size > 0 && !isReading) void readFresh()
  })
  const link = keepLinked({
    ...parts,
    name: keys.document,
    doc,
    first: parts.retryMs,
    onState: () => parts.news.changed(false),
    onSpoiled: fail,
  })

  const box: Box = {
    keys,
    shelf,
    notes,
    isReady: () => link.state().state === 'here' && !isReading && foul === null,
    link: () => link.state(),
    open(name) {
      const sealed = map.get(name)
      if (!(sealed instanceof Uint8Array) || sealed.length > LONGEST_LETTER) return null
      const content = keys.open(name, sealed)
      const letter = content === null ? null : decodeLetter(content)
      return letter === 'unknown' ? null : letter
    },
    put(letter) {
      const name = keys.newName()
      map.set(name, keys.seal(name, encodeLetter(letter)))
    },
    take(names) {
      doc.transact(() => {
        for (const name of names) {
          if (!map.has(name)) continue
          own.add(name)
          map.delete(name)
        }
      })
    },
    bytes() {
      if (grown > EXACT_AGAIN) {
        measured = Y.encodeStateAsUpdate(doc).length
        grown = 0
      }
      return measured + grown
    },
    foul: () => foul,
    close() {
      isOver = true
      link.close()
      doc.destroy()
    },
  }
  return box

  async function readFresh(): Promise<void> {
    isReading = true
    for (let n = 1; fresh.size > 0 && !isOver; n++) {
      const [name = ''] = fresh
      fresh.delete(name)
      read(name)
      if (n % SLICE === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    isReading = false
    if (!isOver) parts.news.changed(false)
  }

  function read(name: string): void {
    const letter = box.open(name)
    if (letter?.is === 'records') shelf.add(name, (map.get(name) as Uint8Array).length, letter)
    else if (letter !== null) notes.set(name, letter)
  }

  function fail(why: Gone): void {
    if (foul !== null) return
    foul = why
    link.close()
    parts.news.changed(false)
  }
}

/** Measuring takes as long as writing all of it. */
const EXACT_AGAIN = 512 * 1024
