/** What a link says from one of its ends: `out` for the item it starts at. */
export function linkWords(type: string, out: boolean): string {
  if (type === 'blocks') return out ? 'Blocks' : 'Needs'
  if (type === 'duplicates') return out ? 'Duplicates' : 'Is repeated by'
  if (type === 'split-from') return out ? 'Split from' : 'Split into'
  return type === 'relates' ? 'Relates to' : type
}

/** Ways to link, as a person says them, with the direction in which each is kept. */
export const LINK_CHOICES = [
  { id: 'needs', words: 'Needs', type: 'blocks', out: false },
  { id: 'blocks', words: 'Blocks', type: 'blocks', out: true },
  { id: 'relates', words: 'Relates to', type: 'relates', out: true },
  { id: 'duplicates', words: 'Duplicates', type: 'duplicates', out: true },
] as const
