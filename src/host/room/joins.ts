import { CallFailed } from '../../contract/calls.ts'
import type { JoinState } from '../../contract/room-calls.ts'
import { parseInvite } from '../../sync/noise/invite.ts'
import type { Clock } from '../ports/clock.ts'
import type { Network } from '../ports/network.ts'
import type { LinkIdentity } from './greet.ts'
import { joinRoom, type Joining, type LetIn } from './joining.ts'

/** A plan that is on its way here. */
export interface Coming {
  /** Records of it that are here. */
  records(): number
  /** How it ended. */
  readonly level: Promise<RoomLevel>
  /** The room closes. What came stays, and nothing is left of a plan of which nothing came. */
  giveUp(): Promise<void>
}

/** `here`: somebody of the room holds the same. `refused`: nobody is left to bring the plan, since what they sent was refused. */
export type RoomLevel = 'here' | 'closed' | 'refused'

export interface AnotherIdentity {
  readonly identity: LinkIdentity & { readonly id: string }
  /** From when it resolves this device has that key in that plan. The answer takes it back. */
  keepFor(plan: string): Promise<() => Promise<void>>
}

export interface JoinsParts {
  readonly identity: LinkIdentity
  /** This device under another key, to be let in again with where the one it has was removed. */
  readonly another: () => AnotherIdentity
  readonly network: Network
  readonly clock: Clock
  /** Of the person and the machine, as others are told. */
  readonly ownName: () => { readonly name: string; readonly person: string }
  /** Goes on with the link that this device was let in over, or says in a sentence why not. */
  readonly enter: (letIn: LetIn, another: AnotherIdentity | null) => Promise<Coming | string>
  readonly onJoin: (invite: string, state: JoinState) => void
  /** The list of plans is another one. */
  readonly onPlans: () => void
}

/** Joins that are under way: from an invite to a plan that is here. */
export interface Joins {
  /** Resolves once the plan is here, or it came to nothing. Rejects with CallFailed. */
  join(invite: string, how?: { readonly name?: string | undefined; readonly again?: boolean }): Promise<JoinState>
  leave(invite: string): void
  stop(): void
}

/** Between two words on how far a plan has come. */
const COMING_MS = 300
/** An honest host begins at once. */
const NOTHING_MS = 120_000

const REFUSED =
  'What came from there was refused: no Ordinal sends such a plan. Ask somebody else of the room for an invite.'
const NOTHING = 'This device was let in, and nothing of the plan came for two minutes. Try again with a new invite.'
const CLOSED = 'The room was closed here before the plan had come. What came is kept.'
const LEFT = 'The join was called off.'

export function createJoins(parts: JoinsParts): Joins {
  const { clock } = parts
  const joins = new Map<string, { readonly joining: Joining; coming: Coming | null; isLeft: boolean }>()

  return {
    async join(text, { name, again = false } = {}) {
      const invite = parseInvite(text)
      if (!invite.ok) throw new CallFailed(invite.error.type, invite.error.message)
      if (joins.has(text)) throw new CallFailed('joining', 'This device is joining with that invite already.')
      const own = parts.ownName()
      const another = again ? parts.another() : null
      const joining = joinRoom({
        ...parts,
        identity: another?.identity ?? parts.identity,
        invite: invite.value,
        name: (name ?? own.name).slice(0, 200),
        person: own.person,
        onDigits: (digits) => parts.onJoin(text, { state: 'waiting', digits }),
      })
      joins.set(text, { joining, coming: null, isLeft: false })
      parts.onJoin(text, { state: 'calling' })
      try {
        const ended = await joining.done
        const state = ended.ok
          ? await comeIn(ended.value, text, another)
          : refused(ended.error.message, ended.error.type === 'removed')
        parts.onJoin(text, state)
        return state
      } catch (error) {
        parts.onJoin(text, refused(error instanceof CallFailed ? error.message : 'The plan could not be taken in.'))
        throw error
      } finally {
        joins.delete(text)
      }
    },
    leave(invite) {
      const join = joins.get(invite)
      if (join === undefined) return
      join.isLeft = true
      if (join.coming === null) join.joining.cancel()
      else void join.coming.giveUp()
    },
    stop() {
      for (const { joining } of joins.values()) joining.cancel()
    },
  }

  async function comeIn(letIn: LetIn, invite: string, another: AnotherIdentity | null): Promise<JoinState> {
    const { plan, link } = letIn
    const coming = await parts.enter(letIn, another).catch((error: unknown) => {
      link.close()
      throw error
    })
    if (typeof coming === 'string') {
      link.close()
      return refused(coming)
    }
    const join = joins.get(invite)
    if (join !== undefined) join.coming = coming
    if (join?.isLeft === true) {
      await coming.giveUp()
      return refused(LEFT)
    }
    parts.onPlans()
    const level = await whileComing(invite, plan, coming)
    if (level === 'closed') return refused(CLOSED)
    if (level !== 'here') await coming.giveUp()
    parts.onPlans()
    if (level === 'here') return { state: 'in', plan }
    return refused(level === 'refused' ? REFUSED : NOTHING)
  }

  /** People see how much came so far. */
  async function whileComing(invite: string, plan: string, coming: Coming): Promise<RoomLevel | 'nothing'> {
    const until = clock.now() + NOTHING_MS
    let stop = (): void => undefined
    const nothing = new Promise<'nothing'>((resolve) => {
      const tell = (): void => {
        const records = coming.records()
        if (records === 0 && clock.now() > until) return resolve('nothing')
        parts.onJoin(invite, { state: 'coming', plan, records })
        stop = clock.after(COMING_MS, tell)
      }
      tell()
    })
    return Promise.race([coming.level, nothing]).finally(() => stop())
  }
}

function refused(why: string, removed = false): JoinState {
  return { state: 'refused', why, ...(removed ? { removed } : {}) }
}
