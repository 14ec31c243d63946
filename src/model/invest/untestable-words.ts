import { languageOf, type TextLanguage } from './text-language.ts'

/** A word that leaves open whether something is met, where it stands, and what to write instead. */
export interface UntestableWord {
  readonly start: number
  readonly end: number
  readonly word: string
  readonly because: string
}

interface WordGroup {
  readonly because: string
  /** A number beside it says how much, so that the word does no harm: “fast: within 2 seconds”. */
  readonly measured: boolean
  readonly en: string
  readonly de: string
}

/*
 * Alternatives of regular expressions, without regard to case and between the edges of words. German ones carry their
 * endings. Words that mostly mean something else in a backlog (clean install, some text, support) are left out on purpose.
 */
const ENDING = '(?:e[rnsm]?|ere[rnsm]?|ste[rnsm]?)?'
const GROUPS: readonly WordGroup[] = [
  {
    because: 'Everybody has another time in mind. Say how long it may take, such as “within 2 seconds”.',
    measured: true,
    en: 'fast(?!-forward)|faster|quick|quickly|quicker|slow|slowly|promptly|instantly|in real time|real-time|in a timely manner|timely|responsive|performant|high performance|low latency',
    de: `schnell${ENDING}|rasch${ENDING}|zügig${ENDING}|zeitnah${ENDING}|langsam${ENDING}|performant${ENDING}|in Echtzeit|reaktionsschnell${ENDING}`,
  },
  {
    because: 'What is easy for one is not for another. Say who does what, in how many steps and without whose help.',
    measured: false,
    en: 'easy|easier|easily|simple|simpler|simply|intuitive|intuitively|user[ -]?friendly|usable|convenient|conveniently|comfortable|effortless|effortlessly|seamless|seamlessly|smooth|smoothly|self-explanatory',
    de: `einfach${ENDING}|leicht${ENDING}|mühelos${ENDING}|intuitiv${ENDING}|(?:be)?nutzerfreundlich${ENDING}|anwenderfreundlich${ENDING}|bedienfreundlich${ENDING}|komfortabel|komfortable[rnsm]?|bequem${ENDING}|reibungslos${ENDING}|nahtlos${ENDING}|selbsterklärend${ENDING}|übersichtlich${ENDING}`,
  },
  {
    because: 'That is taste. Say what can be seen, or name the page or the rule that it follows.',
    measured: false,
    en: 'modern|beautiful|nice|nicely|looks good|look good|attractive|appealing|pretty|elegant|user experience is good|good user experience|state[ -]of[ -]the[ -]art|high[ -]quality|professional-looking',
    de: `modern${ENDING}|schön${ENDING}|hübsch${ENDING}|ansprechend${ENDING}|attraktiv${ENDING}|elegant${ENDING}|zeitgemäß${ENDING}|hochwertig${ENDING}|sieht gut aus|gut aussehen`,
  },
  {
    because: 'Nobody can tell when that is reached. Say which load, which fault or which change it must stand.',
    measured: true,
    en: 'robust|robustly|reliable|reliably|scalable|flexible|flexibly|efficient|efficiently|stable|maintainable|future[ -]proof|optimal|optimally|optimi[sz]ed|improved|secure enough|highly available',
    de: `robust${ENDING}|zuverlässig${ENDING}|skalierbar${ENDING}|flexibel|flexible[rnsm]?|effizient${ENDING}|stabil${ENDING}|wartbar${ENDING}|zukunftssicher${ENDING}|optimal${ENDING}|optimiert${ENDING}|verbessert${ENDING}|hochverfügbar${ENDING}`,
  },
  {
    because: 'How much is enough? Say a number, or the rule by which somebody decides.',
    measured: true,
    en: 'appropriate|appropriately|adequate|adequately|sufficient|sufficiently|reasonable|reasonably|acceptable|suitable|several|various|numerous|a few|a lot of|many|as much as possible|minimal|significant|significantly',
    de: `angemessen${ENDING}|ausreichend${ENDING}|hinreichend${ENDING}|genügend|akzeptabel|akzeptable[rnsm]?|geeignet${ENDING}|sinnvoll${ENDING}|möglichst|so \\p{L}+ wie möglich|mehrere[rn]?|verschiedene[rn]?|diverse[rn]?|zahlreiche[rn]?|einige[rn]?|viele[rn]?|minimal${ENDING}|deutlich`,
  },
  {
    because: 'It leaves open what else belongs to it. Name all of it, or write the rule.',
    measured: false,
    en: 'etc\\.?|and so on|and so forth|and the like|and more|among others',
    de: 'etc\\.?|usw\\.?|und so weiter|u\\. ?a\\.|und ähnliche[sn]?|u\\. ?ä\\.|unter anderem|und mehr|und dergleichen',
  },
  {
    because: 'It can be read in two ways. Choose one, or write two criteria.',
    measured: false,
    en: 'and\\/or',
    de: 'und\\/oder|bzw\\.?|beziehungsweise',
  },
  {
    because: 'Nobody can tell when that is the case. Say when it applies and what happens otherwise.',
    measured: false,
    en: 'if possible|if necessary|if needed|as needed|as required|if appropriate|where appropriate|where possible|when necessary|as soon as possible|asap|usually|normally|typically|generally|sometimes|mostly',
    de: 'wenn möglich|falls möglich|falls nötig|wenn nötig|bei Bedarf|gegebenenfalls|ggf\\.?|eventuell|evtl\\.?|so bald wie möglich|sobald wie möglich|normalerweise|in der Regel|i\\. ?d\\. ?R\\.|üblicherweise|meistens|manchmal|grundsätzlich',
  },
  {
    because: 'It is not decided yet. Ask it as a question, so that somebody answers it.',
    measured: false,
    en: 'tbd|tbc|to be defined|to be decided|to be determined|to be clarified|\\?\\?\\?',
    de: 'tbd|noch zu klären|zu klären|noch offen|muss noch geklärt werden|\\?\\?\\?',
  },
]

const PATTERNS = GROUPS.map((group) => ({
  ...group,
  en: wordsPattern(group.en),
  de: wordsPattern(group.de),
}))

/**
 * Words in a criterion that cannot be tested, in their order. `surrounding` is text of the same item that tells the language
 * where the criterion alone is too short to.
 */
export function untestableWords(text: string, surrounding = ''): readonly UntestableWord[] {
  const language: TextLanguage = languageOf(text) || languageOf(surrounding) || 'en'
  const hasMeasure = /\d/.test(text)
  const found: UntestableWord[] = []
  for (const group of PATTERNS) {
    if (group.measured && hasMeasure) continue
    for (const match of text.matchAll(group[language])) {
      const start = match.index
      const end = start + match[0].length
      if (!found.some((other) => start < other.end && other.start < end))
        found.push({ start, end, word: match[0], because: group.because })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

function wordsPattern(alternatives: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`, 'giu')
}
