import type { Factor, FactorValue } from '../../model/scoring/scale.ts'
import { whyNotTaken } from '../../model/scoring/scale.ts'

/** What was typed or pasted into a cell: a value, nothing (null), or a sentence that says what the cell takes. */
export type CellValue =
  { readonly ok: true; readonly value: FactorValue | null } | { readonly ok: false; readonly message: string }

/** Reads a cell. A sign of the factor's unit may stand behind the number; words are found by their first letters. */
export function readCell(factor: Factor, typed: string): CellValue {
  const text = typed.trim().replace(/[\u00a0\u202f]/g, ' ')
  if (text === '' || text === '–' || text === '-') return { ok: true, value: null }
  if (factor.scale.is === 'words') {
    const plain = (word: string): string => word.toLowerCase().replace(/[^a-z]/g, '')
    const found =
      factor.scale.values.find((value) => plain(value).startsWith(plain(text)) && plain(text) !== '') ??
      factor.scale.values.find((value) => plain(text).startsWith(plain(value)))
    return found === undefined ? bad(whyNotTaken(factor, text) ?? '') : { ok: true, value: found }
  }
  const value = readNumber(text)
  if (typeof value === 'string') return bad(value)
  if (value === null) return bad(`${factor.words} takes a number, not “${shortened(text)}”.`)
  const message = whyNotTaken(factor, value)
  return message === null ? { ok: true, value } : bad(message)
}

/** Null for what is no number; a sentence for what can be read two ways. */
function readNumber(text: string): number | string | null {
  const bare = text
    .replace(/\s*(%|[a-z€$£][a-z -]*)$/i, '')
    .replace(/(?<=\d) (?=\d{3}\b)/g, '')
    .replace('−', '-')
  if (/^[+-]?\d{1,3},\d{3}$/.test(bare))
    return `“${bare}” can be read as ${bare.replace(',', '')} or as ${bare.replace(',', '.')}. Write it without the comma.`
  if (/^[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?$/.test(bare)) return Number(bare.replaceAll(',', ''))
  return /^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/.test(bare) ? Number(bare.replace(',', '.')) : null
}

const bad = (message: string): CellValue => ({ ok: false, message })
const shortened = (text: string): string => (text.length > 30 ? `${text.slice(0, 29)}…` : text)

/** Rows that one paste takes; a score command writes no more at once. */
export const MOST_PASTED = 5_000
/** Characters of a paste that are looked at. What is longer was not meant for a column of numbers. */
const LONGEST_PASTE = 1_000_000

export interface PastedCell {
  readonly item: string
  readonly factor: Factor
  readonly value: FactorValue | null
}
export type Pasted =
  | { readonly ok: true; readonly cells: readonly PastedCell[]; readonly over: number }
  | { readonly ok: false; readonly message: string }

/** A block of cells out of a spreadsheet, laid on rows and columns from the cell at hand on. All of it is read, or none. */
export function readPaste(
  text: string,
  ids: readonly string[],
  factors: readonly Factor[],
  at: { readonly row: number; readonly column: number },
): Pasted {
  if (text.length > LONGEST_PASTE)
    return {
      ok: false,
      message: `That is ${Math.round(text.length / 1_000_000)} MB of text, far more than a column of numbers. Nothing was pasted; copy the column alone.`,
    }
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  if (lines.length > MOST_PASTED)
    return {
      ok: false,
      message: `That is ${lines.length.toLocaleString('en')} lines; one paste takes ${MOST_PASTED.toLocaleString('en')}. Nothing was pasted; do it in parts.`,
    }
  const cells: PastedCell[] = []
  let over = 0
  for (const [i, line] of lines.entries()) {
    const item = ids[at.row + i]
    for (const [j, typed] of line.split('\t').entries()) {
      const factor = factors[at.column + j]
      if (item === undefined || factor === undefined) {
        over++
        continue
      }
      const read = readCell(factor, typed)
      if (!read.ok)
        return { ok: false, message: `Line ${i + 1} of what was pasted: ${read.message} Nothing was pasted.` }
      cells.push({ item, factor, value: read.value })
    }
  }
  return { ok: true, cells, over }
}
