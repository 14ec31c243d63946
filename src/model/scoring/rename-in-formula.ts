import { formulaName } from './formula-name.ts'

/** A name in a formula's text; not the e of 2e3 or of 2.e3. */
const NAME = /(?<![\p{L}\p{M}\p{N}_.])[\p{L}_][\p{L}\p{M}\p{N}_]*/gu

/** A formula's text with another name wherever it uses one; the rest stays as people typed it. */
export function renameInFormula(text: string, from: string, to: string): string {
  const old = formulaName(from)
  const now = formulaName(to)
  return text.replace(NAME, (written) => (formulaName(written) === old ? now : written))
}
