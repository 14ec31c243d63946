import { join } from 'node:path'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import type { Progress } from '../../contract/host-info.ts'
import type { DamagedBackupFile } from '../backups/check-backups.ts'
import type { DeviceNotes } from '../device-notes.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Plans } from '../plans.ts'
import type { Files } from '../ports/files.ts'
import type { PlanCheck } from '../vault/check-plan.ts'
import { mayBeMended } from '../vault/mend-plan.ts'
import { offsetOf, segmentOf, type Position } from '../vault/position.ts'
import { segmentName } from '../vault/segments.ts'
import { tornWrites } from '../vault/torn-writes.ts'
import type { Vault } from '../vault/vault.ts'
import type { FileHealth } from './health-calls.ts'
import type { Mender } from './mender.ts'
import { backupPlace, checkRemovedBackups } from './removed-backups.ts'

export interface FileHealthParts {
  readonly vault: Vault
  readonly plans: Plans
  readonly notes: DeviceNotes
  readonly mender: Mender
  readonly files: () => Files
  /** Reads every byte of a plan's backups. */
  readonly checkBackups: (plan: string) => Promise<readonly DamagedBackupFile[]>
  /** So far the journal went when the newest backup in the plan's own folder was made. */
  readonly backedUpTo: (plan: string) => Promise<Position>
  readonly onFault: (what: string, error: unknown) => void
}

/** Damage of files: found by reading all of them, mended where somebody still has what they lost, and remembered. */
export function createFileHealth(parts: FileHealthParts): FileHealth {
  const { vault, plans, mender } = parts
  /** What the last look found wrong with backups, by plan. */
  const backups = new Map<string, readonly DamagedPlace[]>()
  /** And with attached files. */
  const attached = new Map<string, readonly DamagedPlace[]>()
  /** One look at a time: a plan is closed for a moment where something of it is mended. */
  let turn: Promise<unknown> = Promise.resolve()

  return {
    async known(id) {
      const { places, checkedAt } = await mender.known(id)
      const torn = await tornWrites(parts.files(), vault.planFolder(id), (person) => person)
      const named = namer(plans.opened(id))
      const damage = [...places, ...torn].map((place) => within(id, { ...place, words: named(place.words) }))
      return { damage: [...damage, ...(attached.get(id) ?? []), ...(backups.get(id) ?? [])], checkedAt }
    },
    check(ids, tell) {
      const next = turn.then(async () => {
        for (const id of ids) await checkOne(id, tell)
      })
      turn = next.catch(() => undefined)
      return next
    },
    async others() {
      const places = await vault.mendFiles(await vault.verifyFiles())
      return [...places, ...(await checkRemovedBackups(parts.files(), vault.root))]
    },
  }

  async function checkOne(id: string, tell: (progress: Progress) => void): Promise<void> {
    const host = await plans.open(id).catch(() => undefined)
    await host?.flushed()
    const what = `Reading "${host?.plan.facts.name ?? parts.notes.summaries()[id]?.name ?? id}"`
    const read = await vault.verifyPlan(id, {}, (done, total) => tell({ job: 'check', what, done, total }))
    const found = withShort(read, await shortPlace(id))
    if (found.places.some(mayBeMended))
      await plans
        .whileClosed(id, () => mender.mend(id, found))
        .catch(async (error: unknown) => {
          parts.onFault('mending a plan', error)
          await mender.note(id, found)
        })
    else await mender.note(id, found)
    attached.set(id, await checkAttached(id))
    const damaged = await parts.checkBackups(id).catch((error: unknown) => {
      parts.onFault('checking backups', error)
      return []
    })
    backups.set(
      id,
      damaged.map((one) => backupPlace(join('plans', id, 'backups'), one)),
    )
  }

  /** After the plan is mended, since its records say what is attached. One that cannot be opened says so elsewhere. */
  async function checkAttached(id: string): Promise<readonly DamagedPlace[]> {
    const host = await plans.open(id).catch(() => undefined)
    try {
      return ((await host?.attachments.check()) ?? []).map((place) => within(id, place))
    } catch (error) {
      parts.onFault('checking attached files', error)
      return []
    }
  }

  /** A journal that lost its end in whole records shows nothing by itself; a backup of it remembers. */
  async function shortPlace(id: string): Promise<DamagedPlace | null> {
    const end = await parts.backedUpTo(id).catch(() => 0)
    const has = await vault.endOf(id).catch(() => Infinity)
    if (has >= end) return null
    const words = `The journal ends in ${segmentName(segmentOf(has))} at byte ${offsetOf(has)}, and a backup of it goes further. What was written last is missing.`
    return { file: segmentName(segmentOf(end)), words, record: null, state: 'lost', from: '', keptAt: '' }
  }
}

/** Paths of the data folder, where the vault named them within the plan's. */
function within(id: string, place: DamagedPlace): DamagedPlace {
  const folder = join('plans', id)
  const at = place.keptAt.indexOf(join(folder, 'x').slice(0, -1))
  const keptAt = place.keptAt === '' ? '' : at >= 0 ? place.keptAt.slice(at) : join(folder, place.keptAt)
  return { ...place, file: join(folder, place.file), keptAt }
}

function withShort(found: PlanCheck, place: DamagedPlace | null): PlanCheck {
  if (place === null) return found
  return { ...found, places: [...found.places, place], damage: [...found.damage, place.words] }
}

/**
 * Puts names where people's ids stand. Only on the way out: what is kept names nobody twice, so that the same damage is
 * known again also after somebody was called otherwise.
 */
function namer(host: PlanHost | undefined): (words: string) => string {
  const people = [...(host?.plan.rows('people').values() ?? [])]
  return (words) => people.reduce((said, { id, name }) => (name === '' ? said : said.replaceAll(id, name)), words)
}
