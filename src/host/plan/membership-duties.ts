import type { Entry } from '../../model/envelope.ts'
import type { AsideRecords } from '../../sync/membership/aside-records.ts'
import { dutiesOf, type Duty } from '../../sync/membership/duties.ts'
import { having, renewing, wrapping, type Seal } from '../../sync/membership/stating.ts'
import type { Statement } from '../../sync/membership/statement.ts'
import type { PlanTruth } from './plan-truth.ts'

export interface MembershipDutiesParts {
  readonly truth: Pick<PlanTruth, 'ledger' | 'readOnly'>
  /** This device. */
  readonly device: string
  readonly aside: Pick<AsideRecords<unknown>, 'all'>
  readonly seal: Seal
  /** The key of an epoch, from what was sealed for this device. */
  readonly open: (sealed: Uint8Array) => Uint8Array | null
  /** From a source of secrets. */
  readonly randomBytes: (length: number) => Uint8Array
  readonly random: () => number
  /** Runs something once after so many milliseconds; the answer calls it off. */
  readonly later: (ms: number, act: () => void) => () => void
  /** Makes a statement when it is this host's turn, and writes it unless it is null. */
  readonly state: (make: () => { statement: Statement; entry: Entry } | null) => Promise<void>
  readonly onFault: (error: unknown) => void
}

export interface MembershipDuties {
  /** Something came in or was stated: soon it is seen what is to be stated by itself. */
  look(): void
  end(): void
}

/** Records come many at a time. */
const LOOK_MS = 100
/** Whoever is not the first waits this long to see whether another did it. */
const HAD_MS = { first: 0, least: 200, more: 2_000 }
const KEYS_MS = { first: 200, least: 5_000, more: 25_000 }
const KEY_LENGTH = 32

/**
 * What a member's host states without being asked: what it holds of a removed device, and keys for members that lack them
 * (see sync/membership/duties.ts). Not all do it at once: each waits a while of its own and looks again.
 */
export function createMembershipDuties(parts: MembershipDutiesParts): MembershipDuties {
  const { truth, device, aside } = parts
  const { ledger } = truth
  /** By the duty's name. */
  const waiting = new Map<string, () => void>()
  const stated = new Set<string>()
  let looking: (() => void) | null = null
  let isOver = false

  return {
    look() {
      // A plan of one device has none.
      if (isOver || looking !== null || ledger.membership.members().length < 2) return
      looking = parts.later(LOOK_MS, () => {
        looking = null
        arrange()
      })
    },
    end() {
      isOver = true
      looking?.()
      for (const stop of waiting.values()) stop()
      waiting.clear()
    },
  }

  function arrange(): void {
    if (isOver || truth.readOnly() !== null) return
    const duties = open()
    for (const [name, stop] of waiting) {
      if (duties.has(name)) continue
      stop()
      waiting.delete(name)
    }
    for (const [name, duty] of duties) {
      if (waiting.has(name)) continue
      const { first, least, more } = duty.is === 'had' ? HAD_MS : KEYS_MS
      const delay = duty.first ? first : least + parts.random() * more
      waiting.set(
        name,
        parts.later(delay, () => {
          waiting.delete(name)
          void parts
            .state(() => statementFor(name))
            .catch((error: unknown) => {
              stated.delete(name)
              parts.onFault(error)
            })
        }),
      )
    }
  }

  function open(): Map<string, Duty> {
    const named = dutiesOf(ledger, device, aside.all()).map((duty) => [nameOf(duty), duty] as const)
    return new Map(named.filter(([name]) => !stated.has(name)))
  }

  function statementFor(name: string): { statement: Statement; entry: Entry } | null {
    const duty = isOver ? undefined : open().get(name)
    const statement = duty === undefined ? null : make(duty)
    if (duty?.is === 'had') stated.add(name)
    if (duty === undefined || statement === null) return null
    return { statement, entry: entryOf(duty) }
  }

  function make(duty: Duty): Statement | null {
    if (duty.is === 'had') return having(ledger, duty.device)
    if (duty.is === 'renew') return renewing(ledger, { epochKey: parts.randomBytes(KEY_LENGTH), seal: parts.seal })
    const epoch = ledger.membership.epochs().at(-1)
    const epochKey = epoch
      ?.wrapsFor(device)
      .map(parts.open)
      .find((key) => key !== null)
    if (epoch === undefined || epochKey === undefined || epochKey === null) return null
    const statement = wrapping(ledger, epoch, duty.devices, { epochKey, seal: parts.seal })
    // A member whose key nobody can seal for gets none, and would be tried for ever.
    return Object.keys(statement.wraps).length === 0 ? null : statement
  }

  function entryOf(duty: Duty): Entry {
    const of = duty.is === 'had' ? duty.device : ''
    const to = duty.is === 'had' ? (ledger.membership.member(of)?.name ?? '') : null
    return { name: `room.${duty.is}`, record: of === '' ? '' : `devices/${of}`, field: '', from: null, to, why: '' }
  }
}

function nameOf(duty: Duty): string {
  return duty.is === 'had' ? `had ${duty.device} ${duty.reason}` : duty.is
}
