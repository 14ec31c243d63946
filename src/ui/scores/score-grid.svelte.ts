import { scoreItem, scoreItems } from '../../commands/scores.ts'
import type { Factor } from '../../model/scoring/scale.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import type { ScoreTable } from '../../state/score-table.svelte.ts'
import { counted } from '../amounts.ts'
import { readCell, readPaste, type PastedCell } from './cell-value.ts'
import { valueWords } from './score-words.ts'

/** A sheet of cells for hands that know spreadsheets: which cell is at hand, what is typed in it, and what is wrong with that. */
export interface ScoreGrid {
  readonly row: number
  readonly column: number
  readonly item: string | null
  readonly factor: Factor | null
  /** What is typed and not written yet; null where nothing is. */
  readonly typed: string | null
  readonly problem: string
  readonly mayScore: boolean
  go(row: number, column: number): void
  type(text: string): void
  /** Writes what is typed. False where the cell cannot take it: it stays as it was typed. */
  keep(): boolean
  drop(): void
  set(value: string): void
  key(event: KeyboardEvent, page: number): void
  paste(text: string): void
}

export function createScoreGrid(parts: {
  readonly state: PlanState
  readonly table: ScoreTable
  readonly say: (words: string) => void
}): ScoreGrid {
  const { state, table, say } = parts
  let item = $state<string | null>(null)
  let place = $state(0)
  let column = $state(0)
  let typed = $state<string | null>(null)
  let problem = $state('')
  let factors = $derived(table.method.factors)
  let row = $derived.by(() => {
    const at = item === null ? -1 : table.ids[place] === item ? place : table.ids.indexOf(item)
    return at >= 0 ? at : Math.max(0, Math.min(place, table.ids.length - 1))
  })
  let atColumn = $derived(Math.min(column, factors.length - 1))
  let mayScore = $derived(state.whyNot(scoreItem, { item: '', method: '', factors: {} }) === null)

  const grid: ScoreGrid = {
    get row() {
      return row
    },
    get column() {
      return atColumn
    },
    get item() {
      return table.ids[row] ?? null
    },
    get factor() {
      return factors[atColumn] ?? null
    },
    get typed() {
      return typed
    },
    get problem() {
      return problem
    },
    get mayScore() {
      return mayScore
    },
    go(nextRow, nextColumn) {
      if (typed !== null && !grid.keep()) return
      place = Math.max(0, Math.min(table.ids.length - 1, nextRow))
      item = table.ids[place] ?? null
      column = Math.max(0, Math.min(factors.length - 1, nextColumn))
      problem = ''
    },
    type(text) {
      if (!mayScore) return
      typed = text
      problem = ''
    },
    keep() {
      if (typed === null) return true
      if (!write(typed)) return false
      typed = null
      return true
    },
    drop() {
      typed = null
      problem = ''
    },
    set: (value) => void write(value),
    key,
    paste,
  }
  return grid

  function write(text: string): boolean {
    const { factor } = grid
    const id = grid.item
    if (factor === null || id === null) return true
    const read = readCell(factor, text)
    if (!read.ok) {
      problem = read.message
      say(read.message)
      return false
    }
    problem = ''
    return state.run(
      scoreItem,
      { item: id, method: table.method.id, factors: { [factor.name]: read.value } },
      { say: 'quiet' },
    ).ok
  }

  function key(event: KeyboardEvent, page: number): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (typed !== null ? keyWhileTyping(event) : keyInSheet(event, page)) event.preventDefault()
  }

  function keyWhileTyping({ key: name, shiftKey }: KeyboardEvent): boolean {
    if (name === 'Escape') grid.drop()
    else if (name === 'Enter') {
      if (grid.keep()) grid.go(row + (shiftKey ? -1 : 1), atColumn)
    } else if (name === 'Tab') {
      if (grid.keep()) beside(shiftKey ? -1 : 1)
    } else if (name === 'ArrowUp' || name === 'ArrowDown') {
      if (grid.keep()) grid.go(row + (name === 'ArrowUp' ? -1 : 1), atColumn)
    } else return false
    return true
  }

  function keyInSheet({ key: name }: KeyboardEvent, page: number): boolean {
    const step: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-page, 0],
      PageDown: [page, 0],
      Home: [0, -factors.length],
      End: [0, factors.length],
    }
    const by = step[name]
    if (by !== undefined) grid.go(row + by[0], atColumn + by[1])
    else if (!mayScore || grid.factor === null) return false
    else if (name === 'Enter' || name === 'F2') grid.type(valueWords(grid.factor, valueHere()).replaceAll(',', ''))
    else if (name === 'Delete' || name === 'Backspace') write('')
    else if (grid.factor.scale.is === 'words') {
      const found = grid.factor.scale.values.find((value) => value.startsWith(name.toLowerCase()))
      if (name.length !== 1 || found === undefined) return false
      if (write(found)) grid.go(row + 1, atColumn)
    } else if (/^[\d.,+-]$/.test(name)) grid.type(name)
    else return false
    return true
  }

  /** Tab goes on to the next cell to fill in, over the edge of the row. */
  function beside(by: number): void {
    const next = atColumn + by
    if (next < 0) grid.go(row - 1, factors.length - 1)
    else if (next >= factors.length) grid.go(row + 1, 0)
    else grid.go(row, next)
  }

  function valueHere(): unknown {
    const { factor } = grid
    return factor === null || grid.item === null ? undefined : table.rowOf(grid.item)?.factors[factor.name]
  }

  function paste(text: string): void {
    if (!mayScore) return
    const pasted = readPaste(text, table.ids, factors, { row, column: atColumn })
    if (!pasted.ok) {
      problem = pasted.message
      return say(pasted.message)
    }
    const scores = [...byItem(pasted.cells)].map(([id, given]) => ({ item: id, factors: given }))
    if (scores.length === 0) return
    const done = state.run(scoreItems, { method: table.method.id, scores }, { say: 'always' })
    problem = !done.ok
      ? done.error.message
      : pasted.over === 0
        ? ''
        : `${counted(pasted.over, 'value')} stood beyond the last row or column and ${pasted.over === 1 ? 'was' : 'were'} left out.`
    say(problem === '' ? `Pasted ${counted(pasted.cells.length, 'value')}` : problem)
  }
}

function byItem(cells: readonly PastedCell[]): Map<string, Record<string, PastedCell['value']>> {
  const items = new Map<string, Record<string, PastedCell['value']>>()
  for (const { item, factor, value } of cells) items.set(item, { ...items.get(item), [factor.name]: value })
  return items
}
