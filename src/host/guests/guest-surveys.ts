import { answerSurvey } from '../../commands/surveys.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { GuestIntent, GuestSurvey } from '../../contract/guest-messages.ts'
import type { Plan } from '../../doc/plan.ts'
import type { Author } from '../../model/envelope.ts'
import { isKanoAnswer } from '../../model/scoring/kano.ts'
import { countingAnswers, GUEST_ANSWERS, openSurvey, type Answer } from '../../model/survey.ts'
import { createAllowance } from '../../sync/session/allowance.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'

export type AnswerIntent = GuestIntent & { readonly is: 'answer' }

/** The answers of one guest to surveys, written into the plan on the host's own line. */
export interface GuestAnswers {
  /** Empty once it is on disk, else why it was not taken. The same answer again writes nothing. */
  take(intent: AnswerIntent): Promise<string>
}

/** An answer is a record that stays for ever: all of the longest survey at once, and a second. */
const ANSWERS = { atOnce: 60, aSecond: 0.2 }
const MOST_IN_LINE = 1_000

export function createGuestAnswers(parts: {
  /** The guest, by the key it proved. */
  readonly voter: string
  readonly name: string
  readonly host: () => Pick<PlanHost, 'plan' | 'run'>
  readonly clock: Clock
  readonly onFault: (what: string, error: unknown) => void
}): GuestAnswers {
  const mayWrite = createAllowance({ ...ANSWERS, now: () => parts.clock.now() })
  return {
    async take({ survey, item, with: withIt, without }) {
      if (!mayWrite.takes(1)) return TOO_MUCH
      const { plan, run } = parts.host()
      // A guest answers what it is asked, and nothing else that the plan holds.
      if (openSurvey(plan.rows('surveys').values())?.id !== survey) return OVER
      const author: Author = { person: null, role: 'guest', forTeam: null, guest: parts.name }
      const respondent = respondentOf(parts.voter)
      try {
        await run(author, answerSurvey, { survey, item, respondent, name: GUEST_ANSWERS, with: withIt, without })
        return ''
      } catch (error) {
        if (error instanceof CallFailed) return error.message
        parts.onFault('a guest’s answer', error)
        return NOT_KEPT
      }
    },
  }
}

/** The survey that is open as each guest sees it, looked up once for all that are told. */
export function surveyFor(plan: Plan): (voter: string) => GuestSurvey | null {
  const survey = openSurvey(plan.rows('surveys').values())
  if (survey === null) return () => null
  const items = survey.items.flatMap((id) => {
    const item = plan.row('items', id)
    return item === undefined || item.deleted !== null
      ? []
      : [{ id, key: item.key.slice(0, MOST_IN_LINE), title: item.title.slice(0, MOST_IN_LINE) }]
  })
  if (items.length === 0) return () => null
  const own = answersByRespondent(plan, survey.id)
  return (voter) => ({
    id: survey.id,
    words: survey.words,
    items,
    answers: (own.get(respondentOf(voter)) ?? []).flatMap(({ item, with: withIt, without }) =>
      isKanoAnswer(withIt) && isKanoAnswer(without) ? [{ item, with: withIt, without }] : [],
    ),
  })
}

function answersByRespondent(plan: Plan, survey: string): ReadonlyMap<string, Answer[]> {
  const found = new Map<string, Answer[]>()
  for (const answer of countingAnswers(plan.rows('answers').values())) {
    if (answer.survey !== survey) continue
    const own = found.get(answer.respondent)
    if (own === undefined) found.set(answer.respondent, [answer])
    else own.push(answer)
  }
  return found
}

const respondentOf = (voter: string): string => `guest/${voter}`

const OVER = 'This survey is closed. What you answered before counts.'
const TOO_MUCH = 'That was more than the room can take at once. Wait a moment and send it again.'
const NOT_KEPT = 'It could not be kept in the plan. Send it again in a moment.'
