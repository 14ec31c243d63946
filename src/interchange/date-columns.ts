import type { ImportProblem } from '../model/import-report.ts'
import { orderOf, parseDate, type DateOrder } from './dates.ts'

/** One place of a file where dates stand: a column, or the first part of each comment cell. */
export interface DateColumn {
  readonly name: string
  readonly values: readonly string[]
}

export interface DateReader {
  /** Milliseconds, or null for an empty cell; what is no date is reported and null. */
  read(column: string, value: string, row: number): number | null
  /** The same without a report, to find out whether something is a date. */
  peek(column: string, value: string): number | null
}

/**
 * Decides for each column as a whole whether its dates begin with the day or the month. A column that leaves it open
 * follows the file's other columns, since one machine wrote them all; if these leave it open too, the days are read
 * first and the report asks.
 */
export function createDateReader(
  columns: readonly DateColumn[],
  chosen: DateOrder | null,
  problems: ImportProblem[],
): DateReader {
  const found = new Map(columns.map((column) => [column.name, orderOf(column.values)] as const))
  const decided = new Set([...found.values()].filter((o): o is DateOrder => o === 'day-first' || o === 'month-first'))
  const common = decided.size === 1 ? [...decided][0] : undefined
  const orders = new Map<string, DateOrder>()
  for (const [name, order] of found) {
    const own = order === 'day-first' || order === 'month-first' ? order : undefined
    orders.set(name, chosen ?? own ?? common ?? 'day-first')
    if (chosen !== null || own !== undefined || order === 'none' || (order === 'open' && common !== undefined)) continue
    const value = columns.find((column) => column.name === name)?.values.find((v) => orderOf([v]) !== 'none') ?? ''
    problems.push({
      row: 0,
      column: name,
      value,
      why:
        order === 'mixed'
          ? 'Some dates of this column begin with the day, others with the month. Those that leave it open were read day first.'
          : 'All dates of this column can be read day first or month first. They were read day first; choose the other if that is wrong.',
    })
  }
  const peek = (column: string, value: string) =>
    value === '' ? null : parseDate(value, orders.get(column) ?? chosen ?? common ?? 'day-first')
  return {
    peek,
    read(column, value, row) {
      const ms = peek(column, value)
      if (ms === null && value !== '')
        problems.push({
          row,
          column,
          value: value.slice(0, 200),
          why: 'This is not a date that Ordinal can read; it was left empty.',
        })
      return ms
    },
  }
}
