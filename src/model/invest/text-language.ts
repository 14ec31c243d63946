/** The languages whose words are known here. '' where a text is too short to tell. */
export type TextLanguage = 'en' | 'de' | ''

const SMALL_WORDS: Readonly<Record<'en' | 'de', ReadonlySet<string>>> = {
  en: new Set(
    'the a an of to is are be for with and or that when then given it its not can on at by from as'.split(' '),
  ),
  de: new Set(
    'der die das den dem des ein eine einer eines einem einen und oder ist sind wird werden nicht für mit auf von zu zum zur bei wenn dann dass als im am sich kann soll gegeben'.split(
      ' ',
    ),
  ),
}

/** What a text is written in, by its small words. Needed where a word means different things: German “fast” is almost. */
export function languageOf(text: string): TextLanguage {
  let en = 0
  let de = 0
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    if (SMALL_WORDS.en.has(word)) en++
    if (SMALL_WORDS.de.has(word) || /[äöüß]/.test(word)) de++
  }
  return en > de ? 'en' : de > en ? 'de' : ''
}
