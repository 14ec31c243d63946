import { defaultKeymap } from '@codemirror/commands'
import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import { UndoManager, type Text } from 'yjs'
import { formatLink, toggleMark } from './markdown-format.ts'

export interface TextEditorParts {
  readonly text: Text
  readonly parent: HTMLElement
  readonly label: string
  readonly placeholder: string
  readonly onClose: () => void
  /** Characters that it takes; what is put in beyond them is left out, and said. */
  readonly most: number
  readonly onTooLong: () => void
}

/**
 * An editor bound to a text that several people may write at once. Its undo is its own and takes back only what was typed
 * here while it is open. Answers the view; destroy it to let go of the text.
 */
export function openTextEditor({
  text,
  parent,
  label,
  placeholder: hint,
  onClose,
  most,
  onTooLong,
}: TextEditorParts): EditorView {
  const undoManager = new UndoManager(text)
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text.toJSON(),
      extensions: [
        keymap.of([
          { key: 'Escape', run: () => (onClose(), true) },
          { key: 'Mod-Enter', run: () => (onClose(), true) },
          { key: 'Mod-b', run: (at) => toggleMark(at, '**') },
          { key: 'Mod-i', run: (at) => toggleMark(at, '*') },
          { key: 'Mod-u', run: formatLink },
          ...yUndoManagerKeymap,
          ...defaultKeymap,
        ]),
        markdown({ base: markdownLanguage, completeHTMLTags: false }),
        EditorView.lineWrapping,
        // Only what is typed or pasted here: what others write stands in the text already.
        EditorState.changeFilter.of((change) => {
          const fits =
            !change.isUserEvent('input') || change.newDoc.length <= Math.max(most, change.startState.doc.length)
          if (!fits) onTooLong()
          return fits
        }),
        EditorView.contentAttributes.of({
          'aria-label': label,
          'aria-multiline': 'true',
          spellcheck: 'true',
          dir: 'auto',
        }),
        drawSelection(),
        placeholder(hint),
        yCollab(text, null, { undoManager }),
        LOOK,
      ],
    }),
  })
  view.focus()
  view.dispatch({ selection: { anchor: view.state.doc.length } })
  return view
}

const LOOK = EditorView.theme({
  '&': { font: 'var(--t-body)', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'var(--t-body)', lineHeight: 'inherit' },
  '.cm-content': { padding: '8px 12px', minHeight: '120px', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    background: 'color-mix(in oklab, var(--accent) 22%, transparent) !important',
  },
})
