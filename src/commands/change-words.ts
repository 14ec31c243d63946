import { sizeWords } from '../model/attachment.ts'
import type { Entry } from '../model/envelope.ts'
import { sprintWords } from './sprint-words.ts'

/** What people call a record: an item's title, a person's name. Gets `items/<id>`, `plan`, or an id in a field's value with its table. */
export type NameOf = (record: string) => string

const FIELD_WORDS: Readonly<Record<string, string>> = {
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
const NOUNS: Readonly<Record<string, readonly [one: string, many: string]>> = {
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

/**
 * One short sentence, without a full stop, of what a change did: for toasts, the log and undo. `others` counts entries
 * that are not at hand; they count as more of the same where all that are at hand are the same.
 */
export function changeWords(entries: readonly Entry[], nameOf: NameOf, others = 0): string {
  const first = entries[0]
  if (first === undefined) return 'Nothing changed'
  const undone = entries[1]
  if (first.name === 'change.undo' && undone !== undefined) return changeWords(entries.slice(1), nameOf, others)
  if (first.name === 'bringBack') return broughtBackWords(first, entries, nameOf, others)
  if (first.name === 'takeBack') return takenBackWords(first, nameOf)
  if (first.field === 'split' || first.field === 'merged') return recutWords(first, entries, nameOf)
  // What was made with the first record, such as the criteria of a template, is no more of the same.
  const main = entries.filter(
    (entry) =>
      entry.name === first.name &&
      entry.field === first.field &&
      (first.field !== '' || tableOf(entry) === tableOf(first)),
  )
  if (main.length > 1 && main.every((entry) => entry.record === ''))
    return words({ ...first, to: main.reduce((sum, entry) => sum + Number(entry.to), 0) }, entries, nameOf)
  const more = main.length === entries.length ? others : 0
  return main.length + more === 1
    ? words(first, entries, nameOf)
    : wordsForMany(first, main, nameOf, main.length + more)
}

function tableOf(entry: Entry): string {
  return entry.record.split('/')[0] ?? ''
}

/** One entry alone, as a line of a log that shows all of them. */
export function entryWords(entry: Entry, nameOf: NameOf): string {
  return words(entry, [entry], nameOf)
}

function words(entry: Entry, all: readonly Entry[], nameOf: NameOf): string {
  const { name, record, field, from, to } = entry
  if (name.startsWith('room.')) return roomWords(name, String(to))
  if (name.startsWith('round.') || name.startsWith('card.')) return roundWords(entry, all, nameOf)
  const [table = ''] = record.split('/')
  const [noun = 'entry'] = NOUNS[table] ?? []
  const it = quoted(nameOf(record))
  if (name.startsWith('undo.') || name === 'change.undo') return undoWords(entry, it, noun, nameOf)
  if (name.startsWith('bringBack.') && record !== '') {
    const back = bringBackWords(entry, it, noun)
    if (back !== null) return back
  }
  if (record === '') return `${COUNTED[name] ?? 'Changed'} ${String(to)} ${plural(name, Number(to))}`
  if (name === 'item.pull') return pullWords(all, nameOf)
  if (name === 'item.return') return `Returned ${itemOf(all, nameOf)} to the backlog`
  if (name === 'item.stage' || name === 'item.drop')
    return `${STAGE_WORDS[String(all.find((one) => one.field === 'stage')?.to)] ?? `Set stage of`} ${it}`
  if (field === 'split' || field === 'merged') return recutWords(entry, [entry], nameOf)
  const inSprint = sprintWords(entry, all, it, quoted)
  if (inSprint !== null) return inSprint
  if (name === 'item.merge' && NOUNS[field] !== undefined)
    return `Took over ${String(to)} ${NOUNS[field][Number(to) === 1 ? 0 : 1]} for ${it}`
  if (name === 'item.why') return `Said why ${it} stands at ${String(to)}`
  if (name === 'item.orderWhy')
    return isNothing(to) ? `Took back why ${it} stands where it does` : `Said why ${it} stands where it does`
  if (name.startsWith('score.')) return `Scored ${it}: ${shortened(String(to))}`
  if (name.startsWith('question.') && table === 'questions') {
    const asked = questionWords(entry, it)
    if (asked !== null) return asked
  }
  if (name.startsWith('survey.')) return surveyWords(entry)
  if (name.startsWith('session.')) return sessionWords(entry, all, nameOf)
  if (name === 'formula.words') return `Changed what the steps of ${it} mean`
  if (name === 'item.name') return to === null ? `Took your name off ${it}` : `Put your name on ${it}`
  if (name === 'item.ready') return `${to === null ? 'Unticked' : 'Ticked'} readiness of ${it}`
  if (name === 'sprint.start') return `Started ${it}`
  if (name === 'sprint.finish')
    return `Finished ${quoted(nameOf(all.find((one) => one.field === 'state')?.record ?? record))}`
  if (name === 'comment.add') return `Commented ${quoted(shortened(String(to)))}`
  if (name === 'attachment.add' && table === 'attachments' && field === '') return `Attached ${quoted(String(to))}`
  if (name === 'link.add') return `Linked: ${shortened(String(to))}`
  if (name === 'measurement.add') return `Measured ${shortened(String(to))}`
  if (field === 'largestFile' && typeof to === 'number') return `Set the largest file to ${sizeWords(to)}`
  if (name === 'plan.rename') return `Renamed the plan to ${quoted(String(to))}`
  if (name === 'conflict.settle') return settledWords(entry, it, nameOf)
  if (name.startsWith('seen.')) return seenWords(entry)
  if (name === 'items.notSame') return `Said that these are not the same: ${shortened(String(to))}`
  if (name === 'view.save') return `Saved the view ${quoted(String(to))}`
  if (name === 'view.edit' && field === 'filter') return `Gave the view ${it} another filter`
  if (name === 'view.edit' && field === 'person')
    return isNothing(to) ? `Shared the view ${it}` : `Kept the view ${it} for one person`
  if (name === 'decision.raise') return `Asked for a decision: ${quoted(String(to))}`
  if (name === 'decision.decide') return `Decided ${decidedOf(all, nameOf)}`
  if (field === '') return `Created ${noun === 'item' ? '' : `${noun} `}${quoted(String(to))}`
  if (field === 'deleted') return `${to === true ? 'Deleted' : 'Restored'} ${noun === 'item' ? '' : `${noun} `}${it}`
  if (field === 'rank') return `Moved ${it} from ${String(from)} to ${String(to)}`
  if (field === 'parked') return `${to === true ? 'Parked' : 'Unparked'} ${it}`
  if (field === 'off') return `Turned ${to === true ? 'off' : 'on'} ${it}`
  if (field === 'met' || field === 'done') return `${to === true ? 'Ticked' : 'Unticked'} ${it}`
  if (field === 'labels')
    return to === null ? `Took label ${quoted(String(from))} off ${it}` : `Put label ${quoted(String(to))} on ${it}`
  if (field === 'roles') return to === null ? `Took a role from ${nameOf(record)}` : `Gave ${nameOf(record)} a role`
  if (field === 'teams')
    return to === null
      ? `Took ${nameOf(record)} out of ${valueWords(field, from, nameOf)}`
      : `Put ${nameOf(record)} into ${valueWords(field, to, nameOf)}`
  if (field === 'horizon') return `Moved ${it} to ${capital(String(to))}`
  if ((field === 'title' || field === 'name') && isNothing(from))
    return `Named ${record === 'plan' ? 'the plan' : `the ${noun}`} ${quoted(String(to))}`
  if (field === 'title' || field === 'name') return `Renamed ${quoted(String(from))} to ${quoted(String(to))}`
  if (
    field === 'description' ||
    field === 'text' ||
    field === 'vision' ||
    field === 'strategy' ||
    field === 'outcome' ||
    field === 'notes'
  ) {
    return record === 'plan'
      ? `Edited the ${FIELD_WORDS[field] ?? field}`
      : `Edited the ${FIELD_WORDS[field] ?? field} of ${it}`
  }
  const what = FIELD_WORDS[field] ?? field
  const of = record === 'plan' ? '' : ` of ${it}`
  return isNothing(to) ? `Cleared ${what}${of}` : `Set ${what}${of} to ${valueWords(field, to, nameOf)}`
}

/** One item became several, or several became one. */
function recutWords({ name, record, field, to }: Entry, all: readonly Entry[], nameOf: NameOf): string {
  const it = quoted(nameOf(record))
  if (field === 'split') return `Split ${Number(to) === 1 ? 'a part' : `${String(to)} parts`} off ${it}`
  const gone = all.filter((entry) => entry.name === name && entry.field === 'merged')
  return `Made one of ${it} and ${gone.length === 1 ? quoted(String(to)) : `${gone.length} others`}`
}

/** Two or more had set it apart; somebody chose. */
function settledWords({ record, field, from, to }: Entry, it: string, nameOf: NameOf): string {
  if (field === 'deleted') return to === true ? `Settled that ${it} stays deleted` : `Settled that ${it} stays`
  if (field === 'rank') return `Settled the place of ${it}: ${String(to)}`
  const of = record === 'plan' ? '' : ` of ${it}`
  if (field === 'labels')
    return to === null
      ? `Settled that ${it} has no label ${quoted(String(from))}`
      : `Settled that ${it} has label ${quoted(String(to))}`
  if (isLongText(record, field)) return `Settled the ${FIELD_WORDS[field] ?? field}${of}`
  const what = isNothing(to) ? 'nothing' : valueWords(field, to, nameOf)
  return `Settled ${FIELD_WORDS[field] ?? field}${of}: ${what}`
}

function isLongText(record: string, field: string): boolean {
  return field === 'description' || (record === 'plan' && (field === 'vision' || field === 'strategy'))
}

function decidedOf(all: readonly Entry[], nameOf: NameOf): string {
  const decided = all.find((one) => one.record.startsWith('decisions/') && one.field === 'outcome')
  return decided === undefined ? 'something' : `${quoted(nameOf(decided.record))}: ${shortened(String(decided.to))}`
}

function questionWords({ name, field, to }: Entry, it: string): string | null {
  if (name === 'question.fromComment') return `Made a question of ${quoted(String(to))}`
  if (field === '') return `Asked ${quoted(String(to))}`
  if (name === 'question.answer') return `Answered ${it}`
  if (name === 'question.reopen') return `Asked ${it} again`
  if (field === 'asks' && isNothing(to)) return `Left it open who answers ${it}`
  return null
}

function seenWords({ name, to }: Entry): string {
  if (name === 'seen.begin') return 'Looked at the plan for the first time'
  if (name === 'seen.one') return `Marked what changed on ${quoted(String(to))} as seen`
  return `Marked ${String(to)} ${Number(to) === 1 ? 'change' : 'changes'} as seen`
}

function surveyWords({ name, to }: Entry): string {
  if (name === 'survey.start') return `Started a survey on ${String(to)} ${Number(to) === 1 ? 'item' : 'items'}`
  return name === 'survey.close' ? 'Closed a survey' : `${shortened(String(to))} answered a survey`
}

/** A session and what is done in it; items are named, not what became of them. */
function sessionWords({ name, record, field, to }: Entry, all: readonly Entry[], nameOf: NameOf): string {
  const it = quoted(nameOf(record))
  const items = all.filter((one) => one.name === name && one.field === 'agenda').length
  const which = items === 1 ? quoted(nameOf(`items/${String(to)}`)) : `${items} items`
  switch (name) {
    case 'session.plan':
      return `Planned ${quoted(String(all[0]?.to ?? ''))}`
    case 'session.add':
      return `Put ${which} on the agenda`
    case 'session.remove':
      return `Took ${quoted(nameOf(`items/${String(all[0]?.from ?? '')}`))} off the agenda`
    case 'session.order':
      return `Moved ${quoted(nameOf(`items/${String(to)}`))} on the agenda`
    case 'session.start':
      return `Started ${it}`
    case 'session.show':
      return isNothing(to) ? `Showed the agenda of ${it}` : `Showed ${quoted(nameOf(`items/${String(to)}`))}`
    case 'session.timer':
      return isNothing(to) && field === 'timer' ? 'Stopped the timer' : 'Set the timer'
    case 'session.join':
      return `Took part in ${it}`
    case 'session.lead':
      return `Facilitates ${it}`
    case 'session.note':
      return `Noted what was agreed in ${it}`
    case 'session.end':
      return `Ended ${it}`
    case 'session.summary':
      return `Wrote the summary of ${it} again`
    default:
      return field === 'title' ? `Renamed a session to ${quoted(String(to))}` : `Changed ${it}`
  }
}

/** A vote. Nothing here says whose card it was, or which: that is nobody's business once it is over. */
function roundWords(entry: Entry, all: readonly Entry[], nameOf: NameOf): string {
  const { name, record } = entry
  const about = quoted(nameOf(all.find((one) => one.record.startsWith('rounds/'))?.record ?? record))
  if (name === 'card.put') return entry.field === 'commit' && entry.to === '' ? 'Took a card back' : 'Put a card'
  if (name === 'card.show') return 'A card was shown'
  if (name === 'card.say') return 'Said why a card was chosen'
  if (name === 'round.start' || name === 'round.score') return `Began a round on ${quoted(String(entry.to))}`
  if (name === 'round.repeat') return `Began another round on ${about}`
  if (name === 'round.turn') return `Turned the cards on ${about}`
  if (name === 'round.cancel') return `Called the round on ${about} off`
  const score = all.find((one) => one.record.startsWith('items/') && one.field === 'score')
  if (score !== undefined) return `Scored ${quoted(nameOf(score.record))} after a round: ${String(score.to)}`
  const estimate = all.find((one) => one.record.startsWith('items/') && one.field === 'estimate')
  if (estimate === undefined) return `Ended the round on ${about}`
  const what = isNothing(estimate.to) ? 'no estimate' : String(estimate.to)
  return `Set estimate of ${quoted(nameOf(estimate.record))} to ${what}`
}

/** Who belongs to the plan; `device` is what people call it. */
function roomWords(name: string, device: string): string {
  const it = device === '' ? 'a device' : quoted(device)
  if (name === 'room.found') return 'Began the plan'
  if (name === 'room.admit') return `Let ${it} into the plan`
  if (name === 'room.remove') return `Removed ${it} from the plan`
  if (name === 'room.accept') return `Took in what ${it} wrote`
  if (name === 'room.had') return `Noted what had come from ${it} before it was removed`
  return name === 'room.wrap' ? 'Passed the keys of the room on' : 'Changed the keys of the room'
}

/** What stood at an earlier moment and was written anew. */
function broughtBackWords(first: Entry, all: readonly Entry[], nameOf: NameOf, others: number): string {
  if (first.field === 'order') return 'Brought an earlier order back'
  if (first.field === 'plan') return 'Brought the plan back as it was'
  const written = all.filter((entry) => entry.name !== 'bringBack')
  const again = written.filter((entry) => entry.record.startsWith('items/') && entry.field === 'deleted')
  const items = [...new Set((again.length > 0 ? again : written).map((entry) => entry.record))].filter((record) =>
    record.startsWith('items/'),
  )
  const more = again.length === written.length ? others : 0
  const as = again.length > 0 ? '' : items.length === 1 ? ' as it was' : ' as they were'
  if (items.length === 0) return 'Brought back what stood earlier'
  return items.length + more === 1
    ? `Brought ${quoted(nameOf(items[0] ?? ''))} back${as}`
    : `Brought ${items.length + more} items back${as}`
}

function takenBackWords({ field, to }: Entry, nameOf: NameOf): string {
  if (field === 'person')
    return `Took back the work of ${to === null ? 'somebody unnamed' : nameOf(`people/${String(to)}`)}`
  return 'Took back what came from a device'
}

/** One field of what was brought back; its value of then, or that it is as it was. */
function bringBackWords({ name, field, to }: Entry, it: string, noun: string): string | null {
  const what = noun === 'item' || noun === 'entry' ? it : `${noun} ${it}`
  if (field === 'deleted') return isNothing(to) ? `Brought ${what} back` : `Deleted ${what}`
  if (field === 'rank') return `Moved ${it} back to its place`
  if (name === 'bringBack.text' || (typeof to === 'object' && to !== null))
    return `Put ${FIELD_WORDS[field] ?? field} of ${it} back`
  return null
}

/** What a field that went back says: its old value is in the log already, and a place has no number any more. */
function undoWords({ name, record, field, to }: Entry, it: string, noun: string, nameOf: NameOf): string {
  if (name === 'change.undo') return 'Took a change back'
  if (record === '') return `Took back ${String(to)} ${Number(to) === 1 ? 'field' : 'fields'}`
  if (record === 'settlements') return isNothing(to) ? 'Opened a settled conflict again' : 'Settled a conflict again'
  const what = noun === 'item' || noun === 'entry' ? it : `${noun} ${it}`
  if (name === 'undo.create') return `Took ${what} away again`
  if (field === 'deleted') return isNothing(to) ? `Brought ${what} back` : `Deleted ${what} again`
  if (field === 'rank') return `Moved ${it} back`
  const words = FIELD_WORDS[field] ?? field
  if (name === 'undo.text' || typeof to === 'object' || typeof to === 'boolean') return `Put ${words} of ${it} back`
  return isNothing(to)
    ? `Cleared ${words} of ${it} again`
    : `Put ${words} of ${it} back to ${valueWords(field, to, nameOf)}`
}

function wordsForMany(first: Entry, main: readonly Entry[], nameOf: NameOf, all: number): string {
  const { field } = first
  const [table = ''] = first.record.split('/')
  const count = `${all} ${(NOUNS[table] ?? ['entry', 'entries'])[1]}`
  const same = main.every((entry) => entry.to === first.to)
  if (first.name === 'undo.create') return `Took ${count} away again`
  if (first.name.startsWith('undo.') && field === 'deleted')
    return isNothing(first.to) ? `Brought ${count} back` : `Deleted ${count} again`
  if (first.name.startsWith('undo.'))
    return field === 'rank' ? `Moved ${count} back` : `Put ${FIELD_WORDS[field] ?? field} of ${count} back`
  if (field === '') return `Created ${count}`
  if (field === 'deleted') return `${first.to === true ? 'Deleted' : 'Restored'} ${count}`
  if (first.name === 'item.why') return `Said why ${count} stand where they do`
  if (first.name.startsWith('score.')) return `Scored ${count}`
  if (field === 'rank') {
    const places = main.map((entry) => Number(entry.to))
    if (all > main.length) return `Moved ${count}`
    return `Moved ${count} to ${Math.min(...places)}–${Math.max(...places)}`
  }
  if (field === 'parked') return `${first.to === true ? 'Parked' : 'Unparked'} ${count}`
  if (first.name === 'item.drop') return `Dropped ${count}`
  if (field === 'labels')
    return first.to === null
      ? `Took label ${quoted(String(first.from))} off ${count}`
      : `Put label ${quoted(String(first.to))} on ${count}`
  const what = FIELD_WORDS[field] ?? field
  if (!same) return `Changed ${what} of ${count}`
  return isNothing(first.to)
    ? `Cleared ${what} of ${count}`
    : `Set ${what} of ${count} to ${valueWords(field, first.to, nameOf)}`
}

const STAGE_WORDS: Readonly<Record<string, string>> = {
  open: 'Reopened',
  doing: 'Started',
  done: 'Finished',
  dropped: 'Dropped',
}
const COUNTED: Readonly<Record<string, string>> = {
  'item.create': 'Created',
  'item.createMany': 'Created',
  'item.delete': 'Deleted',
  'item.restore': 'Restored',
  'item.moveMany': 'Moved',
  'score.setMany': 'Scored',
  'plan.restore': 'Restored',
  import: 'Imported',
}

function plural(name: string, count: number): string {
  return /^(item|score)\./.test(name) || name === 'import'
    ? count === 1
      ? 'item'
      : 'items'
    : count === 1
      ? 'entry'
      : 'entries'
}

function pullWords(all: readonly Entry[], nameOf: NameOf): string {
  const pulled = all.find((entry) => entry.field === 'sprint')
  return `Pulled ${itemOf(all, nameOf)} into ${pulled === undefined ? 'the sprint' : valueWords('sprint', pulled.to, nameOf)}`
}

function itemOf(all: readonly Entry[], nameOf: NameOf): string {
  const item = all.find((entry) => entry.record.startsWith('items/'))
  return item === undefined ? 'an item' : quoted(nameOf(item.record))
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

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === ''
}
function quoted(words: string): string {
  return `“${shortened(words)}”`
}
/** By whole characters, so that no emoji is cut in two. */
function shortened(words: string): string {
  const letters = [...words]
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : words
}
function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
