import { readFile } from 'node:fs/promises'
import { CallFailed } from '../contract/calls.ts'
import type { Progress } from '../contract/host-info.ts'
import type { ImportChoices, ImportReport } from '../contract/import-report.ts'
import type { Author } from '../model/envelope.ts'
import type { DeviceNotes } from './device-notes.ts'
import { beginPlan } from './host-commands.ts'
import type { ImportTask, ImportWorkerNews } from './import-file.ts'
import type { PlanHost } from './plan-host.ts'
import type { Plans } from './plans.ts'

interface Preview {
  readonly job: string
  readonly plan: string | null
  readonly fileName: string
  readonly bytes: Uint8Array
  readonly choices: ImportChoices
}
interface Run extends Preview {
  readonly newPlanName: string | null
  readonly author: Author
}
type Tell = (progress: Progress) => void
type Done = Extract<ImportWorkerNews, { is: 'done' }>

/** Imports, one worker each: progress while they run, cancelled at once, and written whole or not at all. */
export interface ImportJobs {
  preview(asked: Preview, tell: Tell): Promise<ImportReport>
  run(asked: Run, tell: Tell): Promise<ImportReport>
  cancel(job: string): void
  importSample(host: PlanHost, author: Author, tell: Tell): Promise<void>
  /** All values of one plan into another that is empty. */
  importCopy(from: PlanHost, to: PlanHost, name: string, author: Author, tell: Tell): Promise<void>
}

/** Runs an import's reading and mapping off the host's loop; the answer ends it. */
export type StartImport = (task: ImportTask, on: { news: (news: ImportWorkerNews) => void; end: (error: Error | null) => void }) => () => void

const NO_CHOICES: ImportChoices = { format: 'ordinal-json', mapping: null, kinds: {}, dates: null }

export function createImportJobs(parts: {
  plans: Plans
  notes: DeviceNotes
  start: StartImport
  sampleFile: string
  now: () => number
  newId: () => string
}): ImportJobs {
  const running = new Map<string, () => void>()
  const person = (): string | null => parts.notes.profile()?.person ?? null

  return {
    async preview(asked, tell) {
      const base = asked.plan === null ? null : await (await parts.plans.open(asked.plan)).importBase()
      const { report } = await work(asked.job, { ...asked, base, write: null }, tell)
      return { ...report, plan: asked.plan ?? '', dryRun: true }
    },
    async run(asked, tell) {
      if (asked.plan !== null) return into(await parts.plans.open(asked.plan), asked, tell)
      const rehearsal = await work(asked.job, { ...asked, base: null, write: null }, tell)
      refuseUnmapped(rehearsal)
      const name = asked.newPlanName ?? asked.fileName
      const host = await parts.plans.create()
      try {
        if (rehearsal.whole) await parts.notes.setAlias(host.id, name)
        else await host.run(fullAuthor(asked.author), beginPlan, { name, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone })
        const report = await into(host, asked, tell)
        await parts.plans.noteSummary(host)
        const named = host.plan.facts.name
        return rehearsal.whole && named !== name ? { ...report, notes: [...report.notes, `The plan keeps the name that the file gives it, "${named}"; "${name}" finds it too.`] } : report
      } catch (error) {
        await parts.plans.remove(host.id).catch(() => undefined)
        throw error
      }
    },
    cancel: (job) => running.get(job)?.(),
    async importSample(host, author, tell) {
      await into(host, { job: `sample-${host.id}`, plan: host.id, newPlanName: null, fileName: 'sample-plan.json', bytes: new Uint8Array(await readFile(parts.sampleFile)), choices: NO_CHOICES, author }, tell)
    },
    async importCopy(from, to, name, author, tell) {
      const { text } = await from.export('ordinal-json')
      await into(to, { job: `copy-${to.id}`, plan: to.id, newPlanName: null, fileName: 'plan.json', bytes: new TextEncoder().encode(text), choices: NO_CHOICES, author }, tell)
      await to.run(fullAuthor(author), beginPlan, { name, timeZone: null })
    },
  }

  async function into(host: PlanHost, asked: Run, tell: Tell): Promise<ImportReport> {
    const base = await host.importBase()
    const done = await work(asked.job, { ...asked, base, write: { author: fullAuthor(asked.author), change: parts.newId() } }, tell)
    refuseUnmapped(done)
    if (done.envelopes.length > 0) await host.adopt(done.envelopes)
    return { ...done.report, plan: host.id, dryRun: false }
  }

  function fullAuthor(author: Author): Author {
    const profile = parts.notes.profile()
    return { person: author.person ?? profile?.person ?? null, role: author.role ?? profile?.role ?? 'po', forTeam: author.forTeam }
  }

  function work(job: string, asked: { fileName: string; bytes: Uint8Array; choices: ImportChoices; base: ImportTask['base']; write: ImportTask['write'] }, tell: Tell): Promise<Done> {
    const { fileName, bytes, choices, base, write } = asked
    const task: ImportTask = { fileName, bytes, choices, base, write, person: person(), now: parts.now() }
    return new Promise<Done>((resolve, reject) => {
      const stop = parts.start(task, {
        news: (news) => {
          if (news.is === 'progress') tell({ job, what: news.what, done: news.done, total: news.total })
          else if (news.is === 'failed') reject(new CallFailed(news.failure.type, news.failure.message))
          else resolve(news)
        },
        end: (error) => reject(error ?? new CallFailed('import-stopped', 'The import stopped before it was done. Nothing of it was kept.')),
      })
      running.set(job, () => {
        reject(new CallFailed('cancelled', 'The import was cancelled. Nothing of it was kept.'))
        stop()
      })
    }).finally(() => running.delete(job))
  }
}

function refuseUnmapped(done: Done): void {
  if (done.needsMapping) throw new CallFailed('needs-mapping', `Ordinal does not know these columns: ${done.report.columns.map((column) => column.name).join(', ')}. Map them on the import screen, or name the columns title, kind, description, labels, estimate and so on. Nothing was imported.`)
}
