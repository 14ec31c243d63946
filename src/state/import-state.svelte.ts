import { CallFailed, type HostLink } from '../contract/calls.ts'
import type { Progress } from '../contract/host-info.ts'
import type { UndoAnswer } from '../contract/plan-messages.ts'
import type { Author } from '../model/envelope.ts'
import type { ImportChoices, ImportReport } from '../model/import-report.ts'

export interface ImportFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** `reading` and `importing` run and can be stopped; `report` waits for a person; `failed` says why in `problem`. */
export type ImportStep = 'reading' | 'report' | 'importing' | 'done' | 'taken-back' | 'failed'

/** One file on its way into a plan: a dry run, a person's choices, the import itself and its undo. */
export interface ImportState {
  readonly file: ImportFile
  readonly step: ImportStep
  readonly progress: Progress | null
  /** What the last dry run found; stays while another one runs. */
  readonly report: ImportReport | null
  /** What was done, once it is on disk. */
  readonly result: ImportReport | null
  /** Why it failed, in one sentence. */
  readonly problem: string
  readonly choices: ImportChoices
  /** Where it goes: an existing plan's id, or null for a new plan with `newName`. */
  readonly plan: string | null
  readonly newName: string
  /** What an undo had to leave alone, once it ran. */
  readonly left: UndoAnswer['left']
  preview(): Promise<void>
  goInto(plan: string | null): Promise<void>
  nameNewPlan(name: string): void
  mapColumn(index: number, field: string): Promise<void>
  chooseKind(type: string, kind: string): Promise<void>
  chooseDates(dates: ImportChoices['dates']): Promise<void>
  /** The plan's id once all of it is on disk; null if it was stopped or failed. */
  run(author: Author): Promise<string | null>
  stop(): Promise<void>
  undo(author: Author): Promise<boolean>
  close(): void
}

export interface ImportParts {
  readonly link: HostLink
  readonly newId: () => string
  readonly file: ImportFile
  readonly plan: string | null
}

/** Fields that several columns may feed. Any other field has one column: choosing a second one frees the first. */
const SEVERAL: ReadonlySet<string> = new Set(['labels', 'comments', 'links', 'text', ''])

export function createImport({ link, newId, file, plan: into }: ImportParts): ImportState {
  let step = $state<ImportStep>('reading')
  let progress = $state.raw<Progress | null>(null)
  let report = $state.raw<ImportReport | null>(null)
  let result = $state.raw<ImportReport | null>(null)
  let problem = $state('')
  let choices = $state.raw<ImportChoices>({ format: null, mapping: null, kinds: {}, dates: null })
  let plan = $state(into)
  let newName = $state(nameOfFile(file.name))
  let left = $state.raw<UndoAnswer['left']>([])
  /** The job that runs; an answer of any other job is late and is not looked at. */
  let job: string | null = null
  /** Asked to stop while writing: the host either still takes it back, or it is done. */
  let stopping = false

  const stopListening = link.on('job.progress', (news) => {
    if (news.job === job) progress = news
  })

  const self: ImportState = {
    file,
    get step() {
      return step
    },
    get progress() {
      return progress
    },
    get report() {
      return report
    },
    get result() {
      return result
    },
    get problem() {
      return problem
    },
    get choices() {
      return choices
    },
    get plan() {
      return plan
    },
    get newName() {
      return newName
    },
    get left() {
      return left
    },
    async preview() {
      if (step === 'importing' || step === 'done') return
      const mine = begin('reading')
      try {
        const found = await link.call('import.preview', {
          job: mine,
          plan,
          fileName: file.name,
          bytes: file.bytes,
          choices: sent(),
        })
        if (job !== mine) return
        report = found
        end('report')
      } catch (error) {
        if (job === mine) failed(error)
      }
    },
    goInto(next) {
      plan = next
      return self.preview()
    },
    nameNewPlan(name) {
      newName = name
    },
    mapColumn(index, field) {
      const twice = SEVERAL.has(field)
        ? []
        : (report?.columns ?? []).filter((column) => column.field === field && column.index !== index)
      const freed = Object.fromEntries(twice.map((column) => [column.index, 'text']))
      choices = { ...choices, mapping: { ...choices.mapping, ...freed, [index]: field } }
      return self.preview()
    },
    chooseKind(type, kind) {
      choices = { ...choices, kinds: { ...choices.kinds, [type]: kind } }
      return self.preview()
    },
    chooseDates(dates) {
      choices = { ...choices, dates }
      return self.preview()
    },
    async run(author) {
      const mine = begin('importing')
      try {
        const newPlanName = plan === null ? newName.trim() || nameOfFile(file.name) : null
        const found = await link.call('import.run', {
          job: mine,
          plan,
          newPlanName,
          fileName: file.name,
          bytes: file.bytes,
          choices: sent(),
          author,
        })
        if (job !== mine) return null
        result = found
        end('done')
        return found.plan
      } catch (error) {
        if (job === mine) failed(error)
        return null
      }
    },
    async stop() {
      const running = job
      if (running === null) return
      if (step === 'importing') stopping = true
      else end(report === null ? 'failed' : 'report')
      if (report === null) problem = 'Reading was stopped. Nothing was written.'
      await link.call('import.cancel', { job: running }).catch(() => undefined)
    },
    async undo(author) {
      if (result === null) return false
      try {
        const answer = await link.call('plan.undo', { plan: result.plan, change: result.change, author })
        left = answer.left
        step = 'taken-back'
        return true
      } catch (error) {
        problem = sentence(error)
        return false
      }
    },
    close() {
      if (job !== null) void link.call('import.cancel', { job }).catch(() => undefined)
      job = null
      stopListening()
    },
  }
  return self

  function begin(next: ImportStep): string {
    if (job !== null) void link.call('import.cancel', { job }).catch(() => undefined)
    job = newId()
    step = next
    progress = null
    problem = ''
    stopping = false
    return job
  }

  function end(next: ImportStep): void {
    job = null
    progress = null
    step = next
  }

  /** A job that a person stopped rejects as well; then there is nothing to complain about. */
  function failed(error: unknown): void {
    if (!stopping) problem = sentence(error)
    end(stopping && report !== null ? 'report' : 'failed')
  }

  function sent(): {
    format: ImportChoices['format']
    mapping: Record<string, string> | null
    kinds: Record<string, string>
    dates: ImportChoices['dates']
  } {
    return {
      format: choices.format,
      mapping: choices.mapping === null ? null : { ...choices.mapping },
      kinds: { ...choices.kinds },
      dates: choices.dates,
    }
  }
}

/** What a plan made from a file is called until somebody says otherwise: the file's name without its ending. */
export function nameOfFile(fileName: string): string {
  const bare = fileName
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[_-]+/g, ' ')
    .trim()
  return bare === '' ? 'Imported plan' : bare.slice(0, 200)
}

function sentence(error: unknown): string {
  return error instanceof CallFailed ? error.message : 'Something went wrong inside Ordinal. Nothing was written.'
}
