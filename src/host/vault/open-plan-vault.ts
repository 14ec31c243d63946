import { join } from 'node:path'
import type { Random } from '../../model/id.ts'
import { fail, ok, type Result } from '../../model/result.ts'
import type { Clock } from '../ports/clock.ts'
import type { Files } from '../ports/files.ts'
import { isDamage } from './damage.ts'
import { createJournal } from './journal.ts'
import { keepBytesAside } from './kept-aside.ts'
import { createLeases } from './leases.ts'
import { checkPlanFolder, unreadable } from './plan-folder.ts'
import type { PlanVault, SnapshotOutcome } from './plan-vault.ts'
import { JOURNAL_START, segmentOf } from './position.ts'
import type { RunSnapshot } from './run-snapshot.ts'
import { listSegments } from './segments.ts'
import { newestSnapshot } from './snapshot-store.ts'
import { openStage } from './staged-segment.ts'
import { createTwinFile, readEither } from './twin-file.ts'

/** A snapshot is due after this much. */
export const SNAPSHOT_BYTES = 8 * 1024 * 1024
export const SNAPSHOT_RECORDS = 20_000

export interface OpenPlanVaultOptions {
  readonly files: Files
  readonly folder: string
  readonly id: string
  readonly device: string
  readonly clock: Clock
  readonly random: Random
  readonly runSnapshot: RunSnapshot
  readonly segmentBytes?: number | undefined
  /** So many of the newest snapshots are not used: what is in them could not be loaded. */
  readonly passOver?: number
}

/** Opens one plan and writes nothing. Fails rather than showing less than there was: it must begin at a snapshot or at the first segment. */
export async function openPlanVault(options: OpenPlanVaultOptions): Promise<Result<PlanVault>> {
  const { files, folder, id } = options
  const checked = await checkPlanFolder(files, folder, id)
  if (!checked.ok) return checked
  try {
    const snapshot = await newestSnapshot(files, folder, id, options.passOver)
    const list = await listSegments(files, folder, segmentOf(snapshot?.end ?? JOURNAL_START))
    if (snapshot === null && list.segments[0]?.number !== 1)
      return fail({
        type: 'unreadable',
        message: `The beginning of this plan's journal is missing in ${folder}, and there is no snapshot. Nothing was changed.`,
      })
    const leasePath = join(folder, 'leases.json')
    const leaseFile = createTwinFile(files, leasePath, () => options.clock.now())
    // Without the list no id is known as ours, so none is used again: safe, and no reason to keep the plan shut.
    const saved = await readEither(files, leasePath)
    const leases = createLeases({ file: leaseFile, saved, device: options.device, random: options.random })
    return ok(planVault(options, { snapshot, list, leases }))
  } catch (error) {
    return fail(unreadable(error))
  }
}

function planVault(
  options: OpenPlanVaultOptions,
  {
    snapshot,
    list,
    leases,
  }: Pick<PlanVault, 'snapshot' | 'leases'> & { list: Awaited<ReturnType<typeof listSegments>> },
): PlanVault {
  const { files, folder, id, clock } = options
  const journal = createJournal({
    files,
    folder,
    plan: id,
    clock,
    list,
    floor: snapshot?.end ?? JOURNAL_START,
    ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
  })
  let since = { records: 0, bytes: 0 }
  let building: Promise<SnapshotOutcome> | null = null
  const came = (records: number, bytes: number): void => {
    since = { records: since.records + records, bytes: since.bytes + bytes }
  }

  return {
    id,
    folder,
    snapshot,
    leases,
    async *read(from = JOURNAL_START) {
      // Whoever loads the plan reads what came since the snapshot, which tells how much that is.
      const isLoad = from === (snapshot?.end ?? JOURNAL_START) && since.records === 0
      for await (const one of journal.read(from)) {
        if (isLoad && !isDamage(one)) came(1, one.bytes.length)
        yield one
      }
    },
    readAt: (position) => journal.readAt(position),
    async append(bytes) {
      const position = await journal.append(bytes)
      came(1, bytes.length)
      return position
    },
    end: () => journal.end(),
    flushed: () => journal.flushed(),
    status: () => journal.status(),
    onStatus: (listener) => journal.onStatus(listener),
    writeStaged: (name) => openStage({ files, folder, plan: id, name, journal, onAdopted: came }),
    snapshotDue: () => since.bytes >= SNAPSHOT_BYTES || since.records >= SNAPSHOT_RECORDS,
    snapshotStale: () => since.records > 0,
    takeSnapshot() {
      building ??= build().finally(() => {
        building = null
      })
      return building
    },
    keepAside: (kind, name, bytes) => keepBytesAside(files, folder, kind, name, bytes, clock.now()),
    async keptAside(kind) {
      return (await files.kind(join(folder, kind))) === 'folder' ? (await files.list(join(folder, kind))).length : 0
    },
    async close() {
      await building
      await journal.close()
    },
  }

  async function build(): Promise<SnapshotOutcome> {
    // A finished stage gets its name first: the snapshot says how far it goes by the numbers of segments.
    if (!(await mendedNow()))
      return {
        proven: false,
        message: 'No snapshot could be made: the disk takes no writing.',
        where: '',
        keptAt: null,
      }
    const upTo = await journal.end()
    const counted = since
    const outcome = await options.runSnapshot({ plan: id, folder, upTo, now: clock.now() })
    if (outcome.proven) since = { records: since.records - counted.records, bytes: since.bytes - counted.bytes }
    return outcome
  }

  /** False as soon as the disk fails: whoever closes a plan does not wait for it to be well again. */
  async function mendedNow(): Promise<boolean> {
    let stop = (): void => undefined
    const failing = new Promise<false>((resolve) => {
      stop = journal.onStatus((status) => {
        if (!status.ok) resolve(false)
      })
    })
    const mended = journal.mended().then(
      () => true,
      () => false,
    )
    return Promise.race([mended, failing]).finally(stop)
  }
}
