import { expect, test } from 'vitest'
import { isNeeded } from '../../../../src/ui/kit/picture-fonts.ts'

test('a font goes with a picture only if it has letters of it', () => {
  const letters = (text: string) => new Set([...text].map((letter) => letter.codePointAt(0) ?? 0))
  const latin = 'U+0000-00FF, U+0131, U+2000-206F'
  expect(isNeeded(latin, letters('Wert'))).toBe(true)
  expect(isNeeded(latin, letters('…'))).toBe(true)
  expect(isNeeded(latin, letters('цена'))).toBe(false)
  expect(isNeeded('U+4??', letters('цена'))).toBe(true)
  expect(isNeeded('', letters('цена'))).toBe(true)
})
