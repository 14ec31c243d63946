import { sizeWords } from '../model/attachment.ts'
import type { Entry } from '../model/envelope.ts'
import { broughtBackWords, takenBackWords, bringBackWords, undoWords } from './undo-words.ts'
import { FIELD_WORDS, NOUNS, capital, isNothing, quoted, shortened, valueWords, type NameOf } from './field-words.ts'
import { questionWords, seenWords, surveyWords, sessionWords, roundWords } from './meeting-words.ts'
import { sprintWords } from './sprint-words.ts'

export { fieldWords, nounOf, valueWords, type NameOf } from './field-words.ts'

/**
 * One short sentence, without a full stop, of what a change did: for toasts, the log and undo. `others` counts entries
 * that are not at hand; they count as more of the same where all that are at hand are the same.
 */
export function changeWords(entries: readonly Entry[], nameOf: NameOf, others = 0): string {
  const first = entries[0]
  if (first === undefined) return 'Nothing changed'
  const undone = entries[1]
  if (first.name === 'change.undo' && undone !== undefined) {
    // Whole items that came back tell more than the parts that went over with them.
    const back = entries.filter(
      ({ record, field, to }) => record.startsWith('items/') && field === 'deleted' && isNothing(to),
    )
    return changeWords(back.length > 0 ? back : entries.slice(1), nameOf, back.length > 0 ? 0 : others)
  }
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
  if (name === 'item.ifRoom')
    return to === true ? 'Took an item into the sprint only if there is room' : 'Took an item into the sprint for sure'
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
  if (name === 'criterion.addMany')
    return `Added ${String(to)} acceptance ${to === 1 ? 'criterion' : 'criteria'} to ${it}`
  if (name === 'template.use') return `Used the template ${quoted(String(to))} on ${it}`
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
  if (first.name === 'items.notSame') return `Said that ${all} pairs are not the same`
  if (first.name === 'criterion.addMany') return `Added acceptance criteria to ${count}`
  if (first.name === 'template.use') return `Used the template ${quoted(String(first.to))} on ${count}`
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
