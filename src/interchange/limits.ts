import { utf8ByteLength } from 'lib0/string'
import type { ImportProblem } from '../model/import-report.ts'

/** What the gate lets through: one value of at most 256 kB, one key of at most 200 bytes. */
const MAX_TEXT_BYTES = 250_000
const MAX_LABEL_BYTES = 150
const MAX_NAME = 1_000

/** A text as the plan keeps it: with LF, whole characters, and cut if it is too long, which the report says. */
export function fitText(
  text: string,
  place: { readonly row: number; readonly column: string },
  problems: ImportProblem[],
  most = MAX_TEXT_BYTES,
): string {
  const whole = withoutHalves(text).replace(/\r\n?/g, '\n')
  if (whole.length * 3 <= most || utf8ByteLength(whole) <= most) return whole
  let cut = whole.slice(0, most)
  while (utf8ByteLength(cut) > most) cut = cut.slice(0, Math.floor(cut.length * 0.9))
  cut = withoutHalves(cut).replace(/\ufffd$/, '')
  problems.push({
    ...place,
    value: `${whole.slice(0, 60)}…`,
    why: `This text has ${Math.round(utf8ByteLength(whole) / 1000)} kB, more than ${most / 1000} kB; what comes after that was left out.`,
  })
  return cut
}

export function fitTitle(
  title: string,
  place: { readonly row: number; readonly column: string },
  problems: ImportProblem[],
): string {
  return fitText(title.replace(/\s+/g, ' ').trim(), place, problems, MAX_NAME * 4)
}

export function fitLabel(
  label: string,
  place: { readonly row: number; readonly column: string },
  problems: ImportProblem[],
): string {
  return fitText(label.replace(/\s+/g, ' ').trim(), place, problems, MAX_LABEL_BYTES)
}

/** Half of a character cannot be written as UTF-8: two copies of a plan would read it differently. */
export function withoutHalves(text: string): string {
  return HALF.test(text) ? text.replace(HALVES, '\ufffd') : text
}
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const HALVES = new RegExp(HALF.source, 'g')
