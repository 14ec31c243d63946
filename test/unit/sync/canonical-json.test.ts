import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../src/sync/canonical-json.ts'

test('the same value gives the same text, in whatever order its keys were set', () => {
  expect(canonicalJson({ b: 1, a: { d: [1, undefined, null], c: 'x' }, e: undefined })).toBe(
    '{"a":{"c":"x","d":[1,null,null]},"b":1}',
  )
})

test('any JSON survives and is written the same way again', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' } as object), (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('what JSON cannot hold is an error and no guess', () => {
  for (const value of [NaN, Infinity, 1n, () => 1]) expect(() => canonicalJson(value)).toThrow(TypeError)
})
