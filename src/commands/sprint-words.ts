import type { Entry } from '../model/envelope.ts'

const HOLDS: Readonly<Record<string, string>> = {
  yes: 'still holds',
  'at-risk': 'is at risk',
  no: 'no longer holds',
}
const REACHED: Readonly<Record<string, string>> = { yes: 'reached', partly: 'partly reached', no: 'not reached' }
const ANSWERS: Readonly<Record<string, string>> = { yes: 'yes', 'not-now': 'not now', no: 'no' }

/**
 * What was done in and around a sprint: change cards, boards, impediments, requests, notes of the retrospective. Null where the
 * usual words of a field say it. `quoted` gives a text, `it` the record, as people read them.
 */
export function sprintWords(
  entry: Entry,
  all: readonly Entry[],
  it: string,
  quoted: (words: string) => string,
): string | null {
  const { name, field, from, to } = entry
  const said = (record: string): string => {
    const made = all.find((one) => one.record.startsWith(`${record}/`) && one.field === '')
    return quoted(String(made?.to ?? to))
  }
  switch (name) {
    case 'sprint.change':
      return `Changed the sprint: ${said('sprintChanges')}`
    case 'sprint.clarify':
      return `Made clearer: ${said('sprintChanges')}`
    case 'sprint.agree':
      return 'Agreed to a change of the sprint'
    case 'sprint.confirmPulls':
      return from === null ? `Confirmed what is pulled into ${it}` : `Took back who confirmed the pulls of ${it}`
    case 'sprint.goalHolds':
      return `Said that the Sprint Goal ${HOLDS[String(to)] ?? 'is seen otherwise'}`
    case 'sprint.reached':
      return field === 'reached'
        ? `Said that the goal of ${it} was ${REACHED[String(to)] ?? 'not looked at yet'}`
        : null
    case 'sprint.refuse':
      return `Said no to ${said('requests')}`
    case 'request.make':
      return `Asked for ${quoted(String(to))}`
    case 'request.accept':
      return `Said yes to a request: ${said('items')}`
    case 'request.answer': {
      const answer = all.find((one) => one.field === 'answer')
      return answer === undefined
        ? `Changed the answer to ${it}`
        : `Answered ${it}: ${ANSWERS[String(answer.to)] ?? ''}`
    }
    case 'item.column': {
      const stage = all.find((one) => one.field === 'stage')?.to
      if (stage === 'done') return `Finished ${it}`
      return stage === 'doing' ? `Started ${it}` : `Moved ${it} on the board`
    }
    case 'board.columns':
      return 'Changed the columns of a board'
    case 'impediment.raise':
      return `Said what is in the way: ${quoted(String(to))}`
    case 'impediment.resolve':
      return `Took ${it} out of the way`
    case 'impediment.reopen':
      return `Said that ${it} is in the way again`
    case 'reflection.add':
      return `Noted ${quoted(String(to))}`
    case 'reflection.item':
      return `Made an item of what to try: ${said('items')}`
    case 'reflection.edit':
      return field !== 'doneAt' ? null : to === null ? `Said that ${it} is not done after all` : `Did ${it}`
    case 'reflection.vote':
      return from === null ? `Voted for ${it}` : `Took a vote for ${it} back`
    default:
      return null
  }
}
