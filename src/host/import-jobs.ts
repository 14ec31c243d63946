import { readFile } from 'node:fs/promises'
import { CallFailed } from '../contract/calls.ts'
import type { Progress } from '../contract/host-info.ts'
import type { ImportChoices, ImportReport } from '../contract/import-report.ts'
import { sampleOfToday } from '../interchange/sample-dates.ts'
import type { Author } from '../model/envelope.ts'
import type { DeviceNotes } from './device-notes.ts'
import { beginPlan } from './host-commands.ts'
import type { ImportTask, ImportWorkerNews } from './import-file.ts'
import type { PlanHost } from './plan-host.ts'
import type { Plans } from './plans.ts'
import { hashOf } from './vault/file-shelf.ts'

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
interface Job {
  cancelled: boolean
  /** Ends what its worker does. */
  stop: () => void
  readonly tell: (what: string, done: number, total: number) => void
}
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
export type StartImport = (
  task: ImportTask,
  on: { news: (news: ImportWorkerNews) => void; end: (error: Error | null) => void },
) => () => void

const OWN_EXPORT: { choices: ImportChoices } = {
  choices: { format: 'ordinal-json', mapping: null, kinds: {}, dates: null },
}

export function createImportJobs(parts: {
  plans: Plans
  notes: DeviceNotes
  start: StartImport
  sampleFile: string
  now: () => number
  newId: () => string
}): ImportJobs {
  const running = new Map<string, Job>()
  /** Plans that a file is being imported into: a second one would not see what the first brings. */
  const busy = new Set<string>()
  const person = (): string | null => parts.notes.profile()?.person ?? null

  return {
    preview: (asked, tell) =>
      asJob(asked.job, tell, async (job) => {
        const base = asked.plan === null ? null : await (await parts.plans.open(asked.plan)).importBase()
        const { report } = await work(job, { ...asked, base, write: null })
        return { ...report, plan: asked.plan ?? '', dryRun: true }
      }),
    run: (asked, tell) =>
      asJob(asked.job, tell, async (job) => {
        if (asked.plan !== null) return into(await parts.plans.open(asked.plan), asked, job)
        const rehearsal = await work(job, { ...asked, base: null, write: null })
        refuseUnmapped(rehearsal)
        const name = asked.newPlanName ?? asked.fileName
        const host = await parts.plans.create()
        try {
          if (rehearsal.whole) await parts.notes.setAlias(host.id, name)
          else
            await host.run(fullAuthor(asked.author), beginPlan, {
              name,
              timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            })
          const report = await into(host, asked, job)
          await parts.plans.noteSummary(host)
          const named = host.plan.facts.name
          return rehearsal.whole && named !== name
            ? {
                ...report,
                notes: [
                  ...report.notes,
                  `The plan keeps the name that the file gives it, "${named}"; "${name}" finds it too.`,
                ],
              }
            : report
        } catch (error) {
          await parts.plans.remove(host.id).catch(() => undefined)
          throw error
        }
      }),
    cancel(name) {
      const job = running.get(name)
      if (job === undefined) return
      job.cancelled = true
      job.stop()
    },
    importSample: (host, author, tell) =>
      asJob(`sample-${host.id}`, tell, async (job) => {
        const sample: unknown = JSON.parse(await readFile(parts.sampleFile, 'utf8'))
        await into(
          host,
          {
            ...OWN_EXPORT,
            fileName: 'sample-plan.json',
            bytes: new TextEncoder().encode(JSON.stringify(sampleOfToday(sample, parts.now()))),
            author,
          },
          job,
        )
      }),
    importCopy: (from, to, name, author, tell) =>
      asJob(`copy-${to.id}`, tell, async (job) => {
        for (const hash of await from.attachments.here())
          // One that is damaged is looked for elsewhere, from either plan.
          await from.attachments.read(hash).then(
            (bytes) => to.attachments.put(bytes),
            () => undefined,
          )
        const { text } = await from.export('ordinal-json')
        await into(to, { ...OWN_EXPORT, fileName: 'plan.json', bytes: new TextEncoder().encode(text), author }, job)
        await to.run(fullAuthor(author), beginPlan, { name, timeZone: null })
      }),
  }

  /** Can be cancelled by its name until its records are being written. */
  async function asJob<T>(name: string, tell: Tell, act: (job: Job) => Promise<T>): Promise<T> {
    const job: Job = {
      cancelled: false,
      stop: () => undefined,
      tell: (what, done, total) => tell({ job: name, what, done, total }),
    }
    running.set(name, job)
    try {
      return await act(job)
    } finally {
      if (running.get(name) === job) running.delete(name)
    }
  }

  async function into(
    host: PlanHost,
    asked: Pick<Run, 'fileName' | 'bytes' | 'choices' | 'author'>,
    job: Job,
  ): Promise<ImportReport> {
    if (busy.has(host.id))
      throw new CallFailed(
        'in-use',
        'Another file is being imported into this plan. Try again when that is done; nothing was imported.',
      )
    busy.add(host.id)
    try {
      const { base, lease, giveBack } = await host.importLine()
      try {
        const done = await work(job, {
          ...asked,
          base,
          write: { author: fullAuthor(asked.author), change: parts.newId(), lease },
        })
        refuseUnmapped(done)
        // Bytes come first: no record names what is not there.
        for (const [hash, bytes] of done.files) if ((await hashOf(bytes)) === hash) await host.attachments.put(bytes)
        if (done.envelopes.length > 0) await host.adopt(done.envelopes)
        return { ...done.report, plan: host.id, dryRun: false }
      } finally {
        // Where that cannot be written down the line rests.
        await giveBack().catch(() => undefined)
      }
    } finally {
      busy.delete(host.id)
    }
  }

  function fullAuthor(author: Author): Author {
    const profile = parts.notes.profile()
    return {
      person: author.person ?? profile?.person ?? null,
      role: author.role ?? profile?.role ?? 'po',
      forTeam: author.forTeam,
    }
  }

  function work(job: Job, asked: Pick<ImportTask, 'fileName' | 'bytes' | 'choices' | 'base' | 'write'>): Promise<Done> {
    const { fileName, bytes, choices, base, write } = asked
    const task: ImportTask = { fileName, bytes, choices, base, write, person: person(), now: parts.now() }
    return new Promise<Done>((resolve, reject) => {
      const cancelled = (): void =>
        reject(new CallFailed('cancelled', 'The import was cancelled. Nothing of it was kept.'))
      if (job.cancelled) return cancelled()
      const stop = parts.start(task, {
        news: (news) => {
          if (news.is === 'progress') job.tell(news.what, news.done, news.total)
          else if (news.is === 'failed') reject(new CallFailed(news.failure.type, news.failure.message))
          else resolve(news)
        },
        end: (error) =>
          reject(
            new CallFailed(
              'import-stopped',
              `The import stopped before it was done${error === null ? '' : ` (${error.message})`}. Nothing of it was kept.`,
            ),
          ),
      })
      job.stop = () => {
        cancelled()
        stop()
      }
    }).finally(() => {
      job.stop = () => undefined
    })
  }
}

function refuseUnmapped(done: Done): void {
  if (done.needsMapping)
    throw new CallFailed(
      'needs-mapping',
      `Ordinal does not know these columns: ${done.report.columns.map((column) => column.name).join(', ')}. Map them on the import screen, or name the columns title, kind, description, labels, estimate and so on. Nothing was imported.`,
    )
}
