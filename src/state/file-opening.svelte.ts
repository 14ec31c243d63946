import type { HostLink } from '../contract/calls.ts'
import type { Progress } from '../contract/host-info.ts'
import type { MergeReport } from '../contract/plan-file-calls.ts'
import { mergePlan } from '../contract/plan-file-transfer.ts'
import { sentenceOf } from './failure-words.ts'

export type { MergeReport } from '../contract/plan-file-calls.ts'

/** A plan file that a person chose; it may be large, so it is read piece by piece. */
export interface PlanFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  pieces(): AsyncIterable<Uint8Array>
}

/** `sending` and `passphrase` can be stopped; once the host takes it in, it goes on to its end. */
export type OpeningStep = 'sending' | 'passphrase' | 'taking' | 'done' | 'failed' | 'stopped'

/** One plan file on its way into this device: a new plan, or more of one that is here. */
export interface FileOpening {
  readonly file: PlanFile
  readonly step: OpeningStep
  readonly progress: Progress | null
  /** That the passphrase was not the right one, in a sentence; empty before one was tried. */
  readonly wrong: string
  readonly report: MergeReport | null
  /** Why it failed, in one sentence. */
  readonly problem: string
  start(): Promise<void>
  give(passphrase: string): void
  stop(): void
}

export function createFileOpening({ link, file }: { readonly link: HostLink; readonly file: PlanFile }): FileOpening {
  let step = $state<OpeningStep>('sending')
  let progress = $state.raw<Progress | null>(null)
  let wrong = $state('')
  let report = $state.raw<MergeReport | null>(null)
  let problem = $state('')
  let answer: ((passphrase: string | null) => void) | null = null
  /** Another way to read what was typed, tried before the person is asked again. */
  let otherwise: string | null = null

  return {
    file,
    get step() {
      return step
    },
    get progress() {
      return progress
    },
    get wrong() {
      return wrong
    },
    get report() {
      return report
    },
    get problem() {
      return problem
    },
    async start() {
      let job = ''
      const stopListening = link.on('job.progress', (news) => {
        if (news.job === job && step === 'taking') progress = news
      })
      try {
        report = await mergePlan(link, sent(), asked, (name) => (job = name))
        step = 'done'
      } catch (error) {
        if (isStopped()) return
        problem = error instanceof Unreadable ? error.message : sentenceOf(error)
        step = 'failed'
      } finally {
        stopListening()
        progress = null
      }
    },
    give(passphrase) {
      if (answer === null) return
      otherwise = asLetters(passphrase)
      reply(passphrase)
    },
    stop() {
      if (step !== 'sending' && step !== 'passphrase') return
      step = 'stopped'
      answer?.(null)
    },
  }

  async function* sent(): AsyncGenerator<Uint8Array> {
    let done = 0
    const total = megabytes(file.size)
    try {
      for await (const piece of file.pieces()) {
        if (isStopped()) throw new Unreadable('')
        done += piece.length
        progress = { job: '', what: 'Reading the file', done: megabytes(done), total }
        yield piece
      }
    } catch (error) {
      if (error instanceof Unreadable) throw error
      throw new Unreadable(`“${file.name}” could not be read. If it was moved or its stick is gone, choose it again.`)
    }
    progress = null
    if (!isStopped()) step = 'taking'
  }

  function asked(wrongWords: string | null): Promise<string | null> {
    if (isStopped()) return Promise.resolve(null)
    if (wrongWords !== null && otherwise !== null) {
      const next = otherwise
      otherwise = null
      return Promise.resolve(next)
    }
    wrong = wrongWords ?? ''
    step = 'passphrase'
    return new Promise((resolve) => {
      answer = resolve
    })
  }

  function reply(passphrase: string): void {
    const give = answer
    answer = null
    step = 'taking'
    give?.(passphrase)
  }

  function isStopped(): boolean {
    return step === 'stopped'
  }
}

/** What cannot be read here never reached the host. */
class Unreadable extends Error {}

const LETTERS_OF_MADE = 16

/** A passphrase that Ordinal made, as it was made, however it was typed: "k7qm 2xw9 …" for "K7QM-2XW9-…". */
function asLetters(typed: string): string | null {
  const bare = typed.toUpperCase().replace(/[\s-]/g, '')
  if (bare.length !== LETTERS_OF_MADE || !/^[0-9A-Z]+$/.test(bare)) return null
  const made = (bare.replaceAll('O', '0').replace(/[IL]/g, '1').match(/.{4}/g) ?? []).join('-')
  return made === typed ? null : made
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10
}
