import type { RoomRound } from '../../state/room-state.svelte.ts'
import { amount, counted } from '../amounts.ts'

export type Deck = 'points' | 'sizes' | 'yes-no' | 'own'

export const DECKS: { readonly id: Deck; readonly words: string }[] = [
  { id: 'points', words: 'Points' },
  { id: 'sizes', words: 'Sizes' },
  { id: 'yes-no', words: 'Yes or no' },
  { id: 'own', words: 'Your own' },
]

/** The cards of a deck; those of points are the host's. */
export const CARDS: Readonly<Record<Exclude<Deck, 'own'>, readonly string[]>> = {
  points: ['0', '1', '2', '3', '5', '8', '13', '20', '40', '?'],
  sizes: ['XS', 'S', 'M', 'L', 'XL', '?'],
  'yes-no': ['Yes', 'No', '?'],
}

/** "I do not know": a vote, and none for any value. */
export const UNKNOWN = '?'

/** Letters that a phone shows on one card. */
const LONGEST_CARD = 12
const MOST_CARDS = 12

/** Cards as a person types them, with commas or spaces between; or what is wrong with them, in a sentence. */
export function cardsTyped(text: string): { readonly cards: readonly string[]; readonly wrong: string } {
  const parts = text.includes(',') ? text.split(',') : text.split(/\s+/)
  const cards = [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))]
  const long = cards.find((card) => card.length > LONGEST_CARD)
  const wrong =
    cards.length < 2
      ? 'At least two cards, with commas between: 1, 2, 4, 8'
      : cards.length > MOST_CARDS
        ? `At most ${MOST_CARDS} cards, so that they fit on a phone.`
        : long === undefined
          ? ''
          : `“${long}” is too long for a card: at most ${LONGEST_CARD} letters.`
  return { cards: wrong === '' ? cards : [], wrong }
}

/** A card as it is read out. */
export function cardWords(card: string): string {
  return card === UNKNOWN ? 'I do not know' : card
}

/** Who chose each card that anybody chose, in the order of the deck. */
export function tally(round: RoomRound): { readonly card: string; readonly names: readonly string[] }[] {
  return round.cards
    .map((card) => ({ card, names: (round.votes ?? []).filter((vote) => vote.card === card).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0)
}

/** The number on a card; null for any other card. */
export function numberOn(card: string): number | null {
  return /^\d+([.,]\d+)?$/.test(card) ? Number(card.replace(',', '.')) : null
}

/** Cards apart from which people should say why before anybody decides. */
const FAR_APART = 3

/** What the turned cards say, in one or two sentences. */
export function spreadWords(round: RoomRound): string {
  const groups = tally(round)
  const known = groups.filter(({ card }) => card !== UNKNOWN)
  const unsure = groups.find(({ card }) => card === UNKNOWN)?.names.length ?? 0
  const first = known[0]
  const last = known.at(-1)
  if (first === undefined || last === undefined) return unsure === 0 ? 'Nobody voted.' : 'Nobody knows yet.'
  const rest = unsure === 0 ? '' : ` ${counted(unsure, 'person does', 'people do')} not know.`
  if (known.length === 1)
    return first.names.length === 1 ? `One vote: ${first.card}.${rest}` : `All say ${first.card}.${rest}`
  const middle = medianOf(known)
  const apart = round.cards.indexOf(last.card) - round.cards.indexOf(first.card)
  const ask =
    apart < FAR_APART
      ? ''
      : ` Far apart: let ${first.names[0] ?? ''} (${first.card}) and ${last.names[0] ?? ''} (${last.card}) say why.`
  const most = mostChosen(known)
  return `From ${first.card} to ${last.card}${middle === null ? '' : `, median ${amount(middle)}`}${most === null ? '' : `; most say ${most}`}.${rest}${ask}`
}

function medianOf(known: ReturnType<typeof tally>): number | null {
  const numbers = known.flatMap(({ card, names }) => names.map(() => numberOn(card)))
  if (numbers.some((number) => number === null)) return null
  const sorted = (numbers as number[]).sort((a, b) => a - b)
  const at = (sorted.length - 1) / 2
  return ((sorted[Math.floor(at)] ?? 0) + (sorted[Math.ceil(at)] ?? 0)) / 2
}

/** The card that more people chose than any other; null where none stands out. */
function mostChosen(known: ReturnType<typeof tally>): string | null {
  const sorted = [...known].sort((a, b) => b.names.length - a.names.length)
  const [one, two] = sorted
  return one !== undefined && one.names.length > (two?.names.length ?? 0) ? one.card : null
}
