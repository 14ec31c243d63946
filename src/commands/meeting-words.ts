import type { Entry } from '../model/envelope.ts'
import { isPlanningPhase, PHASE_NAMES, type PlanningPhase } from '../model/planning.ts'
import { partName } from '../model/review-parts.ts'
import { isNothing, quoted, shortened, type NameOf } from './field-words.ts'

export function questionWords({ name, field, to }: Entry, it: string): string | null {
  if (name === 'question.fromComment') return `Made a question of ${quoted(String(to))}`
  if (field === '') return `Asked ${quoted(String(to))}`
  if (name === 'question.answer') return `Answered ${it}`
  if (name === 'question.reopen') return `Asked ${it} again`
  if (field === 'asks' && isNothing(to)) return `Left it open who answers ${it}`
  return null
}

export function seenWords({ name, to }: Entry): string {
  if (name === 'seen.begin') return 'Looked at the plan for the first time'
  if (name === 'seen.one') return `Marked what changed on ${quoted(String(to))} as seen`
  return `Marked ${String(to)} ${Number(to) === 1 ? 'change' : 'changes'} as seen`
}

export function surveyWords({ name, to }: Entry): string {
  if (name === 'survey.start') return `Started a survey on ${String(to)} ${Number(to) === 1 ? 'item' : 'items'}`
  return name === 'survey.close' ? 'Closed a survey' : `${shortened(String(to))} answered a survey`
}

/** A session and what is done in it; items are named, not what became of them. */
export function sessionWords({ name, record, field, to }: Entry, all: readonly Entry[], nameOf: NameOf): string {
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
    case 'session.planning':
      return `Began ${quoted(String(all[0]?.to ?? ''))}`
    case 'session.phase': {
      const phase = all.find((one) => one.field === 'phase')?.to
      return isPlanningPhase(String(phase))
        ? `Went to ${PHASE_NAMES[String(phase) as PlanningPhase]} in ${it}`
        : `Changed ${it}`
    }
    case 'session.phases':
      return `Changed the phases of ${it}`
    case 'session.planned':
      return all.some((one) => one.field === 'state' && one.to === 'running')
        ? `Ended ${quoted(nameOf(all.find((one) => one.record.startsWith('sessions/'))?.record ?? record))} and started the sprint`
        : `Ended ${it}`
    case 'session.lookBack':
      return `Began ${quoted(String(all[0]?.to ?? ''))}`
    case 'session.part': {
      const part = all.find((one) => one.field === 'phase')?.to
      return part === undefined ? `Went on in ${it}` : `Went to “${partName(String(part))}” in ${it}`
    }
    case 'session.lookedBack':
    case 'session.end':
      return `Ended ${it}`
    case 'session.retell':
    case 'session.summary':
      return `Wrote the summary of ${it} again`
    default:
      return field === 'title' ? `Renamed a session to ${quoted(String(to))}` : `Changed ${it}`
  }
}

/** A vote. Nothing here says whose card it was, or which: that is nobody's business once it is over. */
export function roundWords(entry: Entry, all: readonly Entry[], nameOf: NameOf): string {
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
