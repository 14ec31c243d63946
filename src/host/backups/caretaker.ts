import type { BackupsParts } from './backups-parts.ts'
import type { OuterPlaces } from './chosen-folder.ts'
import { dueSince } from './due.ts'
import type { KeptSettings } from './kept-settings.ts'
import type { Maker } from './maker.ts'
import type { KeptBackup, Place } from './place.ts'
import type { Restorer } from './restorer.ts'
import { scratchIn } from './scratch.ts'
import type { Shelves } from './shelves.ts'

/** Does what falls due. Each call is one turn: nothing else works on backups meanwhile. */
export interface Caretaker {
  /** The settings, and what an earlier start left behind. */
  tidyUp(): Promise<void>
  tick(): Promise<void>
  /** Looks whether the chosen folder is there. */
  lookAtFolder(): Promise<void>
  /** Plans that another version of Ordinal backed up last: what they are now is kept before this one changes them. */
  backUpBeforeUpdate(): Promise<void>
  /** Of plans that changed, unless their last backup is quite young. */
  backUpOnClosing(changed: readonly string[]): Promise<void>
}

/** A backup is restored and compared again after so long. */
const PROVE_AGAIN_MS = 7 * 24 * 3_600_000
/** Nobody waits for such a proof: it comes when nothing was written for so long. */
const IDLE_MS = 30_000
/** On closing there is one of a changed plan unless the last is younger than this. */
const CLOSING_MINUTES = 15
const MINUTE = 60_000

export function createCaretaker(
  parts: BackupsParts & {
    readonly outer: OuterPlaces
    readonly settings: KeptSettings
    readonly shelves: Shelves
    readonly maker: Maker
    readonly restorer: Restorer
  },
): Caretaker {
  const { vault, filesFor, clock, onFault, outer, settings, shelves, maker } = parts

  const caretaker: Caretaker = {
    async tidyUp() {
      const { folder } = await settings.read()
      if (folder !== null) parts.protect(folder)
      await filesFor(vault.root).remove(scratchIn(vault.root))
      await parts.restorer.dropHalfRestored()
      for (const plan of await vault.plans()) maker.isBehind(plan)
    },
    async tick() {
      if (!settings.areRead) await caretaker.tidyUp()
      await caretaker.lookAtFolder()
      let busy = false
      if (settings.now().automatic)
        for (const plan of await vault.plans()) {
          const age = await ageOf(plan)
          if (age === null || age < settings.now().everyMinutes * MINUTE) continue
          busy = true
          await automatic(plan)
        }
      await maker.catchUp()
      if (!busy && !isBeingEdited()) await proveAnOldOne()
    },
    async lookAtFolder() {
      const { folder } = settings.now()
      const was = shelves.trouble()
      shelves.setTrouble(folder === null ? '' : await outer.trouble(folder))
      if (was === shelves.trouble()) return
      if (shelves.trouble() === '') for (const plan of await vault.plans()) maker.isBehind(plan)
      parts.onChanged()
    },
    async backUpBeforeUpdate() {
      for (const plan of await vault.plans()) {
        const newest = (await shelves.of(plan)).inData.backups[0]
        if (newest === undefined || newest.manifest.app === parts.version) continue
        await maker
          .make(plan, { name: '', reason: 'before-update' })
          .catch((error: unknown) => onFault('backup before an update', error))
      }
    },
    async backUpOnClosing(changed) {
      if (!settings.now().automatic) return
      for (const plan of changed) {
        const age = await ageOf(plan).catch(() => null)
        if (age !== null && age >= Math.min(CLOSING_MINUTES, settings.now().everyMinutes) * MINUTE)
          await automatic(plan)
      }
    },
  }
  return caretaker

  async function ageOf(plan: string): Promise<number | null> {
    return dueSince(filesFor(vault.root), vault.planFolder(plan), await shelves.of(plan), clock)
  }

  async function automatic(plan: string): Promise<void> {
    await maker.make(plan, { name: '', reason: 'automatic' }).catch((error: unknown) => onFault('backup', error))
  }

  function isBeingEdited(): boolean {
    const age = clock.now() - Math.max(0, ...parts.plans.allOpened().map((host) => host.lastChange() ?? 0))
    return age >= 0 && age < IDLE_MS
  }

  /** Nobody asked for it: the one that was proven longest ago, or never, is restored and compared. */
  async function proveAnOldOne(): Promise<void> {
    const waiting: { place: Place; kept: KeptBackup }[] = []
    for (const { data, folder, inData, inFolder } of await shelves.all(null)) {
      for (const kept of inData.backups) waiting.push({ place: data, kept })
      if (folder !== null) for (const kept of inFolder.backups) waiting.push({ place: folder, kept })
    }
    const due = waiting
      .filter(({ kept: { marks } }) => marks.fault === '' && (marks.provenAt ?? 0) < clock.now() - PROVE_AGAIN_MS)
      .sort((a, b) => (a.kept.marks.provenAt ?? 0) - (b.kept.marks.provenAt ?? 0))[0]
    if (due === undefined) return
    const { id, plan } = due.kept.manifest
    const { fault } = await maker.prove(due.place, id)
    if (fault === '' || !(await vault.plans()).includes(plan)) return
    onFault('proof of a backup', new Error(`The backup ${id} does not restore any more: ${fault}`))
    if (due.place.isOurs) await maker.make(plan, { name: '', reason: 'automatic' })
  }
}
