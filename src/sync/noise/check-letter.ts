/**
 * A letter that finds out what goes wrong in typing: any one wrong letter, and any two that changed places. Letters are numbers
 * of the field with 32 elements; each counts with another power of 2 for its place, and all together make 0.
 */
/** x^5 + x^2 + 1, by which products are taken. 2 has 31 different powers. */
const MODULUS = 0b100101

/** The value that belongs behind these. */
export function checkValue(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum = doubled(sum ^ value)
  return sum
}

/** Whether the last one belongs behind the others. */
export function isChecked(values: readonly number[]): boolean {
  return values.at(-1) === checkValue(values.slice(0, -1))
}

function doubled(value: number): number {
  const twice = value << 1
  return twice > 31 ? twice ^ MODULUS : twice
}
