import type { Item } from '../model/item.ts'
import { textDigest } from './text-digest.ts'
import type { ImportedComment, ImportedCriterion, ImportedLink } from './imported-plan.ts'

/**
 * How lists stand in one cell of our own CSV, written and read in one place so that both stay in step.
 * A box in square brackets is ticked or not; a comment begins with its minute and name; a link with its words.
 */
export interface Tick {
  readonly text: string
  readonly on: boolean
}

export function ticksToCell(ticks: readonly Tick[]): string {
  return ticks.map(({ text, on }) => `[${on ? 'x' : ' '}] ${text.replace(/\s*\n\s*/g, ' ')}`).join('\n')
}

/** Also reads plain lines and Markdown bullets, as other tools and people write them. */
export function cellToTicks(cell: string): ImportedCriterion[] {
  return cell.split(/\r?\n/).flatMap((line) => {
    const m = /^\s*(?:[-*•]\s+)?(?:\[([ xX✓])?\]\s*)?(.*)$/.exec(line)
    const text = m?.[2]?.trim() ?? ''
    return text === '' ? [] : [{ text, met: /[xX✓]/.test(m?.[1] ?? '') }]
  })
}

export function labelsToCell(labels: readonly string[]): string {
  return labels.map((label) => (/[,;"]/.test(label) ? `"${label.replaceAll('"', '""')}"` : label)).join(', ')
}

export function cellToLabels(cell: string): string[] {
  const labels: string[] = []
  for (const m of cell.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,;\n]+))\s*(?:[,;\n]|$)/g)) {
    const label = (m[1]?.replaceAll('""', '"') ?? m[2] ?? '').trim()
    if (label !== '' && !labels.includes(label)) labels.push(label)
  }
  return labels
}

const COMMENT_HEAD = /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) (.*?): /

export function commentsToCell(
  comments: readonly { readonly at: number; readonly byName: string; readonly text: string }[],
): string {
  return comments.map((c) => `${minuteOf(c.at)} ${c.byName.replace(/[:\n]/g, ' ').trim()}: ${c.text}`).join('\n\n')
}

/** A cell of another tool, without our heads, is one comment by nobody. */
export function cellToComments(cell: string, owner: string): ImportedComment[] {
  if (cell.trim() === '') return []
  const parts = cell.split(/\n\n(?=\d{4}-\d{2}-\d{2} \d{2}:\d{2} [^\n]*?: )/)
  return parts.map((part) => {
    const head = COMMENT_HEAD.exec(part)
    const at = head ? Date.parse(`${head[1]?.replace(' ', 'T') ?? ''}:00Z`) : 0
    const text = head ? part.slice(head[0].length) : part
    return {
      key: `${owner}#${textDigest(part)}`,
      byName: head?.[2] ?? '',
      at: Number.isNaN(at) ? 0 : at,
      text: text.trim(),
    }
  })
}

/** UTC, since the file does not say in which zone it is read. */
export function minuteOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
}

const LINK_WORDS: readonly (readonly [words: string, type: string, inward: boolean])[] = [
  ['is blocked by', 'blocks', true],
  ['blocked by', 'blocks', true],
  ['blocks', 'blocks', false],
  ['relates to', 'relates', false],
  ['relates', 'relates', false],
  ['is duplicated by', 'duplicates', true],
  ['duplicated by', 'duplicates', true],
  ['duplicates', 'duplicates', false],
  ['split from', 'split-from', false],
]

export function linkToLine(type: string, to: string): string {
  return `${CELL_WORDS[type] ?? type} ${to.replaceAll('\n', ' ')}`
}
const CELL_WORDS: Readonly<Record<string, string>> = { relates: 'relates to', 'split-from': 'split from' }

export function cellToLinks(cell: string): ImportedLink[] {
  return cell.split(/\r?\n/).flatMap((line) => {
    const text = line.trim()
    const found = LINK_WORDS.find(([words]) => text.toLowerCase().startsWith(`${words} `))
    if (found) return [{ type: found[1], to: text.slice(found[0].length).trim(), inward: found[2] }]
    return text === '' ? [] : [{ type: 'relates', to: text, inward: false }]
  })
}

/** The item's source in one cell: the system, a space, the key. */
export function sourceToCell(source: Item['source']): string {
  return source === null ? '' : `${source.system} ${source.key}`
}
export function cellToSource(cell: string): Item['source'] {
  const m = /^(\S+) (.+)$/.exec(cell.trim())
  return m ? { system: m[1] ?? '', key: m[2] ?? '' } : null
}
