import { createBoxKeys } from '../../sync/carrier/box-keys.ts'
import { tagFor } from '../../sync/carrier/letter.ts'
import { openSealed } from '../../sync/noise/sealed-box.ts'
import { isSameBytes } from '../../sync/same-bytes.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { LinkIdentity } from '../room/greet.ts'
import type { RoomMembers } from '../room/room-members.ts'
import { openBox, type Box } from './box.ts'
import type { MailServer } from './mail-server.ts'

/** The mailboxes of a plan that this host watches, and the one into which it puts. */
export interface Boxes {
  /** Opens and closes them as the room's keys and what lies in them say. */
  look(): void
  all(): Iterable<Box>
  /** Why the main one is left alone for a while; empty while it is not. */
  trouble(): string
  /** Of the newest key and generation; null where no key is known, or while it is left alone. */
  main(): Box | null
  /** The first of the newest key: it says which generation is the newest. */
  door(): Box | null
  generation(): number
  /** Of the newest key, those that came before the main one and are watched still. */
  earlier(): readonly Box[]
  /** First mailboxes of older keys. */
  olderDoors(): readonly Box[]
  close(): void
}

/** Keys of the room whose mailboxes are watched: what somebody put there who had not heard of a newer key. */
const KEYS = 3
/** Newer keys that a mailbox gave, before the records came that say the same. */
const MOST_GIVEN = 4

export function createBoxes(parts: {
  readonly host: () => PlanHost
  readonly members: RoomMembers
  readonly identity: LinkIdentity & { readonly id: string }
  readonly server: MailServer
  readonly clock: Clock
  readonly random: () => number
  readonly onChanged: (box: string, lost: boolean) => void
  readonly onFault: (what: string, error: unknown) => void
  readonly retryMs?: number | undefined
}): Boxes {
  const { identity, members, clock } = parts
  const open = new Map<string, Box>()
  const foul = new Map<string, { readonly until: number; readonly trouble: string }>()
  /** By what sealed it: nothing is opened twice. */
  const given = new Map<string, Uint8Array>()
  const tried = new Set<string>()
  let main: string | null = null
  let door: string | null = null
  let generation = 0
  let older: string[] = []
  let before: string[] = []

  return {
    look() {
      readGivenKeys()
      const keys = members.keys().slice(-KEYS)
      const newest = keys.at(-1)
      const wanted = new Set<string>()
      older = []
      before = []
      for (const key of [...given.values(), ...keys]) {
        const first = want(key, 0, wanted)
        const at = first === undefined ? 0 : generationOf(first)
        if (at > 1) want(key, at - 1, wanted)
        if (at > 0) want(key, at, wanted)
        const name = documentOf(key, 0)
        if (key !== newest) {
          if (keys.includes(key)) older.push(name)
          continue
        }
        door = name
        main = documentOf(key, at)
        generation = at
        before = [0, at - 1].filter((one) => one >= 0 && one < at).map((one) => documentOf(key, one))
      }
      if (newest === undefined) main = door = null
      for (const [name, box] of open)
        if (!wanted.has(name)) {
          open.delete(name)
          box.close()
        }
    },
    all: () => open.values(),
    main: () => (main === null ? null : (open.get(main) ?? null)),
    trouble: () => (main === null || open.has(main) ? '' : (foul.get(main)?.trouble ?? '')),
    door: () => (door === null ? null : (open.get(door) ?? null)),
    generation: () => generation,
    earlier: () => [...new Set(before)].flatMap((name) => open.get(name) ?? []),
    olderDoors: () => older.flatMap((name) => open.get(name) ?? []),
    close() {
      for (const box of open.values()) box.close()
      open.clear()
      main = door = null
    },
  }

  function documentOf(key: Uint8Array, at: number): string {
    return createBoxKeys(key, at, identity.random).document
  }

  function want(key: Uint8Array, at: number, wanted: Set<string>): Box | undefined {
    const keys = createBoxKeys(key, at, identity.random)
    const name = keys.document
    wanted.add(name)
    const before = open.get(name)
    const why = before?.foul() ?? null
    if (before !== undefined && why === null) return before
    if (why !== null) {
      before?.close()
      open.delete(name)
      foul.set(name, { until: clock.now() + (why.pause ?? 0), trouble: why.trouble })
      parts.onFault('the server', new Error(why.trouble))
    }
    if ((foul.get(name)?.until ?? 0) > clock.now()) return undefined
    const box = openBox({
      keys,
      server: parts.server,
      clock,
      random: parts.random,
      retryMs: parts.retryMs,
      news: { changed: (lost) => parts.onChanged(name, lost) },
    })
    open.set(name, box)
    return box
  }

  /** A member that missed a change of keys finds the newer one sealed for it, and with it the records that say so. */
  function readGivenKeys(): void {
    const known = members.keys()
    for (const box of open.values())
      for (const [name, letter] of box.notes) {
        if (letter.is !== 'keys' || tried.has(name)) continue
        tried.add(name)
        const tag = tagFor(identity.id, letter.epoch)
        const wrap = letter.wraps.find(([of]) => of === tag)
        const key = wrap === undefined ? null : openSealed(identity.noise.secret, wrap[1])
        if (key?.length === 32) given.set(name, key)
        if (given.size > MOST_GIVEN) given.delete([...given.keys()][0] as string)
      }
    for (const [name, key] of given) if (known.some((one) => isSameBytes(one, key))) given.delete(name)
  }
}

function generationOf(box: Box): number {
  let at = 0
  for (const letter of box.notes.values()) if (letter.is === 'moved') at = Math.max(at, letter.to)
  return at
}
