/** Made once: a list writes a hundred numbers at a time, and making one costs twenty times as much as using it. */
const AMOUNT = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 })

/** A number as people read it: at most two decimals, thousands apart, a minus as wide as a plus. */
export function amount(value: number): string {
  return AMOUNT.format(value).replace('-', '−')
}

/** A metric's value with its unit: "41 %", "7 days". */
export function measured(value: number | null, unit: string): string {
  if (value === null) return '?'
  return unit === '' ? amount(value) : `${amount(value)}\u00a0${unit}`
}

/** "1 item", "12 items". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${amount(count)} ${count === 1 ? one : many}`
}

/** What a person typed as a number, with point or comma; null for nothing, undefined for what is no number. */
export function numberTyped(text: string): number | null | undefined {
  const bare = text.trim()
  if (bare === '') return null
  if (!/^[+-]?\d+([.,]\d+)?$/.test(bare)) return undefined
  return Number(bare.replace(',', '.'))
}
