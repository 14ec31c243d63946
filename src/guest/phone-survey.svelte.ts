import type { GuestIntent, GuestSurvey } from '../contract/guest-messages.ts'
import { answeredAgain } from '../model/survey.ts'

export type Felt = GuestSurvey['answers'][number]

/** The survey as one phone sees it: what is asked, what this guest said, and the answer that is on its way. */
export interface PhoneSurvey {
  /** The one that is open, or the one that was closed under this guest's hands. */
  readonly asked: GuestSurvey | null
  readonly isOpen: boolean
  /** The item whose answer is on its way; empty while none is. */
  readonly sending: string
  /** Why the last answer was not taken. */
  readonly trouble: string
  /** What somebody who answered again is told. */
  readonly again: string
  answerOf(item: string): Felt | undefined
  /** Resolves with whether it stands in the plan. */
  answer(felt: Felt): Promise<boolean>
}

export function createPhoneSurvey(parts: {
  readonly send: (intent: GuestIntent) => void
  readonly newRef: () => string
  readonly say: (notice: string) => void
}): PhoneSurvey & {
  told(survey: GuestSurvey | null): void
  /** True where the answer is one of this survey. */
  heard(ref: string, taken: boolean, message: string): boolean
  /** The road is there again: what was on its way may not have come. Said twice, it counts once. */
  sendAgain(): void
} {
  let asked = $state.raw<GuestSurvey | null>(null)
  let isOpen = $state(false)
  let trouble = $state('')
  let again = $state('')
  let onItsWay = $state.raw<(GuestIntent & { is: 'answer' }) | null>(null)
  let settled = (_: boolean): void => undefined
  const answerOf = (item: string): Felt | undefined => asked?.answers.find((one) => one.item === item)

  return {
    get asked() {
      return asked
    },
    get isOpen() {
      return isOpen
    },
    get sending() {
      return onItsWay?.item ?? ''
    },
    get trouble() {
      return trouble
    },
    get again() {
      return again
    },
    answerOf,
    answer(felt) {
      if (asked === null || !isOpen || onItsWay !== null) return Promise.resolve(false)
      trouble = ''
      again = answeredAgain(answerOf(felt.item), felt)
      onItsWay = { is: 'answer', ref: parts.newRef(), survey: asked.id, ...felt }
      parts.send(onItsWay)
      return new Promise((resolve) => (settled = resolve))
    },
    told(survey) {
      if (survey === null) {
        // It stays to be seen that it is over, for whoever answered some of it.
        if (isOpen) parts.say('The survey is closed. What you answered counts.')
        isOpen = false
        if (asked?.answers.length === 0) asked = null
        return
      }
      if (survey.id !== asked?.id) {
        parts.say('The room asks how you feel about some items.')
        trouble = again = ''
      }
      asked = survey
      isOpen = true
    },
    heard(ref, taken, message) {
      const felt = onItsWay
      if (felt?.ref !== ref) return false
      onItsWay = null
      trouble = taken ? '' : message
      if (!taken) again = ''
      // The plan's own word comes a moment later; what is on disk is shown at once.
      if (taken && asked?.id === felt.survey) {
        const { item, with: withIt, without } = felt
        const others = asked.answers.filter((one) => one.item !== item)
        asked = { ...asked, answers: [...others, { item, with: withIt, without }] }
      }
      settled(taken)
      return true
    },
    sendAgain() {
      if (onItsWay !== null) parts.send(onItsWay)
    },
  }
}
