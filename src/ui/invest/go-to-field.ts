import type { InvestAction } from '../../model/invest/invest.ts'

/**
 * Gives the focus to the field of the opened item that a hint is about. Answers false where that field is not shown, such as
 * for somebody who may not edit it.
 */
export function goToField(
  panel: HTMLElement,
  action: InvestAction,
  criteria: readonly { readonly id: string }[],
): boolean {
  const field = fieldOf(panel, action, criteria)
  if (field === null) return false
  field.scrollIntoView({ block: 'center' })
  field.focus()
  return true
}

function fieldOf(
  panel: HTMLElement,
  action: InvestAction,
  criteria: readonly { readonly id: string }[],
): HTMLElement | null {
  const labelled = (label: string): HTMLElement | null => panel.querySelector(`textarea[aria-label="${label}"]`)
  switch (action.do) {
    case 'edit-title':
      return labelled('Title')
    case 'say-why':
      return labelled('Expected outcome')
    case 'add-criterion':
      return labelled('New Acceptance criterion')
    case 'edit-criterion':
      return labelled(`Acceptance criterion ${criteria.findIndex(({ id }) => id === action.criterion) + 1}`)
    case 'estimate':
      return (
        [...panel.querySelectorAll<HTMLLabelElement>('label:has(> input)')]
          .find((label) => label.querySelector('span')?.textContent === 'Estimate')
          ?.querySelector('input') ?? null
      )
    case 'answer-questions':
      return panel.querySelector('[data-questions] button')
    default:
      return null
  }
}
