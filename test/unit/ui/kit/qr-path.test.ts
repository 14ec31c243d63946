import { expect, test } from 'vitest'
import { encode } from 'uqr'
import { QUIET, qrPath } from '../../../../src/ui/kit/qr-path.ts'

test('the path covers exactly the dark modules, with a light edge of four around', () => {
  const text = 'ordinal://join/#AXYz_09-'
  const { size, path } = qrPath(text)
  const dark = new Set<string>()
  for (const [, x = '', y = '', width = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g))
    for (let i = 0; i < Number(width); i++) dark.add(`${Number(x) + i} ${y}`)
  const bare = encode(text, { ecc: 'M', border: 0 })
  expect(size).toBe(bare.size + 2 * QUIET)
  const expected = bare.data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`${x + QUIET} ${y + QUIET}`] : [])),
  )
  expect(dark).toEqual(new Set(expected))
})
