/** Marks of Markdown that stand around words: bold, struck out, italic, code. */
const PAIRS = [
  /(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/g,
  /(?<![\w*])(\*)(?=[^\s*])([^*\n]+?)(?<=[^\s*])\1(?![\w*])/g,
  /(`)([^`\n]+)\1/g,
]

/** A text as it reads, without the marks around words. */
export function withoutMarks(text: string): string {
  return PAIRS.reduce((words, pair) => words.replace(pair, '$2'), text)
}

/** Both without marks; as they are where the marks are all that differs. */
export function bothReadable(base: string, text: string): readonly [base: string, text: string] {
  const plain = [withoutMarks(base), withoutMarks(text)] as const
  return plain[0] === plain[1] && base !== text ? [base, text] : plain
}
