import type { Creating } from './backlog-desk.svelte.ts'

/** Under which the title of a new item is kept while it is typed. There is one at a time. */
export const NEW_ITEM = 'new item'

export function placeToText({ beside, edge }: Creating): string {
  return `${edge} ${beside ?? ''}`.trim()
}

/** Null for what is no place. An item that is not in the list any more is as good as none. */
export function textToPlace(text: string, isThere: (id: string) => boolean): Creating | null {
  const [edge, beside] = text.split(' ')
  if (edge !== 'above' && edge !== 'below') return null
  return { beside: beside !== undefined && isThere(beside) ? beside : null, edge }
}
