import * as Y from 'yjs'
import { salvageUpdate } from './salvage.ts'
import { MAX_ENTRIES, type Author, type Entry, type Envelope, type Knowledge } from '../model/envelope.ts'

/** Where a line stands: what may be written next under this Yjs client id. */
export interface Line {
  readonly client: number
  /** Last record of the line, and the end of its structs. */
  readonly seq: number
  readonly clock: number
}

/** Who edits, and the change it belongs to. */
export interface WriteContext {
  readonly author: Author
  readonly change: string
}
/** What an open text editor is doing, for the edits that it makes by itself. */
export interface TypingContext extends WriteContext {
  readonly entry: Entry
}

export interface RemoteNews {
  readonly client: number
  readonly seq: number
  readonly clock: number
  readonly update: Uint8Array
}

export interface LineWriterParts {
  readonly doc: Y.Doc
  readonly lease: Line
  /** All that the document holds. */
  readonly known: Knowledge
  readonly now: () => number
  /** One call a record, in the order of the line. */
  readonly onEnvelope: (envelope: Envelope) => void
  /** Structs under our id came from elsewhere and Yjs gave the document another id: adopt a fresh lease. */
  readonly onLeaseBroken: () => void
  /** Something was typed that waits for more: it is in the document and in no envelope yet. */
  readonly onGathering?: () => void
  /** Runs something after so many milliseconds; answers how to stop it. Without it each edit of a text is a record of its own. */
  readonly later?: (run: () => void, ms: number) => () => void
  /** Which split lines the document knows of, as its host said: goes with each envelope. */
  readonly forks?: string | undefined
}

export interface LineWriter {
  /** Marks transactions of this writer. */
  readonly origin: object
  readonly lease: Line
  /** True from a broken lease until a fresh one is adopted; nothing may be written then. */
  readonly broken: boolean
  /** Whether something was typed that is in no envelope yet. */
  readonly gathering: boolean
  /** One intent: one transaction, one envelope if anything changed. */
  write<T>(context: WriteContext, edit: (log: (entry: Entry) => void) => T): T
  /** Words without an edit, as a record of their own. */
  note(context: WriteContext, entries: readonly Entry[]): void
  /**
   * What the document holds under a line of ours and the host does not, since it or its disk lost it: one envelope behind
   * `held`, or null. The writer goes on behind it if it is its own line.
   */
  salvage(held: Line): Envelope | null
  /** Says who types and where: what a text editor writes from now on gathers for 50 ms under this. Null: nobody does. */
  typing(context: TypingContext | null): void
  /** Cuts what was typed, now. */
  flush(): void
  /** A remote record was applied to the document by somebody else. */
  learned(client: number, seq: number, clock: number): void
  applyRemote(news: RemoteNews, origin: unknown): void
  /** Applies what a host holds beyond this document and learns all of it. */
  meet(update: Uint8Array, vector: Knowledge): void
  /** Goes on under another line. */
  adopt(lease: Line): void
  /** All that the document knows, its own line included, as far as cut into envelopes. */
  vector(): Knowledge
  destroy(): void
}

/** The entry of what was recovered; its author is nobody that anybody knows for sure. */
export const SALVAGE = 'line.salvage'
const RECOVERED = "recovered from this machine's cache"
/** A V1 update of nothing. */
const NO_EDIT = Uint8Array.of(0, 0)
/** Typing within this many milliseconds shares a record. */
const GATHER_MS = 50

/**
 * The one writer of local edits to a document. Each local transaction becomes an envelope whose `after` is exactly what
 * the document held when the transaction began; that is why whoever applies remote records has to come through here.
 */
export function createLineWriter(parts: LineWriterParts): LineWriter {
  const { doc, now, onEnvelope } = parts
  const origin = { writer: 'line' }
  const known = new Map<number, readonly [number, number]>()
  /** Learned since the line's last record. */
  let fresh = new Map<number, readonly [number, number]>()
  let line: Line = parts.lease
  let broken = false
  let writing: Uint8Array[] | null = null
  let typed: { context: WriteContext; entries: Entry[]; updates: Uint8Array[]; stop: () => void } | null = null
  let typist: TypingContext | null = null

  for (const [client, position] of Object.entries(parts.known)) known.set(Number(client), position)
  take(parts.lease)
  doc.on('update', heard)

  const writer: LineWriter = {
    origin,
    get lease() {
      return line
    },
    get broken() {
      return broken
    },
    get gathering() {
      return typed !== null
    },
    write(context, edit) {
      if (writing !== null || doc._transaction !== null)
        throw new Error('One intent is one transaction: a command ran inside another.')
      writer.flush()
      const updates: Uint8Array[] = []
      const entries: Entry[] = []
      writing = updates
      try {
        return doc.transact(() => edit((entry) => entries.push(entry)), origin)
      } finally {
        writing = null
        if (updates.length > 0) cut(context, entries, updates)
      }
    },
    note(context, entries) {
      writer.flush()
      cut(context, entries, [NO_EDIT])
    },
    salvage(held) {
      writer.flush()
      const update = salvageUpdate(doc, held.client, held.clock)
      if (update === null) return null
      const { [String(held.client)]: _, ...after } = writer.vector()
      const end = { client: held.client, seq: held.seq + 1, clock: Y.getState(doc.store, held.client) }
      if (held.client === line.client) line = end
      else known.set(held.client, [end.seq, end.clock])
      return {
        client: held.client,
        seq: end.seq,
        after,
        author: { person: null, role: null, forTeam: null },
        time: now(),
        change: `salvage-${held.client}-${end.seq}`,
        entries: [{ name: SALVAGE, record: '', field: '', from: null, to: null, why: RECOVERED }],
        update,
        ...(parts.forks === undefined ? {} : { forks: parts.forks }),
      }
    },
    typing(context) {
      if (typist !== null && (context === null || !isSameTyping(typist, context))) writer.flush()
      typist = context
    },
    flush() {
      const batch = typed
      if (batch === null) return
      typed = null
      batch.stop()
      cut(batch.context, batch.entries, batch.updates)
    },
    learned(client, seq, clock) {
      if (client === line.client || (known.get(client)?.[0] ?? 0) >= seq) return
      known.set(client, [seq, clock])
      fresh.set(client, [seq, clock])
    },
    applyRemote(news, from) {
      writer.flush()
      Y.applyUpdate(doc, news.update, from)
      writer.learned(news.client, news.seq, news.clock)
      checkLease()
    },
    meet(update, vector) {
      writer.flush()
      Y.applyUpdate(doc, update, 'host')
      for (const [client, [seq, clock]] of Object.entries(vector)) writer.learned(Number(client), seq, clock)
      checkLease()
    },
    adopt(lease) {
      writer.flush()
      known.set(line.client, [line.seq, line.clock])
      broken = false
      take(lease)
    },
    vector: () => Object.fromEntries([...known, [line.client, [line.seq, line.clock]] as const]),
    destroy() {
      writer.flush()
      doc.off('update', heard)
    },
  }
  return writer

  function take(lease: Line): void {
    const held = Y.getState(doc.store, lease.client)
    if (held !== lease.clock)
      throw new Error(`Line ${lease.client} ends at ${lease.clock}, but the document holds ${held} of it.`)
    line = lease
    doc.clientID = lease.client
    known.delete(lease.client)
    // The line's first envelope here names all that is known: nothing tells what its earlier ones named.
    fresh = new Map(known)
  }

  /** Every local edit passes here, whoever made it; remote ones are not ours to say. */
  function heard(update: Uint8Array, from: unknown, _doc: Y.Doc, transaction: Y.Transaction): void {
    if (!transaction.local) return
    if (writing !== null && from === origin) return void writing.push(update)
    const isFirst = typed === null
    typed ??= {
      context: typist ?? unnamed(),
      entries: typist === null ? [] : [typist.entry],
      updates: [],
      stop: parts.later?.(writer.flush, GATHER_MS) ?? (() => undefined),
    }
    typed.updates.push(update)
    if (parts.later === undefined) writer.flush()
    else if (isFirst) parts.onGathering?.()
  }

  function cut(context: WriteContext, entries: readonly Entry[], updates: readonly Uint8Array[]): void {
    const update = updates.length === 1 ? (updates[0] as Uint8Array) : Y.mergeUpdates([...updates])
    const after = Object.fromEntries(fresh)
    fresh = new Map()
    line = { client: line.client, seq: line.seq + 1, clock: Y.getState(doc.store, line.client) }
    onEnvelope({
      client: line.client,
      seq: line.seq,
      after,
      author: context.author,
      time: now(),
      change: context.change,
      entries: counted(entries),
      update,
      ...(parts.forks === undefined ? {} : { forks: parts.forks }),
    })
  }

  /** An edit that nobody announced still is a change that can be told from others and taken back. */
  function unnamed(): WriteContext {
    return { author: { person: null, role: null, forTeam: null }, change: `edit-${line.client}-${line.seq + 1}` }
  }

  function checkLease(): void {
    if (broken || doc.clientID === line.client) return
    broken = true
    parts.onLeaseBroken()
  }
}

function isSameTyping(a: TypingContext, b: TypingContext): boolean {
  return (
    a.change === b.change &&
    a.entry.record === b.entry.record &&
    a.entry.field === b.entry.field &&
    a.author.person === b.author.person &&
    a.author.role === b.author.role &&
    a.author.forTeam === b.author.forTeam &&
    a.author.guest === b.author.guest
  )
}

/** Beyond the limit, one entry a command's name says how many there were. */
function counted(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= MAX_ENTRIES) return entries
  const byName = new Map<string, Entry>()
  for (const { name, why } of entries) {
    const sum = byName.get(name)
    byName.set(name, {
      name,
      record: '',
      field: '',
      from: null,
      to: ((sum?.to as number | undefined) ?? 0) + 1,
      why: sum?.why ?? why,
    })
  }
  return [...byName.values()]
}
