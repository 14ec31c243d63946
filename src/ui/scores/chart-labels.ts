/** A point that wants its words beside it. */
export interface Labelled {
  readonly id: string
  readonly words: string
  readonly x: number
  readonly y: number
  readonly radius: number
  /** The heavier come first; the others have words only where there is room. Infinity: always. */
  readonly weight: number
}

export interface PlacedLabel {
  readonly id: string
  readonly words: string
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'end'
}

/** Letters of a label, and how wide and high one is about, in pixels at 12 px type. */
const MOST_LETTERS = 34
const LETTER = 6.4
const LINE = 16
const MOST_LABELS = 40

interface Box {
  readonly left: number
  readonly right: number
  readonly y: number
  /** Half of its height. */
  readonly half: number
}

/** Words beside points where they cover neither words nor points: right of the point, else left of it, else none. `type` is the type's size in 12 px. */
export function placedLabels(points: readonly Labelled[], right: number, type = 1): readonly PlacedLabel[] {
  const taken: Box[] = points.map(({ x, y, radius }) => ({ left: x - radius, right: x + radius, y, half: radius }))
  const placed: PlacedLabel[] = []
  for (const point of [...points].sort((a, b) => b.weight - a.weight).slice(0, MOST_LABELS * 2)) {
    if (placed.length >= MOST_LABELS) break
    const letters = [...point.words]
    const words = letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join('')}…` : point.words
    const width = [...words].length * LETTER * type
    for (const anchor of ['start', 'end'] as const) {
      const x = anchor === 'start' ? point.x + point.radius + 4 : point.x - point.radius - 4
      const left = anchor === 'start' ? x : x - width
      const box: Box = { left, right: left + width, y: point.y, half: (LINE * type) / 2 }
      const always = point.weight === Infinity && (anchor === 'end' || box.right <= right)
      const blocked = box.right > right || box.left < 0 || taken.some((other) => covers(other, box))
      if (blocked && !always) continue
      taken.push(box)
      placed.push({ id: point.id, words, x, y: point.y + 4 * type, anchor })
      break
    }
  }
  return placed
}

function covers(a: Box, b: Box): boolean {
  return Math.abs(a.y - b.y) < a.half + b.half && a.left < b.right && b.left < a.right
}
