import { join } from 'node:path'
import type {
  BackupFound,
  BackupInfo,
  BackupReason,
  BackupSettings,
  BackupsOverview,
  RemovedPlan,
} from '../../contract/backup-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { Author } from '../../model/envelope.ts'
import { createId, type Random } from '../../model/id.ts'
import type { Plans } from '../plans.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import { codeOf } from '../ports/files.ts'
import type { Folders } from '../ports/folders.ts'
import type { Position } from '../vault/position.ts'
import { isPacked } from '../vault/packed-segment.ts'
import { segmentBytes } from '../vault/segment-bytes.ts'
import { listSegments } from '../vault/segments.ts'
import { stampOf } from '../vault/stamp.ts'
import type { Vault } from '../vault/vault.ts'
import type { FilesFor, PlaceAt } from './backup-jobs.ts'
import { recordsAt } from './backup-records.ts'
import { checkBackups, type DamagedBackupFile } from './check-backups.ts'
import { createOuterPlaces, outerTrouble, whyNot } from './chosen-folder.ts'
import type { TellProgress } from './make-backup.ts'
import type { Manifest } from './manifest.ts'
import { backupAt, listPlace, sweep, writeMarks, type KeptBackup, type Place } from './place.ts'
import { BackupDamaged } from './plan-files.ts'
import { planOf, sourceAt, type RestoreSource } from './restore-source.ts'
import type { RunBackupJob } from './run-backup-job.ts'
import { BACKUP_NOTE, readBackupNote, type BackupNote } from './settings.ts'
import { infoOf, infosOf, readShelf, type Shelf } from './shelf.ts'
import { isCovered, thinnedOut } from './thinning.ts'

export interface BackupsParts {
  readonly vault: Vault
  readonly plans: Plans
  readonly filesFor: FilesFor
  readonly folders: Folders
  readonly clock: Clock
  readonly random: Random
  readonly run: RunBackupJob
  readonly version: string
  readonly namesAreSecret: () => boolean
  /** Called before a folder of the person's choice is looked at: what lies in it may have to be encrypted too. */
  readonly protect: (folder: string) => void
  readonly newId: () => string
  /** Something of what `list` says is different now. */
  readonly onChanged: () => void
  readonly onPlansChanged: () => void
  readonly onFault: (what: string, error: unknown) => void
}

/** Backups of all plans of a data folder: made by themselves, proven, thinned, kept in two places, restored. */
export interface Backups {
  /** Begins to look after them; nothing is waited for. */
  start(): Promise<void>
  list(plan: string | null): Promise<BackupsOverview>
  /** Makes one and proves it. Rejects with a sentence where that fails. */
  make(plan: string, how: { name: string; reason: BackupReason; to?: string }, tell?: TellProgress): Promise<BackupInfo>
  /** One that no thinning takes, before something that changes much. A plan without a record needs none. What fails is told, and holds up nobody. With `upTo` it is of what the journal held there, so that nobody has to wait for it: journals only grow. */
  before(plan: string, reason: BackupReason, upTo?: Position): Promise<void>
  prove(id: string): Promise<BackupInfo>
  rename(id: string, name: string): Promise<BackupInfo>
  remove(id: string): Promise<void>
  set(change: Partial<BackupSettings>): Promise<BackupsOverview>
  look(backup: string): Promise<BackupFound>
  restoreAs(backup: string, name: string | null, author: Author): Promise<PlanHost>
  /** Resolves to the plan's id. */
  putBack(backup: string): Promise<string>
  /** What a plan said when the backup was made, as one Yjs V1 update. */
  oldState(backup: string): Promise<{ plan: string; state: Uint8Array }>
  /** Records that backups of a plan hold, the newest backup first; a record may come several times. */
  recordsOf(plan: string): AsyncIterable<{ bytes: Uint8Array; madeAt: number }>
  /** All backups of a plan with the place that each lies in: those of the data folder first, the newest of each first. */
  copiesOf(plan: string): AsyncIterable<{ readonly place: Place; readonly kept: KeptBackup }>
  /** Reads every byte of the backups that lie in a plan's folder; writes nothing. */
  check(plan: string): Promise<DamagedBackupFile[]>
  /** What falls due is done: called by the clock, and by tests. */
  tick(): Promise<void>
  /** After the plans were closed: those that changed get their backup, and what was begun is ended. */
  close(changed: readonly string[]): Promise<void>
}

const FIRST_TICK_MS = 20_000
const TICK_MS = 60_000
/** A backup is restored and compared again after so long. */
const PROVE_AGAIN_MS = 7 * 24 * 3_600_000
/** Nobody waits for such a proof: it comes when nothing was written for so long. */
const IDLE_MS = 30_000
/** On closing there is one of a changed plan unless the last is younger than this. */
const CLOSING_MINUTES = 15
/** To the chosen folder so many go at a time; the rest follows with the next tick. */
const COPIES_AT_ONCE = 3
const MINUTE = 60_000
/** In the data folder; what an earlier start left in it goes. */
const SCRATCH = 'scratch'

export function createBackups(parts: BackupsParts): Backups {
  const { vault, plans, filesFor, clock, run, onFault } = parts
  const outer = createOuterPlaces({ ...parts, dataFolder: vault.root })
  let note: BackupNote = readBackupNote(undefined)
  /** Until the settings were read nothing is written over them. */
  let isNoteRead = false
  let folderTrouble = ''
  let queue: Promise<unknown> = Promise.resolve()
  let callOff: () => void = () => undefined
  let closed = false
  /** Plans of which the chosen folder may lack something. */
  const behind = new Set<string>()

  const backups: Backups = {
    async start() {
      // A disk that gives nothing just now is no reason not to open the plans.
      await tidyUp().catch((error: unknown) => onFault('looking after backups', error))
      later(FIRST_TICK_MS)
      void inTurn(backUpBeforeUpdate).catch((error: unknown) => onFault('backup before an update', error))
    },
    async list(plan) {
      await lookAtFolder()
      const { restoring: _r, folderSince, ...settings } = note
      const shelves = await allShelves(plan)
      return {
        settings,
        folderTrouble,
        folderSince,
        folderSameDisk: note.folder !== null && (await isSameDisk(note.folder)),
        backups: shelves.flatMap(infosOf).sort((a, b) => b.madeAt - a.madeAt),
        removed: plan === null ? await removedPlans() : [],
      }
    },
    make: (plan, how, tell) =>
      inTurn(async () => {
        await mustBeHere(plan)
        const id = await asSentence('No backup was made', () => makeOne(plan, how, tell))
        const info = found(await shelfOf(plan), id)
        return how.to === undefined
          ? info
          : asSentence('It was made, but not in that folder', () => also(info, how.to as string))
      }),
    before: (plan, reason, upTo) =>
      inTurn(async () => {
        if (plans.opened(plan)?.lastChange() !== null)
          await makeOne(plan, { name: '', reason, ...(upTo === undefined ? {} : { upTo }) })
      }).catch((error: unknown) => onFault(`backup ${reason}`, error)),
    prove: (id) =>
      inTurn(async () => {
        const shelf = await shelfWith(id)
        await asSentence('The backup was not tried', () => proveWhereItLies(shelf, id))
        return found(await shelfWith(id), id)
      }),
    rename: (id, name) =>
      inTurn(async () => {
        const shelf = await shelfWith(id)
        await asSentence('The name was not kept', async () => {
          for (const place of placesOf(shelf, id)) {
            const kept = await backupAt(place, id)
            if (kept !== null) await writeMarks(place, id, { ...kept.marks, name: name.trim() })
          }
        })
        parts.onChanged()
        return found(await shelfWith(id), id)
      }),
    remove: (id) =>
      inTurn(async () => {
        const shelf = await shelfWith(id)
        const places = placesOf(shelf, id)
        for (const place of places) {
          const { backups: all } = await listPlace(place)
          const kept = all.find(({ manifest }) => manifest.id === id)
          if (kept === undefined) continue
          if (kept.manifest.reason !== 'person')
            throw new CallFailed(
              'not-yours',
              'Only backups that a person made can be taken away; the others are thinned out by themselves. It stays.',
            )
          if (!isCovered(kept, all))
            throw new CallFailed(
              'last-one',
              'There is no newer proven backup that holds all of this one. Make one first; this one stays.',
            )
        }
        await asSentence('It was not taken away', async () => {
          for (const place of places) await run({ is: 'remove', place: at(place), ids: [id] })
        })
        parts.onChanged()
      }),
    async set(change) {
      await inTurn(async () => {
        const wanted = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
        if (typeof change.folder === 'string') {
          parts.protect(change.folder)
          const chosen = await outer.choose(change.folder)
          if (!chosen.ok) throw new CallFailed(chosen.error.type, chosen.error.message)
          wanted['folder'] = chosen.value
          folderTrouble = ''
        }
        const isOther = change.folder !== undefined && wanted['folder'] !== note.folder
        await keepNote({ ...note, ...wanted, ...(isOther ? { folderSince: null } : {}) })
        if (note.folder === null) folderTrouble = ''
        for (const plan of await vault.plans()) behind.add(plan)
      })
      parts.onChanged()
      void inTurn(catchUp).catch((error: unknown) => onFault('backups in the chosen folder', error))
      return backups.list(null)
    },
    async look(backup) {
      const source = await sourceOf(backup)
      const present = async (plan: string): Promise<boolean> => (await vault.plans()).includes(plan)
      if (source.is === 'plan-folder') {
        const planName = (await removedPlans()).find(({ path }) => path === source.folder)?.planName ?? ''
        return { backup: null, plan: source.plan, planName, present: await present(source.plan) }
      }
      const kept = await backupAt(placeIn(source.folder), source.id)
      if (kept === null) throw notABackup(backup)
      const { plan, planName } = kept.manifest
      return { backup: infoOf({ folder: kept }), plan, planName, present: await present(plan) }
    },
    restoreAs: (backup, name, author) =>
      inTurn(() => asSentence('Nothing was restored', () => restoreAs(backup, name, author))),
    putBack: (backup) =>
      inTurn(async () => {
        const { plan, present } = await backups.look(backup)
        if (present)
          throw new CallFailed(
            'exists',
            'The plan is in this data folder. Restore the backup as a new plan, or bring the old state back into it as new edits.',
          )
        await asSentence('Nothing was restored', async () =>
          run({ is: 'put-back', source: await sourceOf(backup), plans: join(vault.planFolder(plan), '..') }),
        )
        parts.onPlansChanged()
        parts.onChanged()
        return plan
      }),
    oldState: (backup) =>
      inTurn(() =>
        asSentence('Nothing was changed', async () =>
          run({ is: 'state', source: await sourceOf(backup), scratch: scratch('state') }),
        ),
      ),
    async *recordsOf(plan) {
      const { data, folder } = await shelfOf(plan)
      yield* recordsAt(folder === null ? [data] : [data, folder])
    },
    async *copiesOf(plan) {
      const { data, folder, inData, inFolder } = await shelfOf(plan)
      for (const kept of inData.backups) yield { place: data, kept }
      if (folder !== null) for (const kept of inFolder.backups) yield { place: folder, kept }
    },
    check: (plan) => inTurn(() => checkBackups(dataPlace(plan))),
    tick: () => inTurn(tick),
    async close(changed) {
      callOff()
      await inTurn(async () => {
        if (!note.automatic) return
        for (const plan of changed) {
          const age = await dueSince(plan).catch(() => null)
          if (age !== null && age >= Math.min(CLOSING_MINUTES, note.everyMinutes) * MINUTE)
            await makeOne(plan, { name: '', reason: 'automatic' }).catch((error: unknown) => onFault('backup', error))
        }
      })
      closed = true
      callOff()
      await filesFor(vault.root)
        .remove(join(vault.root, SCRATCH))
        .catch(() => undefined)
    },
  }
  return backups

  /** One thing at a time: places are read and thinned as a whole. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = queue.then(() => {
      if (closed) throw new CallFailed('closed', 'Ordinal is closing.')
      return act()
    })
    queue = done.catch(() => undefined)
    return done
  }

  function later(milliseconds: number): void {
    if (closed) return
    callOff = clock.after(milliseconds, () => {
      void inTurn(tick)
        .catch((error: unknown) => (closed ? undefined : onFault('backups', error)))
        .finally(() => later(TICK_MS))
    })
  }

  /** The settings, and what an earlier start left behind. */
  async function tidyUp(): Promise<void> {
    note = readBackupNote(await vault.readNote(BACKUP_NOTE))
    isNoteRead = true
    if (note.folder !== null) parts.protect(note.folder)
    await filesFor(vault.root).remove(join(vault.root, SCRATCH))
    await dropHalfRestored()
    for (const plan of await vault.plans()) behind.add(plan)
  }

  async function tick(): Promise<void> {
    if (!isNoteRead) await tidyUp()
    await lookAtFolder()
    let busy = false
    if (note.automatic)
      for (const plan of await vault.plans()) {
        const age = await dueSince(plan)
        if (age === null || age < note.everyMinutes * MINUTE) continue
        busy = true
        await makeOne(plan, { name: '', reason: 'automatic' }).catch((error: unknown) => onFault('backup', error))
      }
    await catchUp()
    if (!busy && !isBeingEdited()) await proveAnOldOne()
  }

  function isBeingEdited(): boolean {
    const age = clock.now() - Math.max(0, ...plans.allOpened().map((host) => host.lastChange() ?? 0))
    return age >= 0 && age < IDLE_MS
  }

  /** Milliseconds since the last backup of a plan that changed since; Infinity if there is none, null if nothing changed. */
  async function dueSince(plan: string): Promise<number | null> {
    const { inData } = await shelfOf(plan)
    const end = await endOf(plan)
    if (end === null) return null
    const newest = inData.backups[0]
    if (newest === undefined) return Infinity
    const last = endIn(newest.manifest)
    if (newest.marks.fault === '' && last.segment === end.segment && last.bytes === end.bytes) return null
    const age = clock.now() - newest.manifest.madeAt
    // Made in the future: the clock was wrong then or is now, and neither may keep a plan from its backup.
    return age < 0 ? Infinity : age
  }

  /** How far the journal goes on disk; null for a plan in which nobody has written. */
  async function endOf(plan: string): Promise<{ segment: number; bytes: number } | null> {
    const files = filesFor(vault.root)
    const { segments } = await listSegments(files, vault.planFolder(plan))
    const last = segments.at(-1)
    if (last === undefined) return null
    if (isPacked(last.path)) return { segment: last.number, bytes: (await segmentBytes(files, last)).length }
    const file = await files.open(last.path, 'read')
    try {
      return { segment: last.number, bytes: await file.size() }
    } finally {
      await file.close()
    }
  }

  /** Makes one, proves it, and if that fails makes another one. Gives the id of the one that counts. */
  async function makeOne(
    plan: string,
    { name, reason, upTo }: { name: string; reason: BackupReason; upTo?: Position },
    tell?: TellProgress,
  ): Promise<string> {
    const place = dataPlace(plan)
    let id = ''
    let fault = ''
    for (let trial = 0; trial < 2; trial++) {
      const now = clock.now()
      id = `${stampOf(now)}-${createId(parts.random).slice(0, 5)}`
      const make = {
        id,
        plan,
        source: vault.planFolder(plan),
        upTo: upTo ?? (await upToOf(plan)),
        name,
        reason,
        now,
        app: parts.version,
        device: vault.device.id,
        keys: keysOf(vault),
      }
      await run({ is: 'make', place: at(place), make }, tell).catch(async (error: unknown) => {
        // A file may get another name while it is being read, once.
        if (codeOf(error) !== 'ENOENT' || trial > 0) throw error
        await run({ is: 'make', place: at(place), make: { ...make, upTo: upTo ?? (await upToOf(plan)) } }, tell)
      })
      fault = (await proveAt(place, id)).fault
      if (fault === '') break
    }
    behind.add(plan)
    parts.onChanged()
    if (fault !== '') throw new BackupDamaged(`it was made, but it does not restore: ${fault}`)
    await thin(place)
    await mirror(plan).catch((error: unknown) => troubleWith(error))
    return id
  }

  async function proveAt(place: Place, id: string) {
    const marks = await run({
      is: 'prove',
      place: at(place),
      prove: { id, scratch: scratch('proof'), now: clock.now() },
    })
    parts.onChanged()
    return marks
  }

  async function proveWhereItLies(shelf: Shelf, id: string): Promise<void> {
    for (const place of placesOf(shelf, id)) await proveAt(place, id)
  }

  async function thin(place: Place): Promise<void> {
    const ids = thinnedOut((await listPlace(place)).backups, note, clock.now())
    if (ids.length > 0) await run({ is: 'remove', place: at(place), ids })
    else await sweep(place)
    if (ids.length > 0) parts.onChanged()
  }

  /** Nobody asked for it: the one that was proven longest ago, or never, is restored and compared. */
  async function proveAnOldOne(): Promise<void> {
    const waiting: { place: Place; kept: KeptBackup }[] = []
    for (const { data, folder, inData, inFolder } of await allShelves(null)) {
      for (const kept of inData.backups) waiting.push({ place: data, kept })
      if (folder !== null) for (const kept of inFolder.backups) waiting.push({ place: folder, kept })
    }
    const due = waiting
      .filter(({ kept: { marks } }) => marks.fault === '' && (marks.provenAt ?? 0) < clock.now() - PROVE_AGAIN_MS)
      .sort((a, b) => (a.kept.marks.provenAt ?? 0) - (b.kept.marks.provenAt ?? 0))[0]
    if (due === undefined) return
    const { fault } = await proveAt(due.place, due.kept.manifest.id)
    const { plan } = due.kept.manifest
    if (fault === '' || !(await vault.plans()).includes(plan)) return
    onFault('proof of a backup', new Error(`The backup ${due.kept.manifest.id} does not restore any more: ${fault}`))
    if (due.place.isOurs) await makeOne(plan, { name: '', reason: 'automatic' })
  }

  async function lookAtFolder(): Promise<void> {
    const was = folderTrouble
    folderTrouble = note.folder === null ? '' : await outer.trouble(note.folder)
    if (was === folderTrouble) return
    if (folderTrouble === '') for (const plan of await vault.plans()) behind.add(plan)
    parts.onChanged()
  }

  /** What the chosen folder lacks. */
  async function catchUp(): Promise<void> {
    if (note.folder === null) return behind.clear()
    if (folderTrouble !== '') return
    for (const plan of [...behind]) {
      try {
        await mirror(plan)
      } catch (error) {
        return troubleWith(error)
      }
    }
  }

  async function mirror(plan: string): Promise<void> {
    if (note.folder === null || (folderTrouble = await outer.trouble(note.folder)) !== '') return
    const data = dataPlace(plan)
    const { backups: here } = await listPlace(data)
    const newest = here[0]
    if (newest === undefined) return void behind.delete(plan)
    const place = await outer.of(note.folder, plan, newest.manifest.planName)
    let copied = 0
    for (const kept of here.filter(({ marks }) => marks.provenAt !== null && marks.fault === '')) {
      const { backups: there } = await listPlace(place)
      if (there.some(({ manifest }) => manifest.id === kept.manifest.id)) continue
      // What would be thinned out there at once is not worth the way.
      if (thinnedOut([...there, kept], note, clock.now()).includes(kept.manifest.id)) continue
      if (copied === COPIES_AT_ONCE) return
      await run({ is: 'copy', from: at(data), to: at(place), id: kept.manifest.id })
      const { fault } = await proveAt(place, kept.manifest.id)
      if (fault !== '') throw new BackupDamaged(fault)
      copied++
      await keepNote({ ...note, folderSince: clock.now() })
    }
    behind.delete(plan)
    await thin(place)
  }

  /** Into a folder that somebody named for this once. */
  async function also(info: BackupInfo, to: string): Promise<BackupInfo> {
    parts.protect(to)
    const chosen = await outer.choose(to)
    if (!chosen.ok) throw new CallFailed(chosen.error.type, chosen.error.message)
    const place = await outer.of(chosen.value, info.plan, info.planName)
    await run({ is: 'copy', from: at(dataPlace(info.plan)), to: at(place), id: info.id })
    const { fault } = await proveAt(place, info.id)
    if (fault !== '') throw new BackupDamaged(fault)
    return { ...info, path: join(place.folder, `${info.id}.backup`) }
  }

  function troubleWith(error: unknown): void {
    if (note.folder === null) return
    folderTrouble = outerTrouble(note.folder, error)
    parts.onChanged()
  }

  /** Plans that another version of Ordinal backed up last: what they are now is kept before this one changes them. */
  async function backUpBeforeUpdate(): Promise<void> {
    for (const plan of await vault.plans()) {
      const newest = (await shelfOf(plan)).inData.backups[0]
      if (newest === undefined || newest.manifest.app === parts.version) continue
      await makeOne(plan, { name: '', reason: 'before-update' }).catch((error: unknown) =>
        onFault('backup before an update', error),
      )
    }
  }

  async function restoreAs(backup: string, name: string | null, author: Author): Promise<PlanHost> {
    const source = await sourceOf(backup)
    const found = await backups.look(backup)
    const host = await plans.create()
    try {
      await keepNote({ ...note, restoring: host.id })
      const { base, lease, giveBack } = await host.importLine()
      try {
        const { envelopes } = await run({
          is: 'copy-plan',
          source,
          scratch: scratch('restore'),
          copy: {
            author,
            change: parts.newId(),
            lease,
            known: base.known,
            name,
            why: found.backup === null ? '' : `Backup of ${new Date(found.backup.madeAt).toISOString()}`,
            now: clock.now(),
          },
        })
        await host.adopt(envelopes)
      } finally {
        await giveBack().catch(() => undefined)
      }
    } catch (error) {
      await plans.remove(host.id).catch((fault: unknown) => onFault('removing a plan that was not restored', fault))
      throw error
    } finally {
      await keepNote({ ...note, restoring: null }).catch((error: unknown) => onFault('backup settings', error))
    }
    await plans.noteSummary(host)
    parts.onPlansChanged()
    return host
  }

  /** The host ended while it made a plan from a backup: without a record in it, it is nothing. */
  async function dropHalfRestored(): Promise<void> {
    const { restoring } = note
    if (restoring === null) return
    try {
      if ((await vault.plans()).includes(restoring)) {
        const check = await vault.verifyPlan(restoring)
        if (check.records === 0 && check.damage.length === 0) await vault.removePlan(restoring)
      }
      await keepNote({ ...note, restoring: null })
    } catch (error) {
      onFault('a restore that was cut off', error)
    }
  }

  /** An id from the list, or a path. */
  async function sourceOf(backup: string): Promise<RestoreSource> {
    if (/^[0-9A-Za-z-]{1,80}$/.test(backup)) {
      const shelf = (await allShelves(null)).find((one) => infosOf(one).some(({ id }) => id === backup))
      const place = shelf && bestPlace(shelf, backup)
      if (place != null) return { is: 'backup', folder: place.folder, id: backup }
    }
    const files = filesFor(backup)
    const source = await sourceAt(files, backup).catch(() => null)
    if (source === null) throw notABackup(backup)
    return source
  }

  /** Where it was proven last. */
  function bestPlace({ data, folder, inData, inFolder }: Shelf, id: string): Place | null {
    const here = inData.backups.find(({ manifest }) => manifest.id === id)
    const there = inFolder.backups.find(({ manifest }) => manifest.id === id)
    if (here === undefined) return there === undefined ? null : folder
    return here.marks.provenAt === null && there?.marks.provenAt != null ? folder : data
  }

  async function removedPlans(): Promise<RemovedPlan[]> {
    const files = filesFor(vault.root)
    const home = join(vault.root, 'removed')
    const removed: RemovedPlan[] = []
    for (const name of await files.list(home).catch(() => [])) {
      const path = join(home, name)
      const plan = await planOf(files, path).catch(() => null)
      if (plan === null) continue
      const stamp = /(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/.exec(name)
      const removedAt =
        stamp === null ? null : Date.parse(`${stamp[1]}T${stamp[2]}:${stamp[3]}:${stamp[4]}.${stamp[5]}Z`)
      const { backups: inside } = await listPlace({ files, folder: join(path, 'backups'), isOurs: false })
      removed.push({ path, plan, planName: inside[0]?.manifest.planName ?? '', removedAt })
    }
    return removed.sort((a, b) => (b.removedAt ?? 0) - (a.removedAt ?? 0))
  }

  async function allShelves(plan: string | null): Promise<Shelf[]> {
    if (plan !== null) return [await shelfOf(plan)]
    const outside = await outerPlaces()
    const ids = new Set([...(await vault.plans()), ...outside.keys()])
    return Promise.all(
      [...ids].map((id) => readShelf(id, dataPlace(id), outside.get(id) ?? null, (error) => troubleWith(error))),
    )
  }

  async function shelfOf(plan: string): Promise<Shelf> {
    return readShelf(plan, dataPlace(plan), (await outerPlaces()).get(plan) ?? null, (error) => troubleWith(error))
  }

  async function shelfWith(id: string): Promise<Shelf> {
    const shelf = (await allShelves(null)).find((one) => infosOf(one).some((info) => info.id === id))
    if (shelf === undefined) throw notABackup(id)
    return shelf
  }

  async function outerPlaces(): Promise<ReadonlyMap<string, Place>> {
    if (note.folder === null || folderTrouble !== '') return new Map()
    return outer.all(note.folder).catch((error: unknown) => {
      troubleWith(error)
      return new Map<string, Place>()
    })
  }

  function dataPlace(plan: string): Place {
    return { files: filesFor(vault.root), folder: join(vault.planFolder(plan), 'backups'), isOurs: true }
  }

  function placeIn(folder: string): Place {
    return { files: filesFor(folder), folder, isOurs: false }
  }

  /** Of a plan that is open, what is on disk when this is asked. */
  async function upToOf(plan: string): Promise<Position | null> {
    if (plans.opened(plan) === undefined) return null
    const open = await vault.openPlan(plan)
    return open.ok ? open.value.end() : null
  }

  async function isSameDisk(folder: string): Promise<boolean> {
    const disk = await parts.folders.disk(folder)
    return disk !== null && disk === (await parts.folders.disk(vault.root))
  }

  async function mustBeHere(plan: string): Promise<void> {
    if (!(await vault.plans()).includes(plan))
      throw new CallFailed('no-plan', 'There is no such plan in this data folder.')
  }

  async function keepNote(now: BackupNote): Promise<void> {
    if (!isNoteRead)
      throw new CallFailed(
        'not-kept',
        'The settings of backups could not be read from the disk, so nothing is written over them. Try again in a minute.',
      )
    try {
      await vault.writeNote(BACKUP_NOTE, now)
    } catch (error) {
      throw new CallFailed('not-kept', `It could not be kept: ${whyNot(error)}. Everything is as it was.`)
    }
    note = now
  }

  function scratch(what: string): string {
    return join(vault.root, SCRATCH, `${what}-${createId(parts.random)}`)
  }
}

const at = ({ folder, isOurs }: Place): PlaceAt => ({ folder, isOurs })

const placesOf = ({ data, folder, inData, inFolder }: Shelf, id: string): Place[] => [
  ...(inData.backups.some(({ manifest }) => manifest.id === id) ? [data] : []),
  ...(folder !== null && inFolder.backups.some(({ manifest }) => manifest.id === id) ? [folder] : []),
]

function found(shelf: Shelf, id: string): BackupInfo {
  const info = infosOf(shelf).find((one) => one.id === id)
  if (info === undefined) throw notABackup(id)
  return info
}

/** Where the last segment of a backup's journal ends. */
function endIn({ files }: Manifest): { segment: number; bytes: number } {
  const last = files.filter(({ name }) => /^journal-\d+/.test(name)).at(-1)
  return { segment: Number(/\d+/.exec(last?.name ?? '0')?.[0] ?? 0), bytes: last?.bytes ?? 0 }
}

function keysOf({ device }: Vault): Record<string, string> {
  return Object.fromEntries(
    [device, ...device.retired].map((one) => [one.id, Buffer.from(one.publicKey).toString('hex')]),
  )
}

function notABackup(backup: string): CallFailed {
  return new CallFailed('no-backup', `There is no backup "${backup}". "ordinal backups" lists them.`)
}

/** A failure of a disk or of a backup as a sentence for the person who asked. */
async function asSentence<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof CallFailed) throw error
    throw new CallFailed(
      error instanceof BackupDamaged ? 'damaged' : codeOf(error) === 'ENOSPC' ? 'disk-full' : 'not-done',
      `${what}: ${error instanceof BackupDamaged ? error.message.replace(/\.$/, '') : whyNot(error)}.`,
    )
  }
}
