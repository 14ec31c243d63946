import type { Lease } from '../../contract/plan-messages.ts'
import type { PlanLedger } from '../../sync/plan-ledger.ts'
import type { Seat } from '../hub.ts'
import type { PlanVault } from '../vault/plan-vault.ts'

/** Who writes under which line. A line is leased to one writer at a time. */
export interface PlanLines {
  seats(): number
  holds(seat: Seat): boolean
  /** The window's earlier line if it may go on under it, else a fresh one. Rejects if the disk does not take the lease. */
  leaseFor(seat: Seat, wanted: number | null): Promise<Lease>
  /** A line for the host itself. */
  take(): Promise<number>
  lineOf(client: number): Lease
  closed(seat: Seat, client: number): Promise<void>
  goodbye(seat: Seat): void
  /** Lines that somebody beside the windows writes under. */
  alsoTaken(isTaken: (client: number) => boolean): void
}

export function createPlanLines(
  { ledger, journal }: { ledger: PlanLedger; journal: PlanVault },
  doubts: readonly string[],
): PlanLines {
  const leased = new Map<number, Seat>()
  let others: (client: number) => boolean = () => false
  const lines: PlanLines = {
    seats: () => new Set(leased.values()).size,
    holds: (seat) => [...leased.values()].includes(seat),
    async leaseFor(seat, wanted) {
      await settleDoubts()
      const free =
        wanted !== null && !ledger.out.touches(wanted) && (leased.get(wanted) ?? seat) === seat && !others(wanted)
      const client = free && (await journal.leases.resume(wanted)) ? wanted : await lines.take()
      leased.set(client, seat)
      return lines.lineOf(client)
    },
    async take() {
      await settleDoubts()
      return journal.leases.take(isTaken)
    },
    lineOf(client) {
      const line = ledger.lineOf(client)
      return { client, seq: line?.seq ?? 0, clock: line?.clock ?? 0 }
    },
    async closed(seat, client) {
      if (leased.get(client) !== seat) return
      leased.delete(client)
      await journal.leases.giveBack(client)
    },
    goodbye(seat) {
      for (const [client, holder] of leased) if (holder === seat) leased.delete(client)
    },
    alsoTaken(isTaken) {
      others = isTaken
    },
  }
  return lines

  /** Before the first line is given: opening a plan writes nothing. */
  async function settleDoubts(): Promise<void> {
    for (const doubt of doubts) await journal.leases.restAll(doubt)
  }

  function isTaken(client: number): boolean {
    return (
      leased.has(client) ||
      // A split line rests for ever, and so does one whose last records do not count.
      ledger.out.touches(client) ||
      others(client) ||
      (ledger.lineOf(client) !== undefined && !journal.leases.isOurs(client))
    )
  }
}
