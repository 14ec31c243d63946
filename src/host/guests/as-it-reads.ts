import MarkdownIt from 'markdown-it'

/** A description as it reads, without Markdown's marks: phones show plain text, so that their page stays small and safe. */
export function asItReads(markdown: string): string {
  const lines: string[] = []
  let indent = ''
  let mark = ''
  for (const { type, content, children, markup, info, nesting } of new MarkdownIt({ html: false }).parse(
    markdown,
    {},
  )) {
    if (type.endsWith('_list_open')) indent += '  '
    else if (type.endsWith('_list_close')) indent = indent.slice(2)
    else if (type === 'list_item_open') mark = markup === '.' || markup === ')' ? `${info}${markup} ` : '– '
    else if (type === 'inline') {
      const words = (children ?? []).map((part) => (part.type.endsWith('break') ? '\n' : part.content)).join('')
      lines.push(`${indent.slice(2)}${mark}${words}`)
      mark = ''
    } else if (type === 'fence' || type === 'code_block') lines.push(content.trimEnd())
    // A blank line behind what stands alone; items of a list stand close.
    if (nesting !== 1 && indent === '' && lines.at(-1) !== '' && lines.length > 0 && type !== 'inline') lines.push('')
  }
  return lines.join('\n').trim()
}
