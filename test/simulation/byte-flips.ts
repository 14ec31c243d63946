import * as Y from 'yjs'
import { canonicalJson } from '../../src/doc/replica.ts'
import { checkBackups } from '../../src/host/backups/check-backups.ts'
import { makeBackup } from '../../src/host/backups/make-backup.ts'
import { listPlace, type Place } from '../../src/host/backups/place.ts'
import { proveBackup } from '../../src/host/backups/prove-backup.ts'
import { checkRemovedBackups } from '../../src/host/health/removed-backups.ts'
import { backupSources } from '../../src/host/health/backup-sources.ts'
import { checkpointName, createCheckpoints } from '../../src/host/history/checkpoints.ts'
import { createHistoryIndex } from '../../src/host/history/history-index.ts'
import { encodeIndex } from '../../src/host/history/index-file.ts'
import { INDEX_NAME } from '../../src/host/history/index-keeper.ts'
import { loadPlan } from '../../src/host/load-plan.ts'
import { openDeviceNotes } from '../../src/host/device-notes.ts'
import type { Clock } from '../../src/host/ports/clock.ts'
import type { Files } from '../../src/host/ports/files.ts'
import { createMemoryFiles, type MemoryFiles } from '../../src/host/ports/memory-files.ts'
import { writeWhole } from '../../src/host/vault/json-file.ts'
import { packSegments } from '../../src/host/vault/pack-segments.ts'
import { segmentOf } from '../../src/host/vault/position.ts'
import type { RepairSource } from '../../src/host/vault/repair-source.ts'
import { openVault, type Vault } from '../../src/host/vault/vault.ts'
import type { DamagedPlace } from '../../src/contract/health-calls.ts'
import type { Random } from '../../src/model/id.ts'
import { RecordPeer } from '../support/record-peer.ts'

const ROOT = '/data'
const NOON = 1_700_000_000_000
/** No line of these plans is split. */
const NO_FORKS = ''
const clock: Clock = {
  now: () => NOON,
  after: (_, act) => {
    const waiting = setImmediate(act)
    return () => clearImmediate(waiting)
  },
}

/** A data folder with everything in it that a data folder can hold, at rest; and what its plans say. */
export interface WholeFolder {
  readonly disk: MemoryFiles
  /** Paths of all files. */
  readonly paths: readonly string[]
  readonly plans: ReadonlyMap<string, string>
}

/** Another disk with the same files, which are taken for these very files. */
const steady = (disk: MemoryFiles): MemoryFiles => ({ ...disk, identity: async (path) => `file ${path}` })

async function open(files: Files, random: Random): Promise<Vault> {
  const opened = await openVault({
    files,
    root: ROOT,
    clock,
    random,
    snapshotWorker: null,
    segmentBytes: 6_000,
    processes: { pid: 1, machine: async () => 'laptop', lives: async () => false, birthOf: async () => null },
  })
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

const placeOf = (files: Files, vault: Vault, plan: string): Place => ({
  files,
  folder: `${vault.planFolder(plan)}/backups`,
  isOurs: true,
})

export async function makeWholeFolder(random: Random): Promise<WholeFolder> {
  const disk = steady(createMemoryFiles())
  const vault = await open(disk, random)
  for (const [i, plan] of ['plan', 'other'].entries()) await fill(vault, disk, plan, 24 + 8 * i, random)
  await fill(vault, disk, 'gone', 5, random)
  await vault.removePlan('gone')
  const opened = await openDeviceNotes({
    read: (name) => vault.readNote(name),
    write: (name, value) => vault.writeNote(name, value),
  })
  if (!opened.ok) throw new Error(opened.error.message)
  const notes = opened.value
  await notes.setProfile({ person: 'ada', name: 'Ada Berg', role: 'po' })
  await notes.setSettings({ theme: 'dark', singleKeys: true })
  await notes.setArchived('other', true)
  await notes.setPort(51_234)
  await notes.setSessions({ 'a-session': NOON })
  await notes.setAlias('plan', 'Harbour')
  await notes.setSummary('plan', { name: 'Harbour', items: 40, lastChange: NOON, sample: false })
  await vault.writeNote('backup-settings', { automatic: true })
  await vault.close()
  // A note that was damaged once lies beside the good one.
  disk.tamper(`${ROOT}/profile.json`, (bytes) => bytes.with(20, 1))
  const again = await open(disk, random)
  await again.readNote('profile')
  const plans = new Map<string, string>()
  for (const plan of await again.plans()) plans.set(plan, await contentOf(again, plan))
  await again.close()
  return { disk, paths: await pathsBelow(disk, ROOT), plans }
}

async function fill(vault: Vault, files: Files, id: string, items: number, random: Random): Promise<void> {
  await vault.createPlan(id)
  const opened = await vault.openPlan(id)
  if (!opened.ok) throw new Error(opened.error.message)
  const plan = opened.value
  await plan.leases.take(() => false)
  const peer = new RecordPeer(1, 11, undefined, undefined, id)
  const write = (item: number): Uint8Array =>
    peer.write((doc) => {
      const row = new Y.Map<unknown>()
      row.set('title', `Item ${item}`)
      row.set('description', new Y.Text('What it is for. '.repeat(1 + Math.floor(random() * 40))))
      doc.getMap('items').set(`i${item}`, row)
    }).bytes
  for (let item = 0; item < items; item++) {
    if (item === 8) {
      const stage = await plan.writeStaged('import')
      await stage.append([write(1_000), write(1_001)])
      await stage.finish()
    }
    await plan.append(write(item))
    if (item === 10 || item === 20) await plan.takeSnapshot()
  }
  await packSegments(files, plan.folder, Math.max(2, segmentOf(await plan.end()) - 1), 0)
  for (const folder of ['refused', 'salvage'] as const)
    await plan.keepAside(folder, 'from-somebody', new TextEncoder().encode('bytes that nobody can use'))
  const history = `${plan.folder}/history`
  await files.makeFolder(history)
  const index = createHistoryIndex().toSaved()
  if (index === null) throw new Error('An empty index can be written.')
  await writeWhole(files, `${history}/${INDEX_NAME}`, encodeIndex({ plan: id, end: 0, generation: NO_FORKS, index }))
  const state = plan.snapshot?.state ?? Y.encodeStateAsUpdate(peer.doc)
  await createCheckpoints(files, plan.folder, id).write({
    plan: id,
    records: 10,
    generation: NO_FORKS,
    lines: new Map([[11, 10]]),
    state,
  })
  if (!(await files.list(history)).includes(checkpointName(10))) throw new Error('There is no checkpoint.')
  const place = placeOf(files, vault, id)
  const make = { id: 'first', plan: id, source: plan.folder, name: '', reason: 'automatic' as const, now: NOON }
  await makeBackup(
    files,
    place,
    { ...make, upTo: await plan.end(), app: '0.1.0', device: 'd1', keys: {} },
    () => undefined,
  )
  await proveBackup(files, place, { id: 'first', scratch: `${ROOT}/scratch/proof`, now: NOON })
  await files.remove(`${ROOT}/scratch`)
  await plan.close()
}

async function contentOf(vault: Vault, plan: string): Promise<string> {
  const loaded = await loadPlan(vault, plan)
  if (!loaded.ok) throw new Error(`${plan} does not open: ${loaded.error.message}`)
  const content = canonicalJson(loaded.value.doc)
  loaded.value.doc.destroy()
  await loaded.value.journal.close()
  return content
}

export async function pathsBelow(files: Files, folder: string): Promise<string[]> {
  const paths: string[] = []
  for (const name of await files.list(folder)) {
    const path = `${folder}/${name}`
    if ((await files.kind(path)) === 'folder') paths.push(...(await pathsBelow(files, path)))
    else paths.push(path)
  }
  return paths
}

/** Changes one byte, opens the folder, checks, mends, opens again. Gives all that is wrong, and counts what it met. */
export async function judgeFlip(
  { disk, plans }: WholeFolder,
  path: string,
  at: number,
  to: number,
  random: Random,
  count: (what: string) => void,
): Promise<string[]> {
  const files = steady(disk.copied())
  files.tamper(path, (bytes) => bytes.with(at, to))
  const wrong: string[] = []
  const vault = await open(files, random).catch((error: unknown) => String(error))
  if (typeof vault === 'string') return [`The folder does not open: ${vault}`]
  count(fileKind(path))
  const beside = (await vault.verifyFiles()).filter(isNews(path))
  const noticed = beside.length > 0 || (await checkRemovedBackups(files, ROOT)).length > 0
  let lost = 0
  for (const [plan, content] of plans) {
    const found = await vault.verifyPlan(plan)
    const inBackups = await checkBackups(placeOf(files, vault, plan))
    if (found.places.some((place) => place.state === 'lost')) lost++
    if (inBackups.length > 0) count('found in a backup')
    const isHit = path.includes(`/plans/${plan}/`)
    if (!isHit && (found.places.length > 0 || inBackups.length > 0)) wrong.push(`Damage of ${plan} that nobody did.`)
    if (isHit && found.places.length === 0 && inBackups.length === 0) wrong.push('Nobody noticed.')
    const opened = await loadPlan(vault, plan)
    if (!opened.ok) wrong.push(`${plan} does not open: ${opened.error.message}`)
    else {
      opened.value.doc.destroy()
      await opened.value.journal.close()
    }
    if (found.places.length === 0) continue
    const sources: RepairSource[] = []
    for await (const source of backupSources({ copiesOf: copiesIn(files, vault) }, plan)) sources.push(source)
    const mended = await vault.mendPlan(plan, found, sources)
    for (const { state } of mended.check.places) count(state)
    const left = mended.check.places.filter(({ state }) => state !== 'mended' && state !== 'harmless')
    if (left.length > 0) wrong.push(`Not mended: ${left[0]?.words ?? ''}`)
    if ((await contentOf(vault, plan)) !== content) wrong.push(`${plan} says something else after mending.`)
    const mendable = mended.check.places.filter(({ state }) => state === 'harmless')
    if (mendable.length > 0 && !/\/(refused|salvage|torn|unproven|damaged)\//.test(path))
      wrong.push(`Left as it is: ${mendable[0]?.words ?? ''}`)
  }
  if (!path.includes('/plans/') && !noticed) wrong.push('Nobody noticed.')
  const mended = await vault.mendFiles(beside)
  for (const { state } of mended) count(state)
  if (lost > 0) count('a record was lost until it was brought back')
  await vault.close()
  return wrong
}

const copiesIn = (files: Files, vault: Vault) =>
  async function* (plan: string) {
    const place = placeOf(files, vault, plan)
    for (const kept of (await listPlace(place)).backups) yield { place, kept }
  }

/** A file that was damaged before is told of in each check; that is no news of this one. */
const isNews =
  (path: string) =>
  (place: DamagedPlace): boolean =>
    place.state !== 'mended' || place.file !== 'profile.json' || path === `${ROOT}/profile.json`

export function fileKind(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (path.includes('/removed/')) return 'a removed plan'
  if (path.includes('/backups/')) return path.includes('/parts/') ? 'a part of a backup' : 'a backup'
  if (path.includes('/history/')) return name === INDEX_NAME ? "History's index" : 'a checkpoint'
  if (/\/(refused|salvage)\//.test(path)) return 'bytes kept aside'
  if (name.includes('.damaged-')) return 'a damaged note kept aside'
  if (name.endsWith('.packed')) return 'a compressed segment'
  return /^(journal|snapshot|leases|plan|health|device\.key|folder-mark)/.exec(name)?.[1] ?? 'a note'
}
