import { createAsked } from './asked.svelte.ts'
import type { BackPlan, BroughtBack, HistorySource, TakenBack } from './history-source.ts'

/** Something of the past that somebody wants to have again, or gone. */
export type BackAsk =
  | { readonly does: 'bring'; readonly moment: number; readonly what: BroughtBack; readonly count: number }
  | {
      readonly does: 'take'
      readonly what: TakenBack
      readonly since: number | null
      /** Whose work, or which change, in words. */
      readonly name: string
    }

/** Looking at what an act would write before it is written. Nothing is written but by `confirm`. */
export interface BackDesk {
  readonly asking: BackAsk | null
  readonly preview: BackPlan | null
  readonly waiting: boolean
  readonly slow: boolean
  readonly failed: string
  /** It is being written just now. */
  readonly writing: boolean
  why: string
  begin(ask: BackAsk): void
  /** From when on a person's or a device's work is taken back; null: ever. */
  setSince(since: number | null): void
  again(): void
  confirm(): Promise<void>
  cancel(): void
}

export function createBackDesk(parts: {
  readonly source: HistorySource
  /** After it was written. `change` is null where nothing was to be done. */
  readonly onDone: (ask: BackAsk, done: BackPlan) => void
}): BackDesk {
  const { source } = parts
  let asking = $state.raw<BackAsk | null>(null)
  let why = $state('')
  let writing = $state(false)
  let trouble = $state('')
  let preview = $state.raw(createAsked<BackPlan>())

  const self: BackDesk = {
    get asking() {
      return asking
    },
    get preview() {
      return preview.value
    },
    get waiting() {
      return preview.waiting
    },
    get slow() {
      return preview.slow
    },
    get failed() {
      return trouble === '' ? preview.failed : trouble
    },
    get writing() {
      return writing
    },
    get why() {
      return why
    },
    set why(text) {
      why = text
    },
    begin(ask) {
      asking = ask
      why = ''
      trouble = ''
      preview = createAsked<BackPlan>()
      look(ask)
    },
    setSince(since) {
      if (asking === null || asking.does !== 'take') return
      asking = { ...asking, since }
      look(asking)
    },
    again() {
      if (asking !== null) look(asking)
    },
    async confirm() {
      const ask = asking
      if (ask === null || writing || preview.waiting) return
      writing = true
      trouble = ''
      try {
        const done = await act(ask, false)
        asking = null
        parts.onDone(ask, done)
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error)
      } finally {
        writing = false
      }
    },
    cancel() {
      if (!writing) asking = null
    },
  }
  return self

  function look(ask: BackAsk): void {
    trouble = ''
    preview.ask(() => act(ask, true))
  }

  function act(ask: BackAsk, only: boolean): Promise<BackPlan> {
    const said = only ? '' : why.trim()
    return ask.does === 'bring'
      ? source.bringBack({ moment: ask.moment, what: ask.what, why: said, preview: only })
      : source.takeBack({ what: ask.what, since: ask.since, why: said, preview: only })
  }
}
