import { expect, test } from 'vitest'
import { parseServerAddress } from '../../../../src/host/carrier/server-address.ts'

test('an address is taken as people write it, without what does not belong to it', () => {
  for (const [text, url] of [
    ['wss://plans.example.org', 'wss://plans.example.org'],
    ['wss://plans.example.org/yjs/', 'wss://plans.example.org/yjs'],
    ['ws://192.168.1.20:1234', 'ws://192.168.1.20:1234'],
  ] as const)
    expect(parseServerAddress(text, false)).toEqual({ ok: true, value: url })
})

test('what is none is refused with a sentence', () => {
  const why = (text: string, hasToken = false): string => {
    const read = parseServerAddress(text, hasToken)
    return read.ok ? '' : read.error.message
  }
  expect(why('plans')).toMatch(/no address/)
  expect(why('')).toMatch(/no address/)
  expect(why('file:///etc/passwd')).toMatch(/no address/)
  expect(why('https://plans.example.org')).toMatch(/ws:\/\/ or wss:\/\//)
  expect(why('wss://me:secret@plans.example.org')).toMatch(/apart/)
  expect(why('wss://plans.example.org?token=x')).toMatch(/apart/)
  expect(why('ws://plans.example.org', true)).toMatch(/read by anybody/)
  expect(why('ws://127.0.0.1:1234', true)).toBe('')
  expect(why('ws://127.evil.example:1234', true)).toMatch(/read by anybody/)
  expect(why('wss://plans.example.org', true)).toBe('')
})
