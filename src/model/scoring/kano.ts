/** How somebody feels about having a thing, or not having it. The order of the questionnaire. */
export const KANO_ANSWERS = ['like', 'must-be', 'neutral', 'live-with', 'dislike'] as const
export type KanoAnswer = (typeof KANO_ANSWERS)[number]
export const KANO_WORDS: Readonly<Record<KanoAnswer, string>> = {
  like: 'I like it',
  'must-be': 'It must be that way',
  neutral: 'I do not mind',
  'live-with': 'I can live with it',
  dislike: 'I dislike it',
}

export const KANO_CATEGORIES = ['A', 'O', 'M', 'I', 'R', 'Q'] as const
export type KanoCategory = (typeof KANO_CATEGORIES)[number]
export const CATEGORY_WORDS: Readonly<Record<KanoCategory, { readonly name: string; readonly means: string }>> = {
  A: { name: 'Attractive', means: 'Delights where it is there; nobody misses it where it is not.' },
  O: { name: 'One-dimensional', means: 'The more of it the better, the less the worse.' },
  M: { name: 'Must-be', means: 'Taken for granted; its lack makes people leave.' },
  I: { name: 'Indifferent', means: 'It makes no difference to most.' },
  R: { name: 'Reverse', means: 'Most would rather not have it.' },
  Q: { name: 'Questionable', means: 'The answers contradict each other: ask again.' },
}

/** Rows: with it. Columns: without it. Both in the order of KANO_ANSWERS. */
const TABLE: Readonly<Record<KanoAnswer, string>> = {
  like: 'QAAAO',
  'must-be': 'RIIIM',
  neutral: 'RIIIM',
  'live-with': 'RIIIM',
  dislike: 'RRRRQ',
}

/**
 * One person's category of one item.
 * Source: Noriaki Kano et al., 1984; the evaluation table as in Charles Berger et al., "Kano's Methods for Understanding
 * Customer-defined Quality", Center for Quality Management Journal, 1993.
 */
export function kanoCategory(withIt: KanoAnswer, without: KanoAnswer): KanoCategory {
  return (TABLE[withIt][KANO_ANSWERS.indexOf(without)] ?? 'Q') as KanoCategory
}

export interface KanoResult {
  readonly counts: Readonly<Record<KanoCategory, number>>
  readonly answers: number
  /** The most frequent; at a tie the one that weighs more, M before O before A before I (Berger). Null without answers. */
  readonly category: KanoCategory | null
  /** From 0 to 1: how much having it lifts satisfaction. Null where nobody is A, O, M or I. */
  readonly better: number | null
  /** From -1 to 0: how much its lack lowers it. */
  readonly worse: number | null
}

const WEIGHT: readonly KanoCategory[] = ['M', 'O', 'A', 'I', 'R', 'Q']

/** Better = (A+O)/(A+O+M+I), Worse = -(O+M)/(A+O+M+I) (Berger et al., 1993). R and Q count in neither. */
export function kanoResult(answers: Iterable<{ readonly with: string; readonly without: string }>): KanoResult {
  const counts: Record<KanoCategory, number> = { A: 0, O: 0, M: 0, I: 0, R: 0, Q: 0 }
  for (const answer of answers) {
    if (!isKanoAnswer(answer.with) || !isKanoAnswer(answer.without)) continue
    counts[kanoCategory(answer.with, answer.without)]++
  }
  const all = KANO_CATEGORIES.reduce((sum, one) => sum + counts[one], 0)
  const { A, O, M, I } = counts
  const base = A + O + M + I
  return {
    counts,
    answers: all,
    category: all === 0 ? null : WEIGHT.reduce((best, one) => (counts[one] > counts[best] ? one : best)),
    better: base === 0 ? null : (A + O) / base,
    worse: base === 0 ? null : 0 - (O + M) / base,
  }
}

export function isKanoAnswer(answer: unknown): answer is KanoAnswer {
  return (KANO_ANSWERS as readonly unknown[]).includes(answer)
}
