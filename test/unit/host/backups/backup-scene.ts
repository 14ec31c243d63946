import * as Y from 'yjs'
import { makeBackup } from '../../../../src/host/backups/make-backup.ts'
import type { Manifest } from '../../../../src/host/backups/manifest.ts'
import type { Place } from '../../../../src/host/backups/place.ts'
import { proveBackup } from '../../../../src/host/backups/prove-backup.ts'
import type { MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { openScene, PLAN_FOLDER, ROOT, writeItems, type PlanScene } from '../vault/plan-scene.ts'

export const BACKUPS = `${PLAN_FOLDER}/backups`
export const HOUR = 3_600_000
/** 14 November 2023, when clocks of tests stand. */
export const NOON = 1_700_000_000_000

export const placeOf = (files: MemoryFiles, folder = BACKUPS): Place => ({ files, folder, isOurs: folder === BACKUPS })

export interface WrittenScene extends PlanScene {
  readonly peer: RecordPeer
  write(from: number, count: number): Promise<void>
}

/** A plan with that many items on a disk in memory. */
export async function planWith(items: number, segmentBytes?: number): Promise<WrittenScene> {
  const scene = await openScene(undefined, segmentBytes === undefined ? {} : { segmentBytes })
  const peer = new RecordPeer(1)
  const write = async (from: number, count: number): Promise<void> => {
    await Promise.all(writeItems(peer, from, count).map((bytes) => scene.plan.append(bytes)))
  }
  await write(0, items)
  return { ...scene, peer, write }
}

export async function make(
  { files, plan }: Pick<PlanScene, 'files' | 'plan'>,
  id: string,
  more: Partial<Parameters<typeof makeBackup>[2]> = {},
): Promise<Manifest> {
  return makeBackup(files, placeOf(files), {
    id,
    plan: 'plan',
    source: PLAN_FOLDER,
    upTo: await plan.end(),
    name: '',
    reason: 'automatic',
    now: NOON,
    app: '0.1.0',
    device: 'd1',
    keys: {},
    ...more,
  })
}

export const prove = (files: MemoryFiles, id: string, now = NOON, place = placeOf(files)) =>
  proveBackup(files, place, { id, scratch: `${ROOT}/scratch/proof`, now })

/** Everything that a plan's document says which these records make. */
export function docOf(peer: RecordPeer): Y.Doc {
  return peer.doc
}
