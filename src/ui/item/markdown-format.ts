import { EditorSelection, type ChangeSpec } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'

/** Puts a mark around what is selected, or takes it away. Without a selection the cursor stands between the marks. */
export function toggleMark(view: EditorView, mark: string): boolean {
  const { state } = view
  view.dispatch(
    state.changeByRange((range) => {
      const before = state.sliceDoc(range.from - mark.length, range.from)
      const after = state.sliceDoc(range.to, range.to + mark.length)
      if (before === mark && after === mark) {
        return {
          changes: [
            { from: range.from - mark.length, to: range.from },
            { from: range.to, to: range.to + mark.length },
          ],
          range: EditorSelection.range(range.from - mark.length, range.to - mark.length),
        }
      }
      return {
        changes: [
          { from: range.from, insert: mark },
          { from: range.to, insert: mark },
        ],
        range: EditorSelection.range(range.from + mark.length, range.to + mark.length),
      }
    }),
  )
  view.focus()
  return true
}

/** Begins each selected line with `prefix`, or takes it away where all have it. */
export function toggleLines(view: EditorView, prefix: string): boolean {
  const { state } = view
  const { from, to } = state.selection.main
  const lines = []
  for (let number = state.doc.lineAt(from).number; number <= state.doc.lineAt(to).number; number++)
    lines.push(state.doc.line(number))
  const all = lines.every((line) => line.text.startsWith(prefix))
  const changes: ChangeSpec[] = lines.map((line) =>
    all ? { from: line.from, to: line.from + prefix.length } : { from: line.from, insert: prefix },
  )
  view.dispatch({ changes })
  view.focus()
  return true
}

/** Makes a link of what is selected; the cursor stands where the address goes. */
export function formatLink(view: EditorView): boolean {
  const { from, to } = view.state.selection.main
  const words = view.state.sliceDoc(from, to)
  const insert = `[${words === '' ? 'words' : words}](https://)`
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length - 1 } })
  view.focus()
  return true
}
