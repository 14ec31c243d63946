/**
 * The fonts of the page that a picture's words need, as style rules with the fonts inside them: a picture that is drawn by
 * itself knows no font of the page. A font that cannot be read is left out; its words are then drawn in the next of their list.
 */
export async function fontsFor(picture: SVGElement): Promise<string> {
  const families = new Set(
    [picture, ...picture.querySelectorAll('[font-family]')].flatMap((one) =>
      (one.getAttribute('font-family') ?? '').split(',').map(bareName),
    ),
  )
  const letters = new Set([...(picture.textContent ?? '')].map((letter) => letter.codePointAt(0) ?? 0))
  const rules = faces(document.styleSheets).filter(
    ({ style }) =>
      families.has(bareName(style.getPropertyValue('font-family'))) &&
      style.getPropertyValue('font-style') !== 'italic' &&
      isNeeded(style.getPropertyValue('unicode-range'), letters),
  )
  return (await Promise.all(rules.map(inlined))).join('\n')
}

function bareName(family: string): string {
  return family.trim().replace(/^['"]|['"]$/g, '')
}

function faces(sheets: Iterable<CSSStyleSheet>): CSSFontFaceRule[] {
  return [...sheets].flatMap((sheet) => facesIn(sheet))
}

function facesIn(sheet: CSSStyleSheet): CSSFontFaceRule[] {
  let rules: readonly CSSRule[]
  try {
    rules = [...sheet.cssRules]
  } catch {
    // A sheet of another origin keeps its rules to itself.
    return []
  }
  return rules.flatMap((rule) => {
    if (rule instanceof CSSFontFaceRule) return [rule]
    return rule instanceof CSSImportRule && rule.styleSheet !== null ? facesIn(rule.styleSheet) : []
  })
}

/** `U+0-FF, U+131, U+1E??`; nothing is for all letters. */
export function isNeeded(unicodeRange: string, letters: ReadonlySet<number>): boolean {
  if (unicodeRange.trim() === '') return true
  const spans = unicodeRange.split(',').map((part) => {
    const [from = '', to = from] = part.trim().replace(/^U\+/i, '').split('-')
    return [Number.parseInt(from.replaceAll('?', '0'), 16), Number.parseInt(to.replaceAll('?', 'F'), 16)] as const
  })
  for (const letter of letters) if (spans.some(([from, to]) => letter >= from && letter <= to)) return true
  return false
}

async function inlined(rule: CSSFontFaceRule): Promise<string> {
  const address = /url\(["']?([^"')]+)["']?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
  if (address === undefined) return ''
  try {
    const bytes = new Uint8Array(
      await (await fetch(new URL(address, rule.parentStyleSheet?.href ?? document.baseURI))).arrayBuffer(),
    )
    const { style } = rule
    const of = (name: string): string => `${name}:${style.getPropertyValue(name)};`
    return `@font-face{${of('font-family')}${of('font-weight')}src:url(data:font/woff2;base64,${base64(bytes)}) format("woff2");${of('unicode-range')}}`
  } catch {
    return ''
  }
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += 8_192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8_192))
  return btoa(text)
}
