/** An item that goes into another one. */
export interface Absorbed {
  readonly key: string
  readonly title: string
  /** Who asked for it; '' where nobody knows. */
  readonly by: string
}

/**
 * The description of an item that others went into: the texts that were chosen, one under the other, and below them under which
 * words, and by whom, the same was asked for, so that it is found by these too.
 */
export function mergedDescription(texts: readonly string[], absorbed: readonly Absorbed[]): string {
  const chosen = texts.map((text) => text.trimEnd()).filter((text) => text.trim() !== '')
  const alike = chosen.filter((text, i) => chosen.findIndex((other) => other.trim() === text.trim()) === i)
  const asked = absorbed.map(({ key, title, by }) => `Also asked as ${key} “${title}”${by === '' ? '' : ` by ${by}`}.`)
  return [...alike, asked.join('\n')].filter((text) => text !== '').join('\n\n')
}
