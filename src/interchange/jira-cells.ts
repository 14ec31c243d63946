import { wikiToMarkdown } from './wiki-to-markdown.ts'
import { textDigest } from './text-digest.ts'
import type { DateReader } from './date-columns.ts'
import { isoDay } from './dates.ts'
import type { ImportedComment } from './imported-plan.ts'

/** A comment cell is `date;author;text`; the text may hold semicolons. A cell that does not begin with a date is all text. */
export function readCommentCell(cell: string, issue: string, fallbackAt: number, dates: DateReader): ImportedComment {
  const m = /^([^;\n]*);([^;\n]*);([\s\S]*)$/.exec(cell)
  const at = m ? dates.peek('Comment', m[1]?.trim() ?? '') : null
  const text = m && at !== null ? (m[3] ?? '') : cell
  const byName = m && at !== null ? (m[2] ?? '').trim() : ''
  return { key: `${issue}#${textDigest(cell)}`, byName, at: at ?? fallbackAt, text: wikiToMarkdown(text) }
}

/** A work log cell is `date;author;seconds;comment`, in some exports `comment;date;author;seconds`: here in words. */
export function readWorklogCell(cell: string, dates: DateReader): string {
  const parts = cell.split(';').map((part) => part.trim())
  const first = parts.findIndex((part, i) => dates.peek('Log Work', part) !== null && /^\d+$/.test(parts[i + 2] ?? ''))
  if (first < 0) return cell
  const day = isoDay(dates.peek('Log Work', parts[first] ?? '') ?? 0)
  const words = [...parts.slice(0, first), ...parts.slice(first + 3)].join('; ').trim()
  return `${day} ${parts[first + 1] ?? ''}: ${hours(Number(parts[first + 2]))}${words === '' ? '' : ` - ${words}`}`
}

function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  return minutes < 60
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`
}
