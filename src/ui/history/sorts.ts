import type { Component } from 'svelte'
import ArrowUpDown from '@lucide/svelte/icons/arrow-up-down'
import FileInput from '@lucide/svelte/icons/file-input'
import Pencil from '@lucide/svelte/icons/pencil'
import Plus from '@lucide/svelte/icons/plus'
import Trash from '@lucide/svelte/icons/trash-2'
import Undo from '@lucide/svelte/icons/undo-2'

/** The sorts of changes, each with the word of its filter and its icon. */
export const SORTS: Readonly<
  Record<'delete' | 'move' | 'edit' | 'create' | 'import' | 'undo', readonly [string, Component]>
> = {
  delete: ['Deleted', Trash],
  move: ['Moved', ArrowUpDown],
  edit: ['Edited', Pencil],
  create: ['Created', Plus],
  import: ['Imported', FileInput],
  undo: ['Undone', Undo],
}
