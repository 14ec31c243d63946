import { describe, expect, test } from 'vitest'
import { bytesToBase64url, base64urlToBytes } from '../../../../src/sync/noise/base64url.ts'
import { formatGuestLink, parseGuestLink } from '../../../../src/sync/noise/guest-link.ts'
import { createInviteSecret, formatInvite, parseInvite } from '../../../../src/sync/noise/invite.ts'
import { addressToBytes, bytesToAddress } from '../../../../src/sync/noise/ip-address.ts'
import { writeLinkBody } from '../../../../src/sync/noise/link-body.ts'
import { seeded } from '../../../support/random.ts'
import { secrets } from './noise-peers.ts'

const random = secrets(61)
const INVITE = {
  addresses: ['192.168.1.20', 'fe80::1:2ab', '10.0.0.7'],
  port: 47_110,
  key: random(32),
  secret: createInviteSecret(random),
}
const LINK = formatInvite(INVITE)
const CONTENT = base64urlToBytes(LINK.slice(LINK.indexOf('#') + 1))?.slice(1, -4) as Uint8Array
const linkOf = (content: Uint8Array, version = 1): string => `ordinal://join/#${writeLinkBody(version, content)}`

/** The sentence that a person gets. */
function trouble(text: string): string {
  const parsed = parseInvite(text)
  return parsed.ok ? 'none' : `${parsed.error.type}: ${parsed.error.message}`
}

describe('an invite', () => {
  test('says the same after it was a link', () => {
    expect(parseInvite(LINK)).toEqual({ ok: true, value: INVITE })
    expect(LINK).toMatch(/^ordinal:\/\/join\/#[\w-]+$/)
  })

  test('with one address has 96 letters, which a QR code takes easily', () => {
    expect(formatInvite({ ...INVITE, addresses: ['192.168.1.20'] })).toHaveLength(96)
  })

  test('leaves out what is no address on another machine, and those after the eighth', () => {
    const many = Array.from({ length: 12 }, (_, i) => `10.0.0.${i}`)
    const parsed = parseInvite(formatInvite({ ...INVITE, addresses: ['laptop.local', 'fe80::1%eth0', ...many] }))
    expect(parsed.ok && parsed.value.addresses).toEqual(many.slice(0, 8))
  })

  test.each([
    ['spaces around it', ` \n${LINK}\t`],
    ['a line that a mail program broke', `${LINK.slice(0, 40)}\r\n ${LINK.slice(40)}`],
    ['angle brackets', `<${LINK}>`],
    ['a browser that left out the slash', LINK.replace('join/#', 'join#')],
    ['a keyboard that began with a capital', LINK.replace('ordinal', 'Ordinal')],
  ])('is read with %s', (_, text) => {
    expect(parseInvite(text)).toEqual({ ok: true, value: INVITE })
  })

  test('with any one letter wrong, left out, or cut off behind, says that it is not whole', () => {
    const start = LINK.indexOf('#') + 1
    for (let at = start; at < LINK.length; at++) {
      const other = LINK[at] === 'A' ? 'B' : 'A'
      for (const text of [
        LINK.slice(0, at) + other + LINK.slice(at + 1),
        LINK.slice(0, at) + LINK.slice(at + 1),
        LINK.slice(0, at),
      ]) {
        expect(trouble(text)).toMatch(/^invite-damaged: This invite is not whole/)
      }
    }
  })

  test('of a newer version says so', () => {
    expect(trouble(linkOf(CONTENT, 2))).toMatch(/^invite-newer: .*newer version of Ordinal/)
  })

  test('that is whole and makes no sense is refused', () => {
    const withPort = (port: number): Uint8Array => Uint8Array.from([port >> 8, port & 255, ...CONTENT.subarray(2)])
    expect(trouble(linkOf(CONTENT))).toBe('none')
    for (const content of [
      new Uint8Array(0),
      CONTENT.subarray(0, 50),
      CONTENT.subarray(0, 52),
      withPort(0),
      Uint8Array.from([...CONTENT, 4, 1, 2]),
      Uint8Array.from([...CONTENT, 5, 1, 2, 3, 4, 5]),
      Uint8Array.from([...CONTENT, ...Array.from({ length: 9 }, () => [4, 1, 2, 3, 4]).flat()]),
    ]) {
      expect(trouble(linkOf(content))).toMatch(/^invite-damaged/)
    }
  })

  test.each(['', 'hello', 'ordinal://plan/abc', 'ordinal://join', 'ordinal://join/', 'https//x', 'x'.repeat(100_000)])(
    'is not what somebody pasted by mistake (%#)',
    (text) => {
      expect(trouble(text)).toMatch(/^not-an-invite: This is no invite/)
    },
  )

  test('is not the link for guests, and the sentence says what it is', () => {
    const guest = formatGuestLink({ ...INVITE, address: '10.0.0.7' })
    expect(trouble(guest)).toMatch(/^not-an-invite: This looks like a link for guests/)
  })

  test.each([71, 72])('of random letters never throws (seed %i)', (seed) => {
    const chance = seeded(seed)
    const letters = 'ordinal://join/#aB3_-[]:. \n%é🙂'
    for (let i = 0; i < 500; i++) {
      const length = Math.floor(chance() * 60)
      const text = Array.from({ length }, () => [...letters][Math.floor(chance() * [...letters].length)]).join('')
      for (const one of [text, LINK.slice(0, 16) + text, `10.0.0.1:80 ${text}`]) {
        expect(trouble(one)).toMatch(/^[a-z-]+: \S.*\.$/)
      }
    }
  })
})

describe('the link for guests', () => {
  const { key, secret } = INVITE

  test('opens the page of the host, and says nothing to the network but the address', () => {
    expect(formatGuestLink({ key, secret, address: '10.0.0.7', port: 80 })).toMatch(
      /^http:\/\/10\.0\.0\.7:80\/g#[\w-]+$/,
    )
    const six = new URL(formatGuestLink({ key, secret, address: 'fd00::7', port: 4711 }))
    expect([six.host, six.pathname]).toEqual(['[fd00::7]:4711', '/g'])
    expect(parseGuestLink(six.href)).toEqual({ ok: true, value: { key, secret } })
    expect(parseGuestLink(six.hash)).toEqual({ ok: true, value: { key, secret } })
  })

  test('that is not whole, or of another version, says what to do', () => {
    const link = formatGuestLink({ key, secret, address: '10.0.0.7', port: 80 })
    for (const text of ['', '#', link.slice(0, -1), `${link}A`, link.replace('g#', 'g'), LINK]) {
      expect(parseGuestLink(text)).toMatchObject({ ok: false, error: { type: 'guest-link-damaged' } })
    }
    const newer = `#${writeLinkBody(2, new Uint8Array(48))}`
    expect(parseGuestLink(newer)).toMatchObject({ ok: false, error: { type: 'guest-link-newer' } })
  })
})

describe('addresses', () => {
  test.each([
    ['192.168.1.20', '192.168.1.20'],
    ['0.0.0.0', '0.0.0.0'],
    ['::', '::'],
    ['::1', '::1'],
    ['FE80::1', 'fe80::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8:0000:0001:0000:0000:0000:0001', '2001:db8:0:1::1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
    ['1::', '1::'],
    ['::ffff:10.0.0.7', '::ffff:a00:7'],
  ])('%s is read, and written as %s', (text, written) => {
    expect(bytesToAddress(addressToBytes(text) as Uint8Array)).toBe(written)
  })

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.x',
    ':',
    ':::',
    '1::2::3',
    '1:2:3',
    '12345::',
    'g::',
    '1:2:3:4:5:6:7::8',
    '1.2.3.4::',
    'fe80::1%eth0',
    'laptop.local',
  ])('“%s” is none', (text) => {
    expect(addressToBytes(text)).toBeNull()
  })
})

test('bytes of every length are the same after they were text of a link, as Node writes it', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = random(length)
    const text = bytesToBase64url(bytes)
    expect(text).toBe(Buffer.from(bytes).toString('base64url'))
    expect(base64urlToBytes(text)).toEqual(bytes)
  }
  for (const text of ['A', 'AB', 'AAB', 'AAAAA', 'A+==', 'AA==', 'é']) expect(base64urlToBytes(text)).toBeNull()
})
