/** What becomes of a part: kept, set aside for not now, or only noted as what will not be done. */
export const PART_FATES = ['do', 'later', 'leave'] as const
export type PartFate = (typeof PART_FATES)[number]

export interface PlannedPart {
  readonly estimate: number | null
  readonly fate: PartFate
}

/** What speaks for a split or against it. */
export interface SplitRemark {
  readonly good: boolean
  readonly says: string
}

/** The largest part is at most this many times the smallest, and they count as equal. */
const ABOUT_EQUAL = 2
/** Holding more than this share, one part is nearly the whole. */
const NEARLY_ALL = 0.7

/**
 * Prefer the split that shows low-value work to drop, or that gives equal sizes (Humanizing Work). A remark is no verdict:
 * sizes are spoken of only once all parts that will be done have one.
 */
export function splitRemarks(parts: readonly PlannedPart[], sizeLimit: number): readonly SplitRemark[] {
  const remarks: SplitRemark[] = []
  const done = parts.filter(({ fate }) => fate === 'do')
  if (done.length > 0 && done.length < parts.length)
    remarks.push({ good: true, says: 'It shows work that need not be done now. Such a split is worth most.' })
  const sizes = done.flatMap(({ estimate }) => (estimate === null ? [] : [estimate]))
  if (sizes.length < 2 || sizes.length < done.length) return remarks
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const largest = Math.max(...sizes)
  if (largest > sizeLimit)
    remarks.push({ good: false, says: `A part of ${largest} is still above ${sizeLimit}: split that one again.` })
  if (largest <= Math.min(...sizes) * ABOUT_EQUAL)
    remarks.push({ good: true, says: 'The parts are of about equal size, so any of them can come first.' })
  else if (largest > all * NEARLY_ALL)
    remarks.push({
      good: false,
      says: `One part holds ${largest} of ${Math.round(all * 100) / 100}: nearly the whole again. Try another pattern.`,
    })
  return remarks
}
