import type { HeldBack, KeptAside, PlanHealth, TakenOut } from '../../contract/health-calls.ts'
import { changeWords } from '../../commands/change-words.ts'
import type { Entry } from '../../model/envelope.ts'
import type { HeldRecords } from '../../sync/held.ts'
import type { AsideRecords } from '../../sync/membership/aside-records.ts'
import { decodeRecord } from '../../sync/record.ts'
import type { PlanTruth } from '../plan/plan-truth.ts'
import type { Source } from '../plan/receive-records.ts'

export type RecordHealth = Pick<PlanHealth, 'held' | 'takenOut' | 'aside' | 'salvaged' | 'refused' | 'records'>

/** What a plan's host knows of its records' health; damage of files is the vault's. */
export interface HealthBook {
  state(): Promise<RecordHealth>
  keepRefused(name: string, bytes: Uint8Array): Promise<void>
  keepSalvage(name: string, bytes: Uint8Array): Promise<void>
  /** Something is otherwise than it was, if `isSo`: told on, and what was taken out is given back. */
  changed(isSo: boolean): void
  toGiveBack(look: () => void, under: () => Promise<void>): void
  /** Settles when what was taken out until now is given back. */
  givenBack(): Promise<void>
}

/** The longest lists that anybody looks at. */
const MAX_LISTED = 1_000

export function createHealthBook({
  truth,
  held,
  aside,
  onChanged,
}: {
  truth: PlanTruth
  held: HeldRecords<Source>
  aside: Pick<AsideRecords<Source>, 'all'>
  onChanged: () => void
}): HealthBook {
  const { journal, ledger, plan } = truth
  let giving = { look: (): void => undefined, under: (): Promise<void> => Promise.resolve() }
  let outBefore = ledger.out.records().length
  const book: HealthBook = {
    async state() {
      const [salvaged, refused] = await Promise.all([journal.keptAside('salvage'), journal.keptAside('refused')])
      let records = ledger.out.records().length
      for (const line of ledger.lines.lines()) records += line.seq
      return { held: heldBack(), takenOut: takenOut(), aside: keptAside(), salvaged, refused, records }
    },
    async keepRefused(name, bytes) {
      await journal.keepAside('refused', name, bytes)
      onChanged()
    },
    async keepSalvage(name, bytes) {
      await journal.keepAside('salvage', name, bytes)
      onChanged()
    },
    changed(isSo) {
      if (isSo) onChanged()
      const out = ledger.out.records().length
      if (out > outBefore) giving.look()
      outBefore = out
    },
    toGiveBack(look, under) {
      giving = { look, under }
    },
    givenBack: () => giving.under(),
  }
  return book

  function takenOut(): TakenOut[] {
    const { out } = ledger
    return out
      .records()
      .slice(0, MAX_LISTED)
      .map((one) => {
        const { client, seq, person, time, entries } = one
        return { client, seq, person, time, words: wordsOf(entries), givenBackBy: out.givenBackBy(one) }
      })
  }

  function keptAside(): KeptAside[] {
    return aside
      .all()
      .slice(0, MAX_LISTED)
      .map(({ record: { client, seq, device, author, time, entries } }) => {
        const name = ledger.membership.member(device)?.name ?? ''
        return { client, seq, device, name, person: author.person, time, words: wordsOf(entries) }
      })
  }

  function heldBack(): HeldBack[] {
    return held
      .all()
      .slice(0, MAX_LISTED)
      .flatMap(({ bytes, missing }) => {
        const record = decodeRecord(bytes)
        if (!record.ok) return []
        const { client, seq, author, device, time, entries } = record.value
        return [{ client, seq, person: author.person, device, time, words: wordsOf(entries), waitsFor: missing }]
      })
  }

  function wordsOf(entries: readonly Entry[]): string {
    return changeWords(entries, (record) => {
      const [table, id] = record.split('/') as [string, string]
      const row = plan.row(table as 'items', id)
      return row?.title ?? id ?? table
    })
  }
}
