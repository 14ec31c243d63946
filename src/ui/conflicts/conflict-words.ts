import { fieldWords, nounOf, valueWords } from '../../commands/change-words.ts'
import { fieldOf } from '../../commands/settle-conflict.ts'
import type { DecisionOption } from '../../model/decision.ts'
import type { Deletion } from '../../model/deletion.ts'
import type { Conflict, ConflictSide } from '../../state/conflict-source.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { personName } from '../history/who.ts'

/** One thing that can be kept: what one side, or several that agree, had chosen. */
export interface Option {
  readonly id: string
  readonly sides: readonly ConflictSide[]
  /** What is written if it is kept. */
  readonly value: unknown
  /** In plain words; of a text all of it. */
  readonly words: string
  /** Beside it, such as a reason. */
  readonly note: string
  /** It is what the plan says now. */
  readonly stands: boolean
  readonly isMine: boolean
}

/** What there is to choose from: one's own first, the others in the order in which they were written. */
export function optionsOf(plan: PlanState, conflict: Conflict): readonly Option[] {
  const options = conflict.kind === 'deletion' ? deletionOptions(plan, conflict) : valueOptions(plan, conflict)
  return options.toSorted((a, b) => Number(b.isMine) - Number(a.isMine))
}

function valueOptions(plan: PlanState, conflict: Conflict): readonly Option[] {
  const groups = new Map<string, ConflictSide[]>()
  for (const side of conflict.sides.toSorted((a, b) => a.time - b.time)) {
    const meaning =
      conflict.kind === 'text'
        ? `${side.text ?? ''} ${side.text === null ? side.change : ''}`
        : JSON.stringify(conflict.kind === 'place' ? side.rank : side.value)
    const known = groups.get(meaning)
    if (known === undefined) groups.set(meaning, [side])
    else known.push(side)
  }
  return [...groups].map(([meaning, sides]) => {
    const side = sides[0] as ConflictSide
    return {
      id: meaning,
      sides,
      value: conflict.kind === 'text' ? side.text : side.value,
      words: sideWords(plan, conflict, side),
      note: conflict.kind === 'place' ? neighbourWords(plan, conflict, side) : '',
      stands: standsNow(plan, conflict, side),
      isMine: isMine(plan, sides),
    }
  })
}

function deletionOptions(plan: PlanState, conflict: Conflict): readonly Option[] {
  const byTime = conflict.sides.toSorted((a, b) => a.time - b.time)
  const deletes = byTime.filter(({ key, value }) => key === 'deleted' && value !== null)
  const others = byTime.filter((side) => !deletes.includes(side))
  const gone = isDeleted(plan, conflict.record)
  const last = deletes.at(-1)?.value as Deletion | undefined
  const did = others.map(({ key, value }) =>
    key === 'deleted'
      ? 'Brought it back'
      : key === 'description'
        ? 'Edited the description'
        : `Set ${fieldLabel(conflict.record, key)} to ${valueText(plan, conflict.record, key, value)}`,
  )
  return [
    {
      id: 'deleted',
      sides: deletes,
      value: last ?? null,
      words: 'Deleted it',
      note: last === undefined || last.why === '' ? '' : `“${last.why}”`,
      stands: gone,
      isMine: isMine(plan, deletes),
    },
    {
      id: 'stays',
      sides: others,
      value: null,
      words: [...new Set(did)].join('. '),
      note: '',
      stands: !gone,
      isMine: isMine(plan, others),
    },
  ]
}

function isMine({ me }: PlanState, sides: readonly ConflictSide[]): boolean {
  return me.person !== null && sides.some(({ person }) => person === me.person)
}

function sideWords(plan: PlanState, { kind, record, key }: Conflict, side: ConflictSide): string {
  if (kind === 'text') return side.text ?? ''
  if (kind === 'place') return `Place ${side.rank ?? '?'}`
  return valueText(plan, record, key, side.value)
}

function neighbourWords(plan: PlanState, { item }: Conflict, { rank }: ConflictSide): string {
  if (rank === null) return ''
  const open = plan.plan.open.ids.filter((id) => id !== item)
  const above = open[rank - 2]
  const below = open[rank - 1]
  if (above !== undefined) return `after “${plan.row('items', above)?.title ?? ''}”`
  return below === undefined ? '' : `before “${plan.row('items', below)?.title ?? ''}”`
}

/** A value as people read it, whole. */
export function valueText(plan: PlanState, record: string, key: string, value: unknown): string {
  const { field } = fieldOf({ record, key })
  if (field !== key) return value === true ? 'On' : 'Off'
  if (value === null || value === undefined || value === '') return 'Nothing'
  if (value === true) return 'Yes'
  if (value === false) return 'No'
  if (typeof value === 'object') return JSON.stringify(value)
  const words = valueWords(field, value, plan.nameOf)
  // A name of another record; anything else is said whole.
  return words.startsWith('“') && words !== value ? words.slice(1, -1) : String(value)
}

/** "title", "label “later”", "place" */
export function fieldLabel(record: string, key: string): string {
  const { field } = fieldOf({ record, key })
  if (field !== key) return `${field === 'names' ? 'name' : fieldWords(field)} “${key.slice(key.indexOf(':') + 1)}”`
  return key === 'rank' ? 'place' : fieldWords(field)
}

function standsNow(plan: PlanState, { kind, record, key, item }: Conflict, side: ConflictSide): boolean {
  if (kind === 'text') return false
  if (kind === 'place') return item !== null && plan.rankOf(item) === side.rank
  return JSON.stringify(valueNow(plan, record, key) ?? null) === JSON.stringify(side.value ?? null)
}

function valueNow(plan: PlanState, record: string, key: string): unknown {
  const [table = '', id = ''] = record.split('/')
  const row = (record === 'plan' ? plan.facts : plan.row(table as 'items', id)) as Record<string, unknown> | undefined
  const { field } = fieldOf({ record, key })
  if (field === key) return row?.[key]
  return (row?.[field] as readonly string[] | undefined)?.includes(key.slice(key.indexOf(':') + 1)) === true
}

function isDeleted(plan: PlanState, record: string): boolean {
  const [table = '', id = ''] = record.split('/')
  return (plan.row(table as 'items', id)?.deleted ?? null) !== null
}

/** What it is about, as one would say it: an item by its title, a goal as "goal “...”". */
export function subjectWords(plan: PlanState, { record, item }: Pick<Conflict, 'record' | 'item'>): string {
  if (record === 'plan') return plan.facts.name
  if (record === `items/${item}`) return plan.nameOf(record)
  const noun = nounOf(record)
  const words = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} “${plan.nameOf(record)}”`
  return item === null ? words : `${words} of “${plan.nameOf(`items/${item}`)}”`
}

/** Who they are, each once: "You and Ben Ito". One person on two devices says so. */
export function whoWords(plan: PlanState, sides: readonly ConflictSide[]): string {
  const people = [...new Set(sides.map(({ person }) => person))]
  const mine = people.filter((person) => person !== null && person === plan.me.person)
  const names = [
    ...mine.map(() => 'You'),
    ...people.filter((person) => !mine.includes(person)).map((person) => personName(plan, person)),
  ]
  const devices = new Set(sides.map(({ device }) => device)).size
  if (names.length === 1) return devices > 1 ? `${names[0]}, on ${devices} devices` : `${names[0]}`
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** What happened, in one sentence. */
export function storyWords(plan: PlanState, conflict: Conflict): string {
  const { kind, record, key, sides } = conflict
  const who = whoWords(
    plan,
    sides.toSorted((a, b) => a.time - b.time),
  )
  if (kind === 'place') return `${who} moved it apart.`
  if (kind === 'text')
    return `${who} edited the ${fieldLabel(record, key)} apart. It holds what ${sides.length > 2 ? 'all' : 'both'} wrote.`
  if (kind === 'deletion') {
    const [deletes, others] = deletionOptions(plan, conflict)
    if (others?.sides.length === 0 || deletes === undefined || others === undefined) return `${who} decided apart.`
    return `${whoWords(plan, deletes.sides)} deleted it while ${lower(whoWords(plan, others.sides))} went on with it.`
  }
  return `${who} set the ${fieldLabel(record, key)} apart.`
}

function lower(who: string): string {
  return who.startsWith('You') ? `y${who.slice(1)}` : who
}

/** What keeping this one is called: "Keep yours", "Keep Ben’s". */
export function keepWords(plan: PlanState, { kind }: Conflict, option: Option): string {
  if (kind === 'deletion')
    return option.id === 'deleted' ? 'Keep it deleted' : option.stands ? 'Keep it' : 'Bring it back'
  if (option.isMine && option.sides.length === 1) return 'Keep yours'
  const [side] = option.sides
  if (option.sides.length > 1 || side === undefined) return 'Keep this'
  const first = personName(plan, side.person).split(/\s+/)[0] ?? ''
  return side.person === null ? 'Keep this' : `Keep ${first}’s`
}

const MOST_WORDS = 300

/** The same as options of a decision: each says what would be, and by whom it was wanted. */
export function decisionOptions(plan: PlanState, conflict: Conflict): DecisionOption[] {
  const options = optionsOf(plan, conflict).map((option) => {
    const { words, note, value, sides } = option
    const what =
      conflict.kind === 'deletion' ? keepWords(plan, conflict, option) : note === '' ? words : `${words}, ${note}`
    const who = new Set(sides.map(({ person }) => personName(plan, person)))
    const by = conflict.kind === 'text' || who.size === 0 ? '' : ` (${[...who].join(', ')})`
    return { words: `${what.slice(0, MOST_WORDS)}${by}`, value }
  })
  if (conflict.kind !== 'text') return options
  const merged = textNow(plan, conflict)
  return [...options.filter(({ value }) => value !== null), { words: merged.slice(0, MOST_WORDS), value: merged }]
}

/** What a text that was edited apart says now. */
export function textNow(plan: PlanState, { record, key }: Pick<Conflict, 'record' | 'key'>): string {
  const [table = '', id = ''] = record.split('/')
  return record === 'plan' ? plan.rootTextOf(key as 'vision') : plan.textOf(table as 'items', id, key)
}
