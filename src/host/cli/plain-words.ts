/** Longer lines are cut: somebody's title may have a hundred thousand letters. `--json` has all of it. */
const LONGEST_LINE = 5_000

/**
 * Words for a terminal. Names, titles and reasons come from anybody who ever wrote in a plan: what would move the cursor,
 * colour, retitle or answer in the name of the person who reads (control characters), or show letters in another order
 * than they stand in (bidi controls), is shown as U+FFFD. Letters of every script stay.
 */
export function plainWords(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line))
    .join('\n')
    .replace(/[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** A value for `--json`, in one line: the same characters escaped, so that whoever parses it gets them all. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
