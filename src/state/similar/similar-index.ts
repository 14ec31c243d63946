import { partsOfCompound } from './compounds.ts'
import { likeness, type MeantSigns, type PairSigns } from './likeness.ts'
import { createSpelling } from './spelling.ts'
import { NOTHING_AGAINST, titleSigns, titleWords, type TitleWords } from './title-signs.ts'
import type { WordReader } from './word-reader.ts'

/** What is compared of an item. */
export interface SimilarText {
  readonly id: string
  readonly title: string
  readonly text: string
}

export interface SimilarItem {
  readonly id: string
  /** From 0 to 1: how likely it is the same wish, as far as words can tell. */
  readonly score: number
}
export interface SimilarPair {
  readonly one: string
  readonly other: string
  readonly score: number
}

export interface SimilarIndex {
  put(texts: readonly SimilarText[]): void
  remove(ids: readonly string[]): void
  /** Items that may say the same as what is typed, best first. `except`: the item that is being renamed. */
  like(title: string, text: string, except: string | null, least: number, most: number): SimilarItem[]
  /** Items that may say the same as this one. */
  likeItem(id: string, least: number, most: number): SimilarItem[]
  /** What of the pair is alike, for measuring; null where one is not there. */
  signsOf(one: string, other: string): PairSigns | null
  readonly ids: readonly string[]
}

/** One text as numbers of features; sorted, so that two are compared in one walk. */
interface Read {
  readonly words: TitleWords
  /** Meanings and parts of compounds in the title. */
  readonly title: Int32Array
  /** Threes of letters in the title: what a slip of the pen leaves alike. */
  readonly letters: Int32Array
  /** Meanings in title and text. */
  readonly all: Int32Array
}
interface Entry extends Read {
  readonly id: string
  readonly live: { yes: boolean }
}

/** Items that are looked at closely, of all that share anything. */
const CANDIDATES = 60
/** So many items may have a feature in any plan before it counts as frequent. */
const LEAST_COMMON = 20
/** A title's letters weigh less than its words while candidates are looked for. */
const LETTERS_SHARE = 0.15
/** What stands in the text alone finds candidates too, but behind those of the title. */
const TEXT_SHARE = 0.35
/** Of a long text so much is compared: what it is about stands at its beginning. */
const MAX_TEXT = 3_000
const MAX_TITLE = 1_000
const MAX_TITLE_WORDS = 30

/**
 * Finds items that say the same in other words. Each text is cut into meanings (word-reader.ts) and a title into threes of
 * letters; rare ones count more than frequent ones (inverse document frequency over the plan). An inverted index names the
 * sixty items that share most, and these alone are compared (likeness.ts).
 */
export function createSimilarIndex(reader: WordReader): SimilarIndex {
  const numbers = new Map<string, number>()
  /** By feature: how many live entries have it, and which entries ever had it in the title or elsewhere. */
  const counts: number[] = []
  const inTitle: number[][] = []
  const inText: number[][] = []
  const entries: Entry[] = []
  const places = new Map<string, number>()
  /** Stems that the plan uses as words of their own. */
  const spelling = createSpelling()
  let live = 0
  /** Counts what came and went. */
  let edition = 0
  const weights: number[] = []
  const rarities: number[] = []
  const weighedAt: number[] = []
  let sums = new Float64Array(0)
  let touched: number[] = []

  return {
    put(texts) {
      for (const { id, title, text } of texts) {
        drop(id)
        add(id, title, text)
      }
      if (entries.length > 1_000 && entries.length > 2 * live) compact()
    },
    remove(ids) {
      for (const id of ids) drop(id)
    },
    like(title, text, except, least, most) {
      const read = readText(title, text, false)
      return best(read, except === null ? -1 : (places.get(except) ?? -1), least, most)
    },
    likeItem(id, least, most) {
      const place = places.get(id)
      return place === undefined ? [] : best(entries[place] as Entry, place, least, most)
    },
    signsOf(one, other) {
      const a = places.get(one)
      const b = places.get(other)
      return a === undefined || b === undefined ? null : signs(entries[a] as Entry, entries[b] as Entry)
    },
    get ids() {
      return [...places.keys()]
    },
  }

  function add(id: string, title: string, text: string): void {
    const read = readText(title, text, true)
    const place = entries.length
    entries.push({ id, ...read, live: { yes: true } })
    places.set(id, place)
    live++
    const heads = new Set(read.title)
    for (const feature of read.title) (inTitle[feature] as number[]).push(place)
    for (const feature of read.letters) (inTitle[feature] as number[]).push(place)
    for (const feature of read.all) if (!heads.has(feature)) (inText[feature] as number[]).push(place)
    count(read, 1)
  }

  function drop(id: string): void {
    const place = places.get(id)
    if (place === undefined) return
    const entry = entries[place] as Entry
    entry.live.yes = false
    places.delete(id)
    live--
    count(entry, -1)
  }

  function count(read: Read, by: number): void {
    edition++
    for (const feature of read.all) counts[feature] = (counts[feature] ?? 0) + by
    for (const feature of read.letters) counts[feature] = (counts[feature] ?? 0) + by
  }

  /** Entries that went leave their places; rare enough to walk through all. */
  function compact(): void {
    const kept = entries.filter((entry) => entry.live.yes)
    entries.length = 0
    places.clear()
    for (const list of [...inTitle, ...inText]) list.length = 0
    for (const entry of kept) {
      const place = entries.length
      entries.push(entry)
      places.set(entry.id, place)
      const heads = new Set(entry.title)
      for (const feature of entry.title) (inTitle[feature] as number[]).push(place)
      for (const feature of entry.letters) (inTitle[feature] as number[]).push(place)
      for (const feature of entry.all) if (!heads.has(feature)) (inText[feature] as number[]).push(place)
    }
  }

  function best(read: Read, except: number, least: number, most: number): SimilarItem[] {
    const found: SimilarItem[] = []
    for (const place of candidates(read, except)) {
      const entry = entries[place] as Entry
      const meant = meantSigns(read, entry)
      // What the words of the titles say can only speak against it from here on: most need no closer look.
      if (likeness(meant, NOTHING_AGAINST) < least) continue
      const score = likeness(meant, titleSigns(read.words, entry.words))
      if (score >= least) found.push({ id: entry.id, score })
    }
    return found.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, most)
  }

  function candidates(read: Read, except: number): number[] {
    if (sums.length < entries.length) sums = new Float64Array(entries.length * 2)
    touched = []
    const heads = new Set(read.title)
    for (const feature of read.title) {
      give(inTitle[feature], weight(feature) ** 2)
      give(inText[feature], weight(feature) ** 2 * TEXT_SHARE)
    }
    for (const feature of read.letters)
      if (isRare(feature)) give(inTitle[feature], weight(feature) ** 2 * LETTERS_SHARE)
    // A frequent word in a long text says nothing of what the item is about.
    for (const feature of read.all)
      if (!heads.has(feature) && isRare(feature)) give(inTitle[feature], weight(feature) ** 2 * TEXT_SHARE)
    const chosen = mostGiven(except)
    for (const place of touched) sums[place] = 0
    return chosen
  }

  /** No more than one item in twenty has it, but for small plans. */
  function isRare(feature: number): boolean {
    return (counts[feature] ?? 0) * 20 <= Math.max(live, LEAST_COMMON * 20)
  }

  /** The sixty that share most, best first. Thousands share something: sorting them all would take longer than comparing. */
  function mostGiven(except: number): number[] {
    const chosen: number[] = []
    let least = 0
    for (const place of touched) {
      const sum = sums[place] as number
      if (sum <= least || place === except || !(entries[place] as Entry).live.yes) continue
      let at = chosen.length
      while (at > 0 && (sums[chosen[at - 1] as number] as number) < sum) at--
      chosen.splice(at, 0, place)
      if (chosen.length > CANDIDATES) chosen.pop()
      if (chosen.length === CANDIDATES) least = sums[chosen[CANDIDATES - 1] as number] as number
    }
    return chosen
  }

  function give(places: readonly number[] | undefined, share: number): void {
    if (places === undefined || share <= 0) return
    for (const place of places) {
      if (sums[place] === 0) touched.push(place)
      sums[place] = (sums[place] as number) + share
    }
  }

  /** Rare features weigh more, up to those of three items: what only one has is a name or a slip of the pen. */
  function weight(feature: number): number {
    if (weighedAt[feature] !== edition) weigh(feature)
    return weights[feature] as number
  }

  function signs(a: Read, b: Read): PairSigns {
    return { ...meantSigns(a, b), ...titleSigns(a.words, b.words) }
  }

  function meantSigns(a: Read, b: Read): MeantSigns {
    const title = shared(a.title, b.title)
    const aInB = shared(a.title, b.all)
    const bInA = shared(b.title, a.all)
    return {
      within: Math.max(part(title.both, title.one), part(title.both, title.other)),
      told: (part(aInB.both, aInB.one) + part(bInA.both, bInA.one)) / 2,
      rarest: title.rarest,
    }
  }

  /** From 0 to 1; what a sixth of the items have tells next to nothing. */
  function rarity(feature: number): number {
    if (weighedAt[feature] !== edition) weigh(feature)
    return rarities[feature] as number
  }

  /** Of each feature once as long as no item comes or goes: a thousand pairs ask for the same ones. */
  function weigh(feature: number): void {
    const count = counts[feature] ?? 0
    weights[feature] = Math.log(1 + (live + 3) / Math.max(3, count))
    rarities[feature] = Math.log(1 + live / (6 * Math.max(1, count))) / Math.log(1 + live / 6)
    weighedAt[feature] = edition
  }

  /** Weights of what both have, of what each has, and of the rarest that both have. */
  function shared(a: Int32Array, b: Int32Array): { both: number; one: number; other: number; rarest: number } {
    let [both, one, other, rarest] = [0, 0, 0, 0]
    let j = 0
    for (const feature of a) {
      const share = weight(feature)
      one += share
      while (j < b.length && (b[j] as number) < feature) j++
      if (b[j] !== feature) continue
      both += share
      rarest = Math.max(rarest, rarity(feature))
    }
    for (const feature of b) other += weight(feature)
    return { both, one, other, rarest }
  }

  function readText(title: string, text: string, learns: boolean): Read {
    const short = title.slice(0, MAX_TITLE)
    const heads = reader.read(short)
    const rest = text === '' ? [] : reader.read(text.slice(0, MAX_TEXT))
    const titleParts = withParts(heads)
    const titleFeatures = numbersOf(titleParts)
    const all = numbersOf([...titleParts, ...withParts(rest)])
    if (learns) for (const word of [...heads, ...rest]) spelling.learn(word)
    return {
      words: titleWords(reader.wordsOf(short).slice(0, MAX_TITLE_WORDS)),
      title: titleFeatures,
      letters: numbersOf(threesOf(short)),
      all,
    }
  }

  function withParts(meanings: readonly string[]): string[] {
    return meanings.flatMap((meaning) => {
      const parts = meaning.startsWith('=') ? [] : partsOfCompound(meaning, isWord)
      return parts.length === 0
        ? [meaning.startsWith('=') ? meaning : spelling.meant(meaning)]
        : parts.map((part) => meaningOfPart(part))
    })
  }

  function isWord(part: string): boolean {
    return spelling.has(part) || meaningOfPart(part).startsWith('=')
  }

  function meaningOfPart(part: string): string {
    return reader.meaningOf(part) ?? part
  }

  function numbersOf(names: readonly string[]): Int32Array {
    const found = new Set<number>()
    for (const name of names) {
      let number = numbers.get(name)
      if (number === undefined) {
        number = numbers.size
        numbers.set(name, number)
        inTitle.push([])
        inText.push([])
      }
      found.add(number)
    }
    return Int32Array.from(found).sort()
  }
}

/** Threes of letters within words, each word with a blank before and behind. */
function threesOf(title: string): string[] {
  const threes: string[] = []
  for (const word of title.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []) {
    const padded = ` ${word} `
    for (let at = 0; at + 3 <= padded.length; at++) threes.push(`~${padded.slice(at, at + 3)}`)
  }
  return threes
}

function part(both: number, whole: number): number {
  return whole === 0 ? 0 : both / whole
}
