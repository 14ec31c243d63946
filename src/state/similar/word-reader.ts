import { stemmer as stemEnglish } from '@orama/stemmers/english'
import { stemmer as stemGerman } from '@orama/stemmers/german'
import { stopwords as ENGLISH } from '@orama/stopwords/english'
import { stopwords as GERMAN } from '@orama/stopwords/german'
import { SPELLINGS, WORDS_ALIKE } from './words-alike.ts'

/** A language that words are cut back in to their stems. */
export interface Language {
  readonly stem: (word: string) => string
  readonly stopWords: ReadonlySet<string>
}

/** Cuts texts into what is compared: stems, or a group of words that say the same, without words that say nothing. */
export interface WordReader {
  read(text: string): readonly string[]
  /** All words in small letters, each with what it means; null where that is nothing. */
  wordsOf(text: string): readonly (readonly [word: string, meaning: string | null])[]
  /** Of one word in small letters, whatever its language. */
  meaningOf(word: string): string | null
}

/** What every wish in a tracker says and none in particular. */
const IDLE =
  'should would could want wants need needs able please like able possible currently as so that can cannot cant dont doesnt user story able ability möchte möchten soll sollte sollen sollten können kann könnte muss müssen bitte damit gerne wäre wenn derzeit aktuell momentan wieder noch beim bzw ggf es man wird werden instead rather via per just only also now then when how what one own take put get got lets let must statt anstatt ohne nur je pro mal sein seine einmal mehr derselbe dieselbe dasselbe denselben'

export const ENGLISH_WORDS: Language = { stem: stemEnglish, stopWords: new Set(ENGLISH) }
export const GERMAN_WORDS: Language = { stem: stemGerman, stopWords: new Set(GERMAN) }

/**
 * English and German are told apart text by text, by their small words; a short title without any counts as the person's
 * own language. Texts of other languages are compared by `own`, if there are stems for it, and else word by word as they
 * stand; languages without blanks between words are cut by the browser (Intl.Segmenter).
 */
export function createWordReader(own: Language = ENGLISH_WORDS): WordReader {
  const groups = new Map<string, string>()
  WORDS_ALIKE.forEach((line, number) => {
    for (const word of line.split(' '))
      for (const { stem } of [ENGLISH_WORDS, GERMAN_WORDS]) {
        const key = stem(word)
        // A word of two groups says the first: groups go from the plain to the special.
        if (!groups.has(key)) groups.set(key, `=${number}`)
      }
  })
  const languages =
    own === ENGLISH_WORDS || own === GERMAN_WORDS ? [ENGLISH_WORDS, GERMAN_WORDS] : [own, ENGLISH_WORDS, GERMAN_WORDS]
  const idle = new Set(IDLE.split(' '))
  /** Of each language the meanings of words that were read before: a plan says the same few thousand words. */
  const known = new Map<Language, Map<string, string | null>>()
  const cutter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'word' }) : null

  return {
    read(text) {
      const words = cut(text)
      const language = languageOf(words)
      const meanings: string[] = []
      for (const word of words) {
        const meaning = meaningIn(word, language)
        if (meaning !== null) meanings.push(meaning)
      }
      return meanings
    },
    wordsOf(text) {
      const words = cut(text)
      const language = languageOf(words)
      return words.map((word) => [word, meaningIn(word, language)] as const)
    },
    meaningOf: (word) => meaningIn(word, languageOf([word])),
  }

  function meaningIn(word: string, language: Language): string | null {
    let meanings = known.get(language)
    if (meanings === undefined) known.set(language, (meanings = new Map()))
    let meaning = meanings.get(word)
    if (meaning === undefined) meanings.set(word, (meaning = make(word, language)))
    return meaning
  }

  function make(word: string, language: Language): string | null {
    if (idle.has(word) || language.stopWords.has(word)) return null
    if (word.length < 2 && !/\p{N}|\p{Script=Han}/u.test(word)) return null
    const stem = language.stem(word)
    // People mix: a German title has English words in it.
    return groups.get(stem) ?? groups.get(stemEnglish(word)) ?? groups.get(stemGerman(word)) ?? plain(stem)
  }

  function languageOf(words: readonly string[]): Language {
    let best = own
    let most = 0
    for (const language of languages) {
      let count = 0
      for (const word of words) if (language.stopWords.has(word)) count++
      if (count > most) {
        most = count
        best = language
      }
    }
    if (most > 0) return best
    return words.some((word) => /[äöüß]/.test(word)) ? GERMAN_WORDS : own
  }

  function cut(text: string): string[] {
    let small = text.toLowerCase().normalize('NFC')
    for (const [pattern, word] of SPELLINGS) small = small.replace(pattern, word)
    const words: string[] = small.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
    return words.flatMap((word) => (UNSPACED.test(word) ? segments(word) : [word.slice(0, MAX_WORD)]))
  }

  function segments(text: string): string[] {
    if (cutter === null) return [...text]
    return [...cutter.segment(text)].filter((part) => part.isWordLike === true).map((part) => part.segment)
  }
}

const MAX_WORD = 60
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** ß and ss, ae and ä are written by the same people. */
function plain(stem: string): string {
  return stem
    .replaceAll('ß', 'ss')
    .replace(/ae/g, 'a')
    .replace(/oe/g, 'o')
    .replace(/ue/g, 'u')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
}
