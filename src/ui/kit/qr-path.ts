import { encode } from 'uqr'

/** Light modules around the code, without which readers do not find it. */
export const QUIET = 4

/** A QR code as one SVG path in units of modules, and how many modules wide it is with its quiet edge. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET })
  const runs: string[] = []
  data.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (row[x] !== true) continue
      const start = x
      while (row[x + 1] === true) x++
      runs.push(`M${start} ${y}h${x - start + 1}v1H${start}z`)
    }
  })
  return { size, path: runs.join('') }
}
