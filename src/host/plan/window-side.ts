import * as Y from 'yjs'
import type { Envelope } from '../../model/envelope.ts'
import type { Judgement } from '../../sync/gate.ts'
import type { PlanLog } from '../plan-log.ts'
import { codeOf } from '../ports/files.ts'
import type { HealthBook } from '../health/health-book.ts'
import { patiently } from './patiently.ts'
import type { PlanHost } from './plan-host-shape.ts'
import type { PlanLines } from './plan-lines.ts'
import type { PlanTruth } from './plan-truth.ts'
import { pushEnvelopes } from './push-envelopes.ts'
import type { Receiving } from './receive-records.ts'

/** What a window is told that cannot be given a line; it writes nothing. */
const NO_LEASE = { client: 1, seq: 0, clock: 0 }

/** What windows ask of a plan: a line to write under, and that what they wrote is taken in. */
export function createWindowSide(parts: {
  readonly truth: PlanTruth
  readonly lines: PlanLines
  readonly log: PlanLog
  readonly receiving: Receiving
  readonly health: HealthBook
  readonly device: string
  readonly epoch: string
  readonly ownPerson?: (() => string | null) | undefined
  readonly onFault: (what: string, error: unknown) => void
}): Pick<PlanHost, 'seats' | 'holds' | 'meet' | 'closeLine' | 'goodbye' | 'push'> {
  const { truth, lines, log, receiving, health, device } = parts
  const { doc, ledger, journal, inTurn } = truth

  return {
    seats: lines.seats,
    holds: lines.holds,
    meet: (seat, hello) =>
      inTurn(async () => {
        const onDisk = await patiently(truth.writing())
        const lease = await lines.leaseFor(seat, hello.lease).catch((error: unknown) => error as Error)
        const readOnly =
          lease instanceof Error
            ? `The disk takes no writing now (${codeOf(lease) || lease.message}). The plan can be read; make room and open it again to change it.`
            : truth.readOnly()
        return {
          lease: lease instanceof Error ? NO_LEASE : lease,
          device,
          epoch: parts.epoch,
          vector: ledger.vector(),
          update: Y.encodeStateAsUpdate(doc, hello.stateVector),
          readOnly,
          onDisk,
          forks: ledger.out.generation(),
        }
      }),
    closeLine: (seat, client) => inTurn(() => lines.closed(seat, client)),
    goodbye: lines.goodbye,
    async push(seat, envelopes) {
      truth.mayWrite()
      const { saved, refused, waiting, onDisk } = await inTurn(() =>
        pushEnvelopes(truth, seat, envelopes, {
          seal: sealFromWindow,
          holding: (client, clock) => log.holding(client, clock),
          took: (client, seq) => receiving.tookElsewhere(client, seq),
          health,
          onFault: parts.onFault,
        }),
      )
      await Promise.all(onDisk)
      return waiting === undefined || waiting.length === 0 ? { saved, refused } : { saved, refused, waiting }
    },
  }

  function sealFromWindow(envelope: Envelope): Judgement {
    if (!journal.leases.isOurs(envelope.client))
      return {
        answer: 'refuse',
        why: 'not-its-line',
        message: 'It came under a line that this device never leased.',
        against: 'sender',
      }
    return ledger.seal(asClaimed(envelope), device, { doc })
  }

  /** An edit under a name that is not this device's says so. */
  function asClaimed(envelope: Envelope): Envelope {
    const { person } = envelope.author
    const own = parts.ownPerson?.() ?? null
    if (person === null || own === null || person === own) return envelope
    return { ...envelope, author: { ...envelope.author, claimed: true } }
  }
}
