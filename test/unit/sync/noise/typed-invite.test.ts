import { describe, expect, test } from 'vitest'
import { parseInvite } from '../../../../src/sync/noise/invite.ts'
import { LETTERS } from '../../../../src/sync/noise/letters.ts'
import {
  formatTypedCode,
  formatTypedInvite,
  parseTypedCode,
  TYPED_LENGTH,
  typedSecret,
} from '../../../../src/sync/noise/typed-invite.ts'
import { secrets } from './noise-peers.ts'

const random = secrets(81)
const TYPED = Uint8Array.from([0, 68, 50, 20, 199, 66, 84, 182, 53, 207])
const CODE = '0123-4567-89AB-CDEF-P'

function trouble(text: string): string {
  const parsed = parseTypedCode(text)
  return parsed.ok ? 'none' : parsed.error.message
}

describe('a typed code', () => {
  test('has 16 letters in groups of four and one that checks them', () => {
    expect(formatTypedCode(TYPED)).toBe(CODE)
    expect(parseTypedCode(CODE)).toEqual({ ok: true, value: TYPED })
    for (let i = 0; i < 200; i++) {
      const typed = random(TYPED_LENGTH)
      expect(formatTypedCode(typed)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]$/)
      expect(parseTypedCode(formatTypedCode(typed))).toEqual({ ok: true, value: typed })
    }
  })

  test('is made from the secret of its invite, and does not show it', () => {
    const secret = random(16)
    expect(typedSecret(secret)).toHaveLength(TYPED_LENGTH)
    expect(typedSecret(secret)).toEqual(typedSecret(secret))
    expect(typedSecret(secret)).not.toEqual(secret.subarray(0, TYPED_LENGTH))
  })

  test.each([
    ['small letters', CODE.toLowerCase()],
    ['no dashes', CODE.replaceAll('-', '')],
    ['spaces and other dashes', ' 0123 4567 – 89AB — CDEF . P\n'],
    ['O for 0', CODE.replace('0', 'O')],
    ['o for 0', CODE.replace('0', 'o')],
    ['I for 1', CODE.replace('1', 'I')],
    ['l for 1', CODE.replace('1', 'l')],
  ])('is read with %s', (_, text) => {
    expect(parseTypedCode(text)).toEqual({ ok: true, value: TYPED })
  })

  test('with any one letter wrong is refused, whichever letter it is', () => {
    for (const code of [CODE, formatTypedCode(random(TYPED_LENGTH))].map((text) => text.replaceAll('-', ''))) {
      for (let at = 0; at < code.length; at++) {
        for (const letter of LETTERS) {
          const text = code.slice(0, at) + letter + code.slice(at + 1)
          expect(trouble(text)).toMatch(letter === code[at] ? /^none/ : /^A letter of the code is wrong/)
        }
      }
    }
  })

  test('with any two letters in each other’s places is refused', () => {
    for (let i = 0; i < 50; i++) {
      const code = formatTypedCode(random(TYPED_LENGTH)).replaceAll('-', '')
      for (let one = 0; one < code.length; one++) {
        for (let two = one + 1; two < code.length; two++) {
          const letters = [...code]
          ;[letters[one], letters[two]] = [letters[two] as string, letters[one] as string]
          expect(trouble(letters.join(''))).toMatch(code[one] === code[two] ? /^none/ : /two changed places/)
        }
      }
    }
  })

  test('says what is wrong with it', () => {
    expect(trouble(CODE.slice(0, -2))).toBe(
      'The code has 16 letters and digits; it needs 17. Compare it with the other screen.',
    )
    expect(trouble('A')).toMatch(/^The code has one letter or digit;/)
    expect(trouble('')).toMatch(/^The code has 0 letters/)
    expect(trouble(CODE.replace('4', 'U'))).toBe('The code has a “U”, and no code has one. Look at that letter again.')
    expect(trouble(CODE.replace('4', '🙂'))).toMatch(/^The code has a “🙂”/)
  })
})

describe('a typed invite', () => {
  test.each(['192.168.1.20', 'fd00::7', 'laptop.local'])('says where and the code: %s', (address) => {
    const text = formatTypedInvite({ address, port: 4711, typed: TYPED })
    const value = { addresses: [address], port: 4711, key: null, secret: TYPED }
    expect(parseInvite(text)).toEqual({ ok: true, value })
    expect(parseInvite(`  ${text.toLowerCase().replaceAll('-', ' ')} `)).toEqual({ ok: true, value })
  })

  test.each([
    [`192.168.1.20 ${CODE}`, '“192.168.1.20” is no address with a port. It looks like 192.168.1.20:4711.'],
    [`192.168.1:4711 ${CODE}`, '“192.168.1:4711” is no address with a port. It looks like 192.168.1.20:4711.'],
    [`192.168.1.256:4711 ${CODE}`, '“192.168.1.256:4711” is no address with a port. It looks like 192.168.1.20:4711.'],
    [`[fd00::g]:4711 ${CODE}`, '“[fd00::g]:4711” is no address with a port. It looks like 192.168.1.20:4711.'],
    [`192.168.1.20:0 ${CODE}`, 'The port 0 does not exist. It is a number from 1 to 65535.'],
    [`192.168.1.20:70000 ${CODE}`, 'The port 70000 does not exist. It is a number from 1 to 65535.'],
    [
      `192.168.1.20:4711 ${CODE}x`,
      'The code has 18 letters and digits; it needs 17. Compare it with the other screen.',
    ],
  ])('says what is wrong with it: %s', (text, message) => {
    expect(parseInvite(text)).toEqual({ ok: false, error: { type: 'code-wrong', message } })
  })
})
