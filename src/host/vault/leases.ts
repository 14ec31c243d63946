import type { Random } from '../../model/id.ts'
import type { JsonFile } from './json-file.ts'

/** Client ids of this device for one plan. Few and stable: an edit costs more with each id that a document has seen. */
export interface Leases {
  /**
   * An id that nobody writes under: one that was given back, else a new one. On disk before it is handed out; rejects if
   * that fails. `isTaken` says which ids the plan has already seen elsewhere.
   */
  take(isTaken: (client: number) => boolean): Promise<number>
  /** The one who held it is here again with all it wrote: true if the id is this device's, and it is out again. */
  resume(client: number): Promise<boolean>
  /** After a clean close: all its records are in the journal. It may be handed out again. */
  giveBack(client: number): Promise<void>
  /** Nobody shall write under it again. */
  rest(client: number): Promise<void>
  /**
   * Something of the journal is gone, named by `doubt`, and nobody can say whose line it was: all ids rest, since one that went
   * on would write a second record of a number that somebody else may hold. Once for each doubt.
   */
  restAll(doubt: string): Promise<void>
  /** A record of it came from elsewhere: another machine has this folder's lines. Nobody here shall write under it again. */
  share(client: number): Promise<void>
  isShared(client: number): boolean
  /** Whether this device ever leased it, under its present key. */
  isOurs(client: number): boolean
  /** Ids that were out when the host ended, or rest for another reason. */
  resting(): readonly number[]
}

/** `lost`: out when the host ended; only who held it may have it again. `rests` and `shared`: nobody may. */
type State = 'free' | 'out' | 'lost' | 'rests' | 'shared'

interface LeaseFile {
  readonly v: 1
  /** The device under whose key they were leased; those of another all rest. */
  readonly device: string
  readonly lines: Readonly<Record<string, State>>
  /** What `restAll` was asked for. */
  readonly doubts?: readonly string[]
}

/** Reads and writes nothing by itself. `saved` is what the file held, undefined if it was never written. */
export function createLeases({
  file,
  saved,
  device,
  random,
}: {
  file: JsonFile
  saved: unknown
  device: string
  random: Random
}): Leases {
  const before = isLeaseFile(saved) ? saved : null
  const states = new Map<number, State>()
  const foreign = new Set<number>()
  const doubts = new Set(before?.doubts ?? [])
  for (const [client, state] of Object.entries(before?.lines ?? {})) {
    if (before?.device !== device) foreign.add(Number(client))
    else states.set(Number(client), state === 'out' ? 'lost' : state)
  }

  return {
    async take(isTaken) {
      const free = [...states].find(([client, state]) => state === 'free' && !isTaken(client))?.[0]
      const client = free ?? fresh(isTaken)
      await change(client, 'out')
      return client
    },
    async resume(client) {
      const state = states.get(client)
      if (state === undefined || state === 'rests' || state === 'shared') return false
      if (state !== 'out') await change(client, 'out')
      return true
    },
    giveBack: (client) => (states.get(client) === 'out' ? change(client, 'free') : Promise.resolve()),
    rest: (client) =>
      states.has(client) && states.get(client) !== 'shared' ? change(client, 'rests') : Promise.resolve(),
    share: (client) => (states.has(client) ? change(client, 'shared') : Promise.resolve()),
    isShared: (client) => states.get(client) === 'shared',
    async restAll(doubt) {
      if (doubts.has(doubt)) return
      const was = [...states]
      for (const [client, state] of was) if (state !== 'shared') states.set(client, 'rests')
      doubts.add(doubt)
      try {
        await save()
      } catch (error) {
        // They rest as long as this host runs, and the next one doubts again.
        doubts.delete(doubt)
        throw error
      }
    },
    isOurs: (client) => states.has(client),
    resting: () => [
      ...foreign,
      ...[...states]
        .filter(([, state]) => state === 'lost' || state === 'rests' || state === 'shared')
        .map(([client]) => client),
    ],
  }

  /** 32 bits, as Yjs draws them; 0 is left out because some readers take it for none. */
  function fresh(isTaken: (client: number) => boolean): number {
    for (;;) {
      const client = Math.floor(random() * 2 ** 32)
      if (client !== 0 && !states.has(client) && !foreign.has(client) && !isTaken(client)) return client
    }
  }

  function save(): Promise<void> {
    const more = doubts.size > 0 ? { doubts: [...doubts] } : {}
    return file.write({ v: 1, device, lines: Object.fromEntries(states), ...more } satisfies LeaseFile)
  }

  /** In memory at once, so that nobody else takes it meanwhile; taken back if the disk refuses. */
  async function change(client: number, state: State): Promise<void> {
    const was = states.get(client)
    states.set(client, state)
    try {
      await save()
    } catch (error) {
      if (was === undefined) states.delete(client)
      else states.set(client, was)
      throw error
    }
  }
}

const STATES: readonly unknown[] = ['free', 'out', 'lost', 'rests', 'shared'] satisfies State[]

function isLeaseFile(value: unknown): value is LeaseFile {
  if (typeof value !== 'object' || value === null) return false
  const { lines, device, doubts = [] } = value as Partial<Record<keyof LeaseFile, unknown>>
  return (
    typeof device === 'string' &&
    typeof lines === 'object' &&
    lines !== null &&
    Object.entries(lines).every(([client, state]) => /^\d{1,10}$/.test(client) && STATES.includes(state)) &&
    Array.isArray(doubts) &&
    doubts.every((doubt) => typeof doubt === 'string')
  )
}
