/** What a review goes through, in its order: it opens with outcomes. */
export const REVIEW_PARTS = ['outcomes', 'goal', 'done', 'unfinished', 'changes', 'no', 'asked'] as const
export type ReviewPart = (typeof REVIEW_PARTS)[number]

export const REVIEW_NAMES: Readonly<Record<ReviewPart, string>> = {
  outcomes: 'Outcomes',
  goal: 'Sprint Goal',
  done: 'Done',
  unfinished: 'Not done',
  changes: 'What changed',
  no: 'Said no to',
  asked: 'Asked for',
}

/** What a retrospective goes through. */
export const RETRO_PARTS = ['last', 'write', 'vote', 'talk', 'try'] as const
export type RetroPart = (typeof RETRO_PARTS)[number]

export const RETRO_NAMES: Readonly<Record<RetroPart, string>> = {
  last: 'Last time',
  write: 'Write',
  vote: 'Vote',
  talk: 'Talk',
  try: 'Try next',
}

/** The parts of a meeting that looks back; empty for any other kind. */
export function partsOf(kind: string): readonly string[] {
  return kind === 'review' ? REVIEW_PARTS : kind === 'retrospective' ? RETRO_PARTS : []
}

/** The part that it is in; of one that a later version added, the first. */
export function partNow<P extends string>(parts: readonly P[], phase: string | null): P {
  return parts.find((part) => part === phase) ?? (parts[0] as P)
}

/** As people call it. */
export function partName(part: string): string {
  const names: Readonly<Record<string, string>> = { ...REVIEW_NAMES, ...RETRO_NAMES }
  return names[part] ?? part
}
