import { wikiInline } from './wiki-inline.ts'

/**
 * Jira's wiki markup as Markdown: headings, lists, tables, code, quotes, panels, links, pictures by name and the
 * usual emphasis. What it does not know stays as text; code is never touched. Colours, underlines and anchors have
 * no Markdown and leave only their words. (The converters on npm are unmaintained and rewrite code blocks too.)
 */
export function wikiToMarkdown(wiki: string): string {
  const out: string[] = []
  const lines = wiki
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0001-\u0003]/g, '')
    .replace(/[\u00a0\u200b]/g, ' ')
    .split('\n')
  let listOpen = false
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const fence = /^(.*?)\{(code|noformat)(?::([^}]{0,200}))?\}(.*)$/.exec(line)
    if (fence && !/\{(code|noformat)\}/.test(fence[4] ?? '')) {
      const [, before = '', tag = '', options = '', after = ''] = fence
      if (before.trim() !== '') out.push(textLine(before))
      const body: string[] = after.trim() === '' ? [] : [after]
      let rest = ''
      for (i++; i < lines.length; i++) {
        const end = (lines[i] ?? '').indexOf(`{${tag}}`)
        if (end < 0) {
          body.push(lines[i] ?? '')
          continue
        }
        const last = (lines[i] ?? '').slice(0, end)
        if (last.trim() !== '') body.push(last)
        rest = (lines[i] ?? '').slice(end + tag.length + 2)
        break
      }
      out.push(...codeBlock(body, languageOf(options)))
      if (rest.trim() !== '') out.push(textLine(rest))
      listOpen = false
      continue
    }
    const quote = /^\s*\{(quote|panel|info|note|tip|warning)(?::([^}]*))?\}(.*)$/.exec(line)
    if (quote) {
      const [, tag = '', options = '', first = ''] = quote
      const body: string[] = []
      let at = first
      for (;;) {
        const end = at.indexOf(`{${tag}}`)
        if (end >= 0) {
          body.push(at.slice(0, end))
          at = at.slice(end + tag.length + 2)
          break
        }
        body.push(at)
        if (++i >= lines.length) {
          at = ''
          break
        }
        at = lines[i] ?? ''
      }
      const title = /(?:^|\|)title=([^|]*)/.exec(options)?.[1]
      const inner = wikiToMarkdown(body.join('\n').trim())
      out.push(
        '',
        ...[...(title ? [`**${title}**`, ''] : []), ...inner.split('\n')].map((l) => (l === '' ? '>' : `> ${l}`)),
        '',
      )
      if (at.trim() !== '') out.push(textLine(at))
      listOpen = false
      continue
    }
    const heading = /^\s*h([1-6])\.\s*(.*)$/.exec(line)
    if (heading) {
      out.push('', `${'#'.repeat(Number(heading[1]))} ${wikiInline(heading[2] ?? '')}`, '')
      listOpen = false
      continue
    }
    const list = /^\s*([*#-]+)\s+(.*)$/.exec(line)
    if (list && !/^-{2,}$/.test(list[1] ?? '')) {
      if (!listOpen && out.length > 0 && out.at(-1) !== '') out.push('')
      out.push(listLine(list[1] ?? '', list[2] ?? ''))
      listOpen = true
      continue
    }
    if (/^\s*\|/.test(line)) {
      const rows: string[] = []
      for (; i < lines.length && /^\s*\|/.test(lines[i] ?? ''); i++) {
        let row = lines[i] ?? ''
        while (!/\|\s*$/.test(row) && i + 1 < lines.length && !/^\s*\|/.test(lines[i + 1] ?? ''))
          row += `<br>${lines[++i] ?? ''}`
        rows.push(row.trim())
      }
      i--
      out.push('', ...table(rows), '')
      listOpen = false
      continue
    }
    if (/^\s*-{4,}\s*$/.test(line)) {
      out.push('', '---', '')
      listOpen = false
      continue
    }
    const bq = /^\s*bq\.\s*(.*)$/.exec(line)
    if (bq) {
      out.push('', `> ${wikiInline(bq[1] ?? '')}`, '')
      listOpen = false
      continue
    }
    if (line.trim() === '') {
      out.push('')
      listOpen = false
      continue
    }
    out.push(listOpen ? `  ${textLine(line.trim())}` : textLine(line))
  }
  return out
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** A line of running text. Wiki markup keeps line breaks, so Markdown's hard break is not needed where a blank line follows. */
function textLine(line: string): string {
  return wikiInline(line.trimEnd())
}

function listLine(marks: string, text: string): string {
  let indent = ''
  for (const mark of marks.slice(0, -1)) indent += mark === '#' ? '   ' : '  '
  return `${indent}${marks.endsWith('#') ? '1.' : '-'} ${wikiInline(text)}`
}

function codeBlock(body: readonly string[], language: string): string[] {
  const longest = Math.max(2, ...[...body.join('\n').matchAll(/`+/g)].map((m) => m[0].length))
  const fence = '`'.repeat(longest + 1)
  return ['', fence + language, ...body, fence, '']
}

function languageOf(options: string): string {
  const named = /(?:^|\|)language=([\w+#-]+)/.exec(options)?.[1]
  const first = options.split('|')[0] ?? ''
  return (named ?? (first.includes('=') ? '' : first))
    .trim()
    .toLowerCase()
    .replace(/[^\w+#-]/g, '')
}

function table(rows: readonly string[]): string[] {
  const cells = rows.map((row) => ({ head: row.startsWith('||'), cells: cellsOf(row) }))
  const width = Math.max(...cells.map((row) => row.cells.length))
  const line = (row: readonly string[]) => `| ${Array.from({ length: width }, (_, i) => row[i] ?? '').join(' | ')} |`
  const [first, ...rest] = cells
  const head = first?.head ? first.cells : []
  const body = first?.head ? rest : cells
  return [line(head), line(Array.from({ length: width }, () => '---')), ...body.map((row) => line(row.cells))]
}

function cellsOf(row: string): string[] {
  // A bar inside a link or a macro does not end the cell.
  const shielded = row.replace(/\[[^\]\n]*\]|\{\{[^}]*\}\}|![^!\s][^!\n]*!/g, (part) => part.replaceAll('|', '\u0001'))
  return shielded
    .replace(/^\|+/, '')
    .replace(/\|+\s*$/, '')
    .split(/\|{1,2}/)
    .map((cell) =>
      wikiInline(cell.replaceAll('\u0001', '|').trim())
        .replaceAll('\n', '<br>')
        .replace(/(?<!\\)\|/g, '\\|'),
    )
}
