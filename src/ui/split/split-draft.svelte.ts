import type { SplitItem } from '../../commands/split-item.ts'
import type { Item } from '../../model/item.ts'
import { PART_FATES, splitRemarks, type PartFate, type SplitRemark } from '../../model/splitting/split-remarks.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { numberTyped } from '../amounts.ts'

/** One row of the list of parts. The last one is always empty: there the next part is typed. */
export interface DraftPart {
  readonly id: string
  readonly title: string
  /** As typed. */
  readonly estimate: string
  readonly fate: PartFate
}

/** What the original is after the split. */
export type OriginalIs = 'first' | 'rest'

/** A split as it is being thought up. Nothing of it is in the plan; it is kept on this device until it is done or thrown away. */
export interface SplitDraft {
  readonly parts: readonly DraftPart[]
  original: OriginalIs
  /** Of the original, where it stays as what is left. As typed. */
  restEstimate: string
  /** The pattern that is looked at. */
  pattern: string
  /** The part that a criterion goes with; null where it stays with the original. */
  partOf(criterion: string): string | null
  deal(criterion: string, part: string | null): void
  /** Fills the row, or several from there on where `text` has several lines. Answers the row to go on in. */
  type(part: string, lines: readonly string[]): string
  set(part: string, to: Partial<Pick<DraftPart, 'estimate' | 'fate'>>): void
  /** Answers the row that has the focus next. */
  remove(part: string): string
  /** Rows with a title. */
  readonly written: readonly DraftPart[]
  /** The row that the original becomes. */
  readonly first: DraftPart | null
  readonly remarks: readonly SplitRemark[]
  /** What the command is to do, or why that is not clear yet. */
  readonly args: SplitItem | string
  /** All of it as text, to be found again; null while nothing is written. */
  readonly toKeep: string | null
  throwAway(): void
}

interface Kept {
  readonly parts: readonly { readonly title: string; readonly estimate: string; readonly fate: PartFate }[]
  readonly criteria: Readonly<Record<string, number>>
  readonly original: OriginalIs
  readonly restEstimate: string
  readonly pattern: string
}

export interface SplitDraftParts {
  readonly plan: PlanState
  readonly item: Item
  /** What an earlier window left of it, as `toKeep` gave it. */
  readonly left: string | null
  readonly sizeLimit: number
  /** The original stays as it is: it is in a sprint, and this person does not work there. */
  readonly bound: boolean
}

export function createSplitDraft({ plan, item, left, sizeLimit, bound }: SplitDraftParts): SplitDraft {
  const usual = item.estimate === null ? '' : String(item.estimate)
  let made = 0
  const row = (title = '', estimate = '', fate: PartFate = 'do'): DraftPart => ({
    id: `part-${++made}`,
    title,
    estimate,
    fate,
  })
  const found = keptIn(left)
  const begun = (found?.parts ?? []).map((one) => row(one.title, one.estimate, one.fate))
  const begunDealt = Object.fromEntries(
    Object.entries(found?.criteria ?? {}).flatMap(([criterion, at]) => {
      const part = begun[at]
      return part === undefined ? [] : [[criterion, part.id]]
    }),
  )
  let parts = $state.raw<readonly DraftPart[]>([...begun, row()])
  let dealt = $state.raw<Readonly<Record<string, string>>>(begunDealt)
  let original = $state<OriginalIs>(bound ? 'rest' : (found?.original ?? 'first'))
  let restEstimate = $state(bound ? usual : (found?.restEstimate ?? usual))
  let pattern = $state(found?.pattern ?? '')

  const written = $derived(parts.filter(({ title }) => title.trim() !== ''))
  const first = $derived(original === 'first' ? (written.find(({ fate }) => fate === 'do') ?? null) : null)
  const planned = $derived([
    ...(original === 'rest' ? [{ estimate: numberTyped(restEstimate) ?? null, fate: 'do' as const }] : []),
    ...written.map(({ estimate, fate }) => ({ estimate: numberTyped(estimate) ?? null, fate })),
  ])
  const remarks = $derived(written.length === 0 ? [] : splitRemarks(planned, sizeLimit))
  const args = $derived(argsNow())

  const self: SplitDraft = {
    get parts() {
      return parts
    },
    get original() {
      return original
    },
    set original(is) {
      original = bound ? 'rest' : is
    },
    get restEstimate() {
      return restEstimate
    },
    set restEstimate(typed) {
      restEstimate = typed
    },
    get pattern() {
      return pattern
    },
    set pattern(id) {
      pattern = id
    },
    partOf(criterion) {
      const id = dealt[criterion]
      const part = written.find((one) => one.id === id)
      return part === undefined || part.id === first?.id || part.fate === 'leave' ? null : part.id
    },
    deal(criterion, part) {
      const { [criterion]: _, ...others } = dealt
      dealt = part === null ? others : { ...others, [criterion]: part }
    },
    type(part, lines) {
      const at = parts.findIndex(({ id }) => id === part)
      const target = parts[at]
      if (target === undefined) return part
      const filled = [{ ...target, title: lines[0] ?? '' }, ...lines.slice(1).map((line) => row(line))]
      const all = [...parts.slice(0, at), ...filled, ...parts.slice(at + 1)]
      parts = all.at(-1)?.title.trim() === '' ? all : [...all, row()]
      return filled.at(-1)?.id ?? part
    },
    set(part, to) {
      parts = parts.map((one) => (one.id === part ? { ...one, ...to } : one))
    },
    remove(part) {
      const at = parts.findIndex(({ id }) => id === part)
      if (at < 0) return part
      const others = parts.filter(({ id }) => id !== part)
      parts = others.at(-1)?.title.trim() === '' ? others : [...others, row()]
      return parts[Math.max(0, at - 1)]?.id ?? part
    },
    get written() {
      return written
    },
    get first() {
      return first
    },
    get remarks() {
      return remarks
    },
    get args() {
      return args
    },
    get toKeep() {
      return written.length === 0 ? null : JSON.stringify(kept())
    },
    throwAway() {
      parts = [row()]
      dealt = {}
      restEstimate = usual
    },
  }
  return self

  function argsNow(): SplitItem | string {
    const others = written.filter(({ id, fate }) => id !== first?.id && fate !== 'leave')
    const leftOut = written.filter(({ fate }) => fate === 'leave').map(({ title }) => title)
    if (written.some(({ estimate, fate }) => fate !== 'leave' && !isEstimate(estimate)) || !isEstimate(restEstimate))
      return 'An estimate is a number, or nothing.'
    if (others.length === 0)
      return original === 'first' && first !== null
        ? 'Write one more part: the first one is what the item itself becomes.'
        : 'Write what the parts are, one a line.'
    const own = new Set(plan.criteriaOf(item.id).map(({ id }) => id))
    const rest = numberTyped(restEstimate) ?? null
    return {
      id: item.id,
      parts: others.map(({ id, title, estimate, fate }) => ({
        title,
        estimate: numberTyped(estimate) ?? null,
        parked: fate === 'later',
        criteria: Object.keys(dealt).filter((criterion) => own.has(criterion) && self.partOf(criterion) === id),
      })),
      ...(first !== null
        ? { title: first.title, estimate: numberTyped(first.estimate) ?? null }
        : rest === item.estimate
          ? {}
          : { estimate: rest }),
      leftOut,
      pattern,
    }
  }

  function kept(): Kept {
    return {
      parts: written.map(({ title, estimate, fate }) => ({ title, estimate, fate })),
      criteria: Object.fromEntries(
        Object.entries(dealt).flatMap(([criterion, part]) => {
          const at = written.findIndex(({ id }) => id === part)
          return at < 0 ? [] : [[criterion, at]]
        }),
      ),
      original,
      restEstimate,
      pattern,
    }
  }
}

function isEstimate(typed: string): boolean {
  const value = numberTyped(typed)
  return value === null || (value !== undefined && value >= 0)
}

/** Null for what is not there, or was written by something else. */
function keptIn(text: string | null): Kept | null {
  try {
    const kept = JSON.parse(text ?? 'null') as Kept | null
    const isKept =
      Array.isArray(kept?.parts) &&
      kept.parts.every((one) => typeof one.title === 'string' && PART_FATES.includes(one.fate)) &&
      typeof kept.criteria === 'object'
    return isKept ? kept : null
  } catch {
    return null
  }
}
