/** Emphasis, links and the like inside one line. Code and links are put aside first so that nothing else touches them. */
export function wikiInline(text: string): string {
  return text.length <= MAX_PIECE ? inlinePiece(text) : piecesOf(text).map(inlinePiece).join('')
}

/** Looking for the ends of marks takes time that grows with the square of a line, so a very long one is read in pieces. */
const MAX_PIECE = 2_000

function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    const space = text.lastIndexOf(' ', at + MAX_PIECE)
    const end = at + MAX_PIECE >= text.length ? text.length : space > at ? space + 1 : at + MAX_PIECE
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}

function inlinePiece(text: string): string {
  const kept: string[] = []
  const keep = (markdown: string) => `\u0002${kept.push(markdown) - 1}\u0003`
  const result = text
    .replace(/\{(code|noformat)(?::[^}]*)?\}(.*?)\{\1\}/g, (_, _tag, code: string) => keep(codeSpan(code)))
    .replace(/\{\{(.+?)\}\}/g, (_, code: string) => keep(codeSpan(code)))
    .replace(/\\([*_\-+^~{}[\]!|?#])/g, (_, mark: string) => keep(`\\${mark}`))
    .replace(/\[([^|\]\n]*)\|([^\]|\n]+)(?:\|[^\]\n]*)?\]/g, (_, words: string, to: string) => keep(link(words, to)))
    .replace(/\[(~[^\]\n]+|\^[^\]\n]+|#[^\]\n]+|(?:https?|mailto|ftp|file):[^\]\s]+)\]/gi, (_, to: string) =>
      keep(link('', to)),
    )
    .replace(/!([^!|\s][^!|\n]*\.\w{2,5})(?:\|[^!\n]*)?!/g, (_, name: string) => keep(picture(name)))
    .replace(/(?<![\w(<])(https?:\/\/[^\s<>|)\]\u0002]*[^\s<>|)\]\u0002*_.,;:!?'"}])/g, (url: string) => keep(url))
    .replace(/\{color(?::[^}]*)?\}|\{anchor:[^}]*\}/g, '')
    .replace(
      /\{([*_])\}(?=\S)(.+?)\{\1\}/g,
      (_, mark: string, words: string) =>
        `${keep(mark === '*' ? '**' : '*')}${words}${keep(mark === '*' ? '**' : '*')}`,
    )
    .replace(/\{([*_+\-^~])\}/g, '$1')
    .replace(
      /(^|[^\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])/g,
      (_, before: string, words: string) => `${before}${keep('**')}${words}${keep('**')}`,
    )
    .replace(
      /(^|[^\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])/g,
      (_, before: string, words: string) => `${before}${keep('*')}${words}${keep('*')}`,
    )
    .replace(/\?\?(?=\S)([^?\n]+?)(?<=\S)\?\?/g, (_, words: string) => `${keep('*')}${words}${keep('*')}`)
    .replace(
      /(^|[\s(])-(?=[^\s-])([^\n]*?[^\s-])-(?=$|[\s).,;:!?])/g,
      (_, before: string, words: string) => `${before}~~${words}~~`,
    )
    .replace(/(^|[\s(])\+(?=\S)([^+\n]+?)(?<=\S)\+(?=$|[\s).,;:!?])/g, '$1$2')
    .replace(/\\\\\s?/g, '  \n')
  return restore(result, kept)
}

/** What was kept may hold other kept parts (a code span in a link's words). */
function restore(text: string, kept: readonly string[]): string {
  let result = text
  for (let depth = 0; depth < 4 && result.includes('\u0002'); depth++) {
    result = result.replace(/\u0002(\d+)\u0003/g, (_, i: string) => kept[Number(i)] ?? '')
  }
  return result
}

function codeSpan(code: string): string {
  return code.includes('`') ? `\`\` ${code} \`\`` : `\`${code}\``
}

function link(words: string, to: string): string {
  const target = to.trim()
  if (target.startsWith('~')) return words === '' ? `@${target.replace(/^~(accountid:)?/, '')}` : `@${words}`
  if (target.startsWith('^')) return `(attachment: ${target.slice(1)})`
  if (target.startsWith('#')) return words === '' ? target.slice(1) : words
  const said = words.trim()
  const safe = target.replaceAll(' ', '%20').replaceAll('(', '%28').replaceAll(')', '%29')
  return said === '' || said === target ? `<${safe}>` : `[${said.replaceAll('[', '\\[')}](${safe})`
}

function picture(name: string): string {
  return /^https?:/i.test(name) ? `![](${name.trim()})` : `(picture: ${name.trim()})`
}
