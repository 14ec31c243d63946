import { ENGLISH_WORDS, GERMAN_WORDS, type Language } from './word-reader.ts'

type Loader = () => Promise<readonly [{ stemmer: (word: string) => string }, { stopwords: readonly string[] }]>

/** Stems beside English and German, loaded only for whoever works in that language. */
const LOADERS: Readonly<Record<string, Loader>> = {
  da: () => Promise.all([import('@orama/stemmers/danish'), import('@orama/stopwords/danish')]),
  es: () => Promise.all([import('@orama/stemmers/spanish'), import('@orama/stopwords/spanish')]),
  fi: () => Promise.all([import('@orama/stemmers/finnish'), import('@orama/stopwords/finnish')]),
  fr: () => Promise.all([import('@orama/stemmers/french'), import('@orama/stopwords/french')]),
  it: () => Promise.all([import('@orama/stemmers/italian'), import('@orama/stopwords/italian')]),
  nl: () => Promise.all([import('@orama/stemmers/dutch'), import('@orama/stopwords/dutch')]),
  no: () => Promise.all([import('@orama/stemmers/norwegian'), import('@orama/stopwords/norwegian')]),
  pt: () => Promise.all([import('@orama/stemmers/portuguese'), import('@orama/stopwords/portuguese')]),
  sv: () => Promise.all([import('@orama/stemmers/swedish'), import('@orama/stopwords/swedish')]),
}

/**
 * The stems of a person's language (`pt-BR`). One that has none here gets its words compared as they stand, and their
 * threes of letters, which find most endings. Words that say the same (words-alike.ts) are known in English and German only.
 */
export async function languageOf(tag: string): Promise<Language> {
  const name = tag.toLowerCase().split('-')[0] ?? ''
  if (name === 'de') return GERMAN_WORDS
  const load = LOADERS[name === 'nb' || name === 'nn' ? 'no' : name]
  if (load === undefined) return name === 'en' || name === '' ? ENGLISH_WORDS : AS_THEY_STAND
  try {
    const [{ stemmer }, { stopwords }] = await load()
    return { stem: stemmer, stopWords: new Set(stopwords) }
  } catch {
    return AS_THEY_STAND
  }
}

const AS_THEY_STAND: Language = { stem: (word) => word, stopWords: new Set() }
