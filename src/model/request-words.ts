import { isDeclined, isUnanswered, type Request } from './request.ts'

/** What an item that is made of a request begins with: who asked, in their own words. */
export function requestAsDescription({ from, words }: Pick<Request, 'from' | 'words'>): string {
  return [from === '' ? '' : `Asked for by ${from}.`, words].filter((part) => part !== '').join('\n\n')
}

/** "30 September 2027" */
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/**
 * The answer as it can be sent to whoever asked: what was asked, yes, not now or no, and why. Empty where there is none yet.
 * `by`: who signs it; '' leaves it unsigned.
 */
export function answerText({ title, from, answer, why, againOn }: Request, by: string): string {
  if (answer === null) return ''
  const again =
    answer === 'not-now' && againOn !== null
      ? `We look at it again on ${DAY.format(Date.parse(`${againOn}T00:00Z`))}.`
      : ''
  return [
    from === '' ? 'Hello,' : `Hello ${from},`,
    `you asked for “${title}”. ${ANSWERED[answer] ?? ''}`.trim(),
    ...(why === '' ? [] : [why]),
    ...(again === '' ? [] : [again]),
    by === '' ? 'Thank you for asking.' : `Thank you for asking.\n\n${by}`,
  ].join('\n\n')
}

const ANSWERED: Readonly<Record<string, string>> = {
  yes: 'Yes: it is in our backlog now, and is ranked there beside all the rest.',
  'not-now': 'Not now.',
  no: 'We will not do it.',
}

/** Whether it is time to look at something again that was put off. */
export function isDueAgain(request: Request, today: string): boolean {
  return isDeclined(request) && request.answer === 'not-now' && request.againOn !== null && request.againOn <= today
}

/** The inbox: what was put off until today, then what nobody has answered, oldest first. */
export function waiting(requests: Iterable<Request>, today: string): readonly Request[] {
  return [...requests]
    .filter((one) => one.deleted === null && (isUnanswered(one) || isDueAgain(one, today)))
    .sort((a, b) => Number(isUnanswered(a)) - Number(isUnanswered(b)) || a.at - b.at || (a.id < b.id ? -1 : 1))
}

/** Whether all words that somebody looks for stand in it: what was asked, by whom, or why it was answered so. */
export function requestHas({ title, words, from, why }: Request, wanted: string): boolean {
  const all = `${title} ${words} ${from} ${why}`.toLocaleLowerCase()
  return wanted
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
