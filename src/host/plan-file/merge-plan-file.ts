import { CallFailed } from '../../contract/calls.ts'
import type { MergeReport } from '../../contract/plan-file-calls.ts'
import { deviceIdOf, planIdOf } from '../../sync/membership/identity.ts'
import { quickHeader } from '../history/record-facts.ts'
import type { PlanHost } from '../plan-host.ts'
import { sha256 } from '../vault/record-crypto.ts'
import { planFileFailure } from './plan-file-failure.ts'
import { provenLines } from './proven-lines.ts'
import type { OpenPlanFile } from './read-plan-file.ts'
import type { Strangers } from './strangers.ts'
import { FROM, takeRecords, type Taken } from './take-records.ts'

export interface MergeParts {
  readonly isHere: (plan: string) => Promise<boolean>
  readonly open: (plan: string) => Promise<PlanHost>
  /** Makes an empty plan. `root`: its founder's key where the plan's id does not prove it; taken on first use. */
  readonly make: (plan: string, root: Uint8Array | null) => Promise<void>
  /** Takes back what `make` made. */
  readonly unmake: (plan: string) => Promise<void>
  readonly strangers: Strangers
  readonly tell: (what: string, done: number, total: number) => void
}

/** Devices of which something is kept at most; what others wrote is left in the file. */
const MOST_STRANGERS = 50
/** What waits for something that lies on the shelf by mistake comes in with the next round. */
const MOST_ROUNDS = 5

/**
 * Takes a plan file in. It is read to its end before anything is changed. A plan that is here gets its records through the
 * gate; another is made. Nobody belongs to the room because of a file.
 */
export async function mergePlanFile(
  file: OpenPlanFile,
  { isHere, open, make, unmake, strangers, tell }: MergeParts,
): Promise<Omit<MergeReport, 'plan'> & { readonly plan: string }> {
  const { about } = file
  const { plan } = about
  const checked = await file.check((read) => tell('Checking the file', read, about.records))
  if (!checked.ok) throw new CallFailed(checked.error.type, checked.error.message)
  const isNew = !(await isHere(plan))
  const founder = isNew ? await founderOf(file) : null
  if (isNew) await make(plan, founder?.isProven === true ? null : (about.founder?.key ?? null))
  const taken = await takeAll()
  if (isNew && taken.applied === 0) {
    await unmake(plan)
    throw new CallFailed('nobody-began-it', planFileFailure('nobody-began-it').message)
  }
  const files = await takeFiles()
  const refused = taken.refused + (await keepStrangers(taken.strangers))
  const left = await strangers.list(plan)
  const aside = left.reduce((sum, { records }) => sum + records, 0)
  return { ...taken, plan, isNew, refused, aside, files, strangers: left, founder }

  async function takeAll(): Promise<Taken> {
    const { live } = await open(plan)
    live.linkUp(FROM, isNew ? 'first' : 'again')
    try {
      let all = await takeRound()
      for (let round = 1; round < MOST_ROUNDS && all.waiting > 0; round++) {
        const again = await takeRound()
        const applied = all.applied + again.applied
        all = { ...again, applied, known: all.known, refused: Math.max(all.refused, again.refused) }
        if (again.applied === 0) break
      }
      return all
    } finally {
      live.linkDown(FROM)
    }
  }

  function takeRound(): Promise<Taken> {
    return takeRecords(
      () => open(plan),
      file,
      (read) => tell('Taking the records in', read, about.records),
    )
  }

  /** Only what a record of the plan names, and only bytes that have its hash. */
  async function takeFiles(): Promise<number> {
    const { attachments } = await open(plan)
    let count = 0
    for await (const { hash, bytes } of file.files()) {
      tell('Taking the files in', count, 0)
      if (await attachments.take(hash, bytes)) count++
    }
    return count
  }

  async function keepStrangers(found: Taken['strangers']): Promise<number> {
    let refused = 0
    for (const [device, records] of [...found].slice(0, MOST_STRANGERS)) {
      const known = about.devices.find((one) => one.device === device && deviceIdOf(sha256, one.key) === device)
      if (known === undefined) refused += records
      else refused += await strangers.keep(plan, known, recordsOf(file, device))
    }
    return refused
  }
}

/** Whoever began the plan, as far as the file says. Throws where it says nothing that could be. */
async function founderOf(file: OpenPlanFile): Promise<NonNullable<MergeReport['founder']>> {
  const { founder, plan, devices } = file.about
  if (founder === null || deviceIdOf(sha256, founder.key) !== founder.device || !(await hasWritten(file, founder)))
    throw new CallFailed('nobody-began-it', planFileFailure('nobody-began-it').message)
  const { device, key, nonce } = founder
  const name = devices.find((one) => one.device === device)?.name ?? ''
  return { device, name, isProven: nonce !== null && planIdOf(sha256, key, nonce) === plan }
}

/** Whether a line in the file begins with what this device signed. Usually the first line does. */
async function hasWritten(file: OpenPlanFile, founder: { device: string; key: Uint8Array }): Promise<boolean> {
  const lines = provenLines({ plan: file.about.plan, ...founder, lineOf: () => undefined })
  for await (const records of recordsOf(file, founder.device))
    if (records.some((bytes) => lines.next(bytes) !== null)) return true
  return false
}

async function* recordsOf(file: OpenPlanFile, device: string): AsyncGenerator<readonly Uint8Array[]> {
  for await (const records of file.records())
    if (records.ok) yield records.value.filter((bytes) => quickHeader(bytes)?.device === device)
}
