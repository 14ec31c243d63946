const LONGEST = 2000
const PEOPLE =
  'developers?|devs?|(?:the\\s+)?teams?|people|somebody|someone|anyone|everyone|everybody|nobody|they|them|him|her|he|she|us|we|qa|testers?|designers?'
const LEUTE = 'entwickler\\w*|teams?|leute|jemand\\w*|niemand\\w*|alle|sie|ihn|ihm|uns|wir|tester\\w*'

/**
 * Whether a reason for a place or a pull seems to be that somebody should have something to do, in English or German. Idleness
 * and load count only together with people, so that "the server sits idle" and "a busy harbour" stay alone. A guess: whoever
 * asks speaks up and forbids nothing. `names`: of people and teams of the plan.
 */
export function isAboutKeepingBusy(reason: string, names: readonly string[] = []): boolean {
  const words = reason.slice(0, LONGEST)
  const own = names.flatMap((name) => [name, ...name.split(/\s+/)]).filter((name) => name.length > 1)
  const who = `\\b(?:${[PEOPLE, ...own.map(escaped)].join('|')})\\b`
  const wer = `\\b(?:${[LEUTE, ...own.map(escaped)].join('|')})\\b`
  return [
    '\\bkeep(?:s|ing)?\\s+(?:\\S+\\s+){0,4}?(?:busy|occupied|utili[sz]ed|loaded)\\b',
    `${who}[^.]{0,30}\\b(?:idle|bored|under-?used|under-?utili[sz]ed)\\b`,
    `${who}[^.]{0,20}\\b(?:has|have|had)\\s+nothing\\s+(?:else\\s+)?to\\s+do\\b`,
    `${who}[^.]{0,20}\\b(?:has|have|with)\\s+(?:some\\s+|free\\s+|spare\\s+)+(?:time|hands|capacity)\\b`,
    `\\bsomething\\s+for\\s+${who}\\s+to\\s+do\\b`,
    '\\b(?:resource|team|developer|capacity)\\s+utili[sz]ation\\b',
    '\\bto\\s+fill\\s+(?:up\\s+)?(?:the\\s+|our\\s+)?(?:team|developers?|capacity|sprint|time)\\b',
    `${wer}[^.]{0,40}(?:nichts\\s+zu\\s+tun|beschäftigt|ausgelastet|langweil|\\bluft\\b|noch\\s+(?:zeit|kapazität))`,
    '\\bauslastung\\b',
  ].some((pattern) => new RegExp(pattern, 'iu').test(words))
}

export const BUSY_NOTE =
  'This sounds like keeping somebody busy. Free capacity is fine; the order says what is worth most. Is there a reason that is about value?'

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\\-]/g, '\\$&')
}
