import { LONGEST_FACE } from './card.ts'

/** Planning poker's cards, by Mike Cohn. */
export const COHN: readonly string[] = ['0', '½', '1', '2', '3', '5', '8', '13', '20', '40', '100', '∞', '?', '☕']
export const SHIRTS: readonly string[] = ['XS', 'S', 'M', 'L', 'XL', 'XXL', '?', '☕']
/** Fist of five: from "this will not work" to "I am sure of it". */
export const FIST: readonly string[] = ['1', '2', '3', '4', '5']
export const YES_NO: readonly string[] = ['yes', 'no', '?']
export const MOST_CARDS = 24

/** Cards that say nothing about size: no place between the others. */
const OUTSIDE: readonly string[] = ['?', '☕']

const WORDS: Readonly<Record<string, string>> = {
  '½': 'one half',
  '∞': 'too big to say',
  '?': 'I do not know',
  '☕': 'I need a break',
}

/** A card as it is read aloud. */
export function cardWords(face: string): string {
  return WORDS[face] ?? face
}

/** The number that an item can take as its estimate; null where the card is none. */
export function cardNumber(face: string): number | null {
  if (face === '½') return 0.5
  return /^\d+(\.\d+)?$/.test(face) ? Number(face) : null
}

/** The card's place from the smallest, from 0; null for one that stands outside of the sizes. */
export function placeInDeck(deck: readonly string[], face: string): number | null {
  const place = OUTSIDE.includes(face) ? -1 : deck.filter((one) => !OUTSIDE.includes(one)).indexOf(face)
  return place < 0 ? null : place
}

/** Cards as somebody typed them, with commas between; `wrong` is a sentence, or empty. */
export function deckTyped(typed: string): { readonly cards: readonly string[]; readonly wrong: string } {
  const cards = [
    ...new Set(
      typed
        .split(/[,;\n]/)
        .map((card) => card.trim())
        .filter((card) => card !== ''),
    ),
  ]
  return { cards, wrong: wrongDeck(cards) }
}

/** Why these are no cards to vote with; empty if they are. */
export function wrongDeck(cards: readonly string[]): string {
  if (cards.length < 2) return 'A deck needs at least two cards.'
  if (cards.length > MOST_CARDS) return `A deck has at most ${MOST_CARDS} cards.`
  const long = cards.find((card) => card === '' || card.length > LONGEST_FACE)
  if (long !== undefined) return `A card has 1 to ${LONGEST_FACE} letters; “${long}” does not.`
  return new Set(cards).size < cards.length ? 'Each card stands in a deck once.' : ''
}
