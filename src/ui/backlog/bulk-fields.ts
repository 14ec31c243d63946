/** A field that all selected items are given at once. Key and title are each item's own; parking and dropping are acts. */
export interface BulkFieldKind {
  readonly name: 'kind' | 'domain' | 'goal' | 'epic' | 'label' | 'estimate' | 'value' | 'effort' | 'outcome'
  readonly words: string
  readonly as: 'choice' | 'number' | 'text'
  /** Says what the item is worth or aims at, which is the Product Owner's. */
  readonly aims: boolean
  /** Stands behind “More”. */
  readonly rare?: boolean
}

export const BULK_FIELDS: readonly BulkFieldKind[] = [
  { name: 'kind', words: 'Kind', as: 'choice', aims: false, rare: true },
  { name: 'domain', words: 'Domain', as: 'choice', aims: true },
  { name: 'goal', words: 'Goal', as: 'choice', aims: true },
  { name: 'epic', words: 'Epic', as: 'choice', aims: false, rare: true },
  { name: 'label', words: 'Label', as: 'choice', aims: false },
  { name: 'estimate', words: 'Estimate', as: 'number', aims: false },
  { name: 'value', words: 'Value', as: 'number', aims: true, rare: true },
  { name: 'effort', words: 'Effort', as: 'number', aims: false, rare: true },
  { name: 'outcome', words: 'Outcome', as: 'text', aims: true, rare: true },
]
