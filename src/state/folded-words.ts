const PLAIN = /^[\x00-\x7f]*$/

/** Small letters without accents: "Übergabe" is found by "ubergabe" too. */
export function fold(text: string): string {
  // Most texts have nothing to fold away but capitals.
  return PLAIN.test(text) ? text.toLowerCase() : text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** What is looked for in texts: all of `wanted` and none of `unwanted`, folded. A quotation is one of several words. */
export interface Needles {
  readonly wanted: readonly string[]
  readonly unwanted: readonly string[]
}
export const NO_NEEDLES: Needles = Object.freeze({ wanted: [], unwanted: [] })

export function hasNeedles({ wanted, unwanted }: Needles): boolean {
  return wanted.length > 0 || unwanted.length > 0
}

/** `text` is folded already. */
export function holds(text: string, { wanted, unwanted }: Needles): boolean {
  return wanted.every((word) => text.includes(word)) && !unwanted.some((word) => text.includes(word))
}

/** Whatever `next` finds, `before` found too: one more letter only takes items away. */
export function isNarrower(before: Needles, next: Needles): boolean {
  return (
    before.wanted.every((word) => next.wanted.some((one) => one.includes(word))) &&
    before.unwanted.every((word) => next.unwanted.some((one) => word.includes(one)))
  )
}

export interface MarkedPart {
  readonly text: string
  readonly hit: boolean
}

/** A text cut where the words stand in it; found folded, shown as written. */
export function marked(text: string, words: readonly string[]): readonly MarkedPart[] {
  const spans = spansOf(text, words)
  const parts: MarkedPart[] = []
  let at = 0
  for (const [from, to] of spans) {
    if (from > at) parts.push({ text: text.slice(at, from), hit: false })
    parts.push({ text: text.slice(from, to), hit: true })
    at = to
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), hit: false })
  return parts
}

/** Where the words stand in a text, in order and without overlap. At most 100 of them: more marks than anybody looks at. */
export function spansOf(text: string, words: readonly string[]): readonly (readonly [from: number, to: number])[] {
  const { folded, placeOf } = foldedWithPlaces(text)
  const found: [number, number][] = []
  for (const word of words) {
    if (word === '') continue
    for (
      let at = folded.indexOf(word);
      at >= 0 && found.length < MAX_MARKS;
      at = folded.indexOf(word, at + word.length)
    )
      found.push([placeOf(at), placeOf(at + word.length)])
  }
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1])
  const spans: [number, number][] = []
  for (const span of found) {
    const last = spans.at(-1)
    if (last !== undefined && span[0] <= last[1]) last[1] = Math.max(last[1], span[1])
    else spans.push(span)
  }
  return spans
}
const MAX_MARKS = 100

/** A letter may fold to none, one or several: places are kept where the text is not plain. */
function foldedWithPlaces(text: string): { folded: string; placeOf: (at: number) => number } {
  if (PLAIN.test(text)) return { folded: text.toLowerCase(), placeOf: (at) => at }
  let folded = ''
  const places: number[] = []
  let from = 0
  for (const letter of text) {
    const small = fold(letter)
    for (let i = 0; i < small.length; i++) places.push(from)
    folded += small
    from += letter.length
  }
  return { folded, placeOf: (at) => places[at] ?? text.length }
}

/** The piece of a long text around its first hit, for one line: about `room` letters. Empty where no word stands in it. */
export function pieceAround(text: string, words: readonly string[], room = 90): readonly MarkedPart[] {
  const plain = text.replace(/[\s#*_`>|]+/g, ' ').trim()
  const [first] = spansOf(plain, words)
  if (first === undefined) return []
  const begin = first[0] <= room / 3 ? 0 : plain.indexOf(' ', first[0] - Math.floor(room / 3)) + 1 || first[0]
  const from = begin > first[0] ? first[0] : begin
  const cut = plain.slice(from, from + room)
  return marked(`${from > 0 ? '…' : ''}${cut}${from + room < plain.length ? '…' : ''}`, words)
}
