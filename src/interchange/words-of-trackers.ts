import { isItemKind, STAGES, type ItemKind, type Stage } from '../model/item.ts'

/** Types of issue as trackers call them. What stands here in none of the lists becomes a feature, and a note says so. */
const KINDS: Readonly<Record<ItemKind, readonly string[]>> = {
  feature: [
    'story',
    'user story',
    'task',
    'new feature',
    'improvement',
    'enhancement',
    'requirement',
    'product backlog item',
    'issue',
    'change request',
    'aufgabe',
  ],
  bug: ['defect', 'fault', 'incident', 'error', 'fehler'],
  debt: ['technical debt', 'tech debt', 'refactoring'],
  enabler: ['enabler story', 'technical story', 'technical task'],
  architecture: ['architecture decision'],
  spike: ['research', 'investigation', 'poc'],
  chore: ['maintenance', 'housekeeping'],
}
const KIND_OF_WORD = new Map(
  Object.entries(KINDS).flatMap(([kind, words]) => words.map((word) => [word, kind as ItemKind] as const)),
)

/** Null if the word is not known. `chosen` is what the person said for a type, and wins. */
export function kindOfWord(word: string, chosen: Readonly<Record<string, string>>): string | null {
  const lower = word.trim().toLowerCase()
  for (const [type, kind] of Object.entries(chosen)) if (type.trim().toLowerCase() === lower && kind !== '') return kind
  return isItemKind(lower) ? lower : (KIND_OF_WORD.get(lower) ?? null)
}

const STAGE_WORDS: Readonly<Record<Stage, readonly string[]>> = {
  open: [
    'to do',
    'todo',
    'backlog',
    'new',
    'ready',
    'reopened',
    'selected for development',
    'ready for development',
    'refined',
    'ideas',
    'next',
    'later',
    'on hold',
    'icebox',
    'ready for sprint',
    'groomed',
    'triage',
    'approved',
    'committed',
    'zu erledigen',
    'offen',
  ],
  doing: [
    'in progress',
    'in review',
    'review',
    'code review',
    'in development',
    'development',
    'testing',
    'in test',
    'in testing',
    'qa',
    'in qa',
    'implementing',
    'started',
    'wip',
    'active',
    'blocked',
    'verify',
    'ready for test',
    'ready for review',
    'ready for qa',
    'ready for release',
    'in arbeit',
  ],
  done: [
    'closed',
    'resolved',
    'complete',
    'completed',
    'finished',
    'released',
    'shipped',
    'deployed',
    'accepted',
    'live',
    'verified',
    'merged',
    'delivered',
    'fertig',
    'erledigt',
    'geschlossen',
  ],
  dropped: [
    "won't do",
    'won’t do',
    'wont do',
    "won't fix",
    'won’t fix',
    'wontfix',
    'cancelled',
    'canceled',
    'rejected',
    'declined',
    'abandoned',
    'duplicate',
    'obsolete',
    'invalid',
    'removed',
    'cannot reproduce',
    'not a bug',
  ],
}
const STAGE_OF_WORD = new Map(
  Object.entries(STAGE_WORDS).flatMap(([stage, words]) => words.map((word) => [word, stage as Stage] as const)),
)

/** Null if the word is not known. */
export function stageOfWord(word: string): Stage | null {
  const lower = word.trim().toLowerCase()
  return (STAGES as readonly string[]).includes(lower) ? (lower as Stage) : (STAGE_OF_WORD.get(lower) ?? null)
}

/** How a tracker's link reads in Ordinal. What is no kind of block or duplicate relates. */
export function linkTypeOfWord(word: string): string {
  const lower = word.trim().toLowerCase()
  if (/^(block|blocks|blocker|blocking|dependency|depends|gantt.*)$/.test(lower)) return 'blocks'
  return /^(duplicate|duplicates|dup)$/.test(lower) ? 'duplicates' : 'relates'
}
