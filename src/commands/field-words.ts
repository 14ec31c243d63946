/** What people call a record: an item's title, a person's name. Gets `items/<id>`, `plan`, or an id in a field's value with its table. */
export type NameOf = (record: string) => string

export const FIELD_WORDS: Readonly<Record<string, string>> = {
  key: 'key',
  title: 'title',
  kind: 'kind',
  stage: 'stage',
  estimate: 'estimate',
  value: 'value',
  effort: 'effort',
  epic: 'epic',
  domain: 'domain',
  goal: 'goal',
  outcome: 'outcome',
  orderWhy: 'reason for the place',
  orderWhyAt: 'place that the reason was written for',
  parkedAt: 'time of parking',
  parkedBy: 'who parked it',
  parkedWhy: 'reason for parking',
  parkedUntil: 'day to look again',
  answer: 'answer',
  asks: 'who answers',
  role: 'role that answers',
  criteria: 'acceptance criteria',
  item: 'item',
  from: 'item that is linked',
  to: 'item that it is linked to',
  labels: 'label',
  description: 'description',
  text: 'text',
  name: 'name',
  owner: 'owner',
  horizon: 'horizon',
  metric: 'metric',
  baseline: 'baseline',
  target: 'target',
  due: 'due date',
  why: 'reason',
  unit: 'unit',
  start: 'first day',
  end: 'last day',
  capacity: 'capacity',
  capacityFrom: 'capacity',
  serves: 'goal that it serves',
  column: 'column',
  reached: 'whether the goal was reached',
  reachedWhy: 'what was said of the goal',
  state: 'state',
  northStar: 'North Star',
  timeZone: 'time zone',
  fiscalYearStart: 'start of the fiscal year',
  sizeLimit: 'size limit',
  staleAfter: 'days until an item is stale',
  largestFile: 'largest file',
  vision: 'vision',
  strategy: 'strategy',
  notes: 'notes',
}
const TABLE_OF_FIELD: Readonly<Record<string, string>> = {
  epic: 'epics',
  domain: 'domains',
  goal: 'goals',
  serves: 'goals',
  metric: 'metrics',
  northStar: 'metrics',
  owner: 'people',
  sprint: 'sprints',
  teams: 'teams',
  names: 'people',
  asks: 'people',
  item: 'items',
  from: 'items',
  to: 'items',
}
export const NOUNS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  items: ['item', 'items'],
  criteria: ['acceptance criterion', 'acceptance criteria'],
  tasks: ['task', 'tasks'],
  links: ['link', 'links'],
  comments: ['comment', 'comments'],
  epics: ['epic', 'epics'],
  goals: ['goal', 'goals'],
  metrics: ['metric', 'metrics'],
  measurements: ['measured value', 'measured values'],
  domains: ['domain', 'domains'],
  people: ['person', 'people'],
  teams: ['team', 'teams'],
  sprints: ['sprint', 'sprints'],
  pulls: ['stay', 'stays'],
  checklists: ['entry', 'entries'],
  decisions: ['decision', 'decisions'],
  views: ['view', 'views'],
  distinctions: ['difference', 'differences'],
  scores: ['score', 'scores'],
  formulas: ['formula', 'formulas'],
  surveys: ['survey', 'surveys'],
  answers: ['answer', 'answers'],
  rounds: ['round', 'rounds'],
  cards: ['card', 'cards'],
  questions: ['question', 'questions'],
  templates: ['template', 'templates'],
  sessions: ['session', 'sessions'],
  attachments: ['file', 'files'],
  boards: ['board', 'boards'],
  impediments: ['impediment', 'impediments'],
  sprintChanges: ['change card', 'change cards'],
  requests: ['request', 'requests'],
  reflections: ['note', 'notes'],
}

/** What sort of record it is, as people call one: "acceptance criterion". Empty for the plan itself. */
export function nounOf(record: string): string {
  return NOUNS[record.split('/')[0] ?? '']?.[0] ?? ''
}

/** A field as people call it. */
export function fieldWords(field: string): string {
  return FIELD_WORDS[field] ?? field
}

/** A field's value as people read it: of what is an id in the document, the name. */
export function valueWords(field: string, value: unknown, nameOf: NameOf): string {
  const table = TABLE_OF_FIELD[field]
  if (table !== undefined && typeof value === 'string') return quoted(nameOf(`${table}/${value}`))
  return typeof value === 'string' ? shortened(value) : String(value)
}

export function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === ''
}

export function quoted(words: string): string {
  return `“${shortened(words)}”`
}
/** By whole characters, so that no emoji is cut in two. */

export function shortened(words: string): string {
  const letters = [...words]
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : words
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
