/** A name as formulas know it: capitals, blanks and signs do not count. "Customer pull" is customer_pull. */
export function formulaName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
}

/** Numbers of the item itself that every formula may name. */
export const ITEM_NUMBERS = ['value', 'effort', 'estimate'] as const
export type ItemNumber = (typeof ITEM_NUMBERS)[number]
export type ItemNumbers = Readonly<Record<ItemNumber, number | null>>

export function isItemNumber(name: string): name is ItemNumber {
  return (ITEM_NUMBERS as readonly string[]).includes(name)
}
