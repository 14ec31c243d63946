import { describe, expect, test } from 'vitest'
import { formatInvite, parseInvite } from '../../../../src/sync/noise/invite.ts'
import { isNear, reachesOthers } from '../../../../src/sync/noise/ip-address.ts'
import { decodePeerMessage, encodePeerMessage } from '../../../../src/sync/session/peer-message.ts'

const OWN_MACHINE = ['127.0.0.1', '127.8.9.10', '::1', '::', '0.0.0.0', '::ffff:127.0.0.1', '::ffff:0.0.0.0']
const ALL_AT_ONCE = ['224.0.0.251', '239.1.1.1', '255.255.255.255', 'ff02::fb', '::ffff:224.0.0.1']
const NONE = ['localhost', '', '127.1', '10.0.0.1/x', '2130706433', '0x7f000001', 'fe80::1%eth0']
const OTHERS = ['10.1.2.3', '192.168.1.1', '8.8.8.8', 'fd00::2', '2001:db8::1', '::ffff:10.0.0.1', '169.254.7.7']

describe('an address that somebody else told', () => {
  test('is never this machine itself, nor all machines at once', () => {
    for (const address of [...OWN_MACHINE, ...ALL_AT_ONCE, ...NONE]) expect(reachesOthers(address), address).toBe(false)
    for (const address of OTHERS) expect(reachesOthers(address), address).toBe(true)
  })

  test('is near where it is private, or begins as an own one', () => {
    const own = ['203.0.113.7', '2001:db8:1:2::7']
    const near = ['10.0.0.1', '172.16.0.1', '172.31.255.1', '192.168.9.9', '169.254.1.1', 'fd12::1']
    for (const address of [...near, '203.0.200.1', '2001:db8:1:9::1']) expect(isNear(address, own), address).toBe(true)
    for (const address of ['172.32.0.1', '8.8.8.8', '2001:db8:9::1', ...OWN_MACHINE, ...ALL_AT_ONCE])
      expect(isNear(address, [...own, '127.0.0.1']), address).toBe(false)
  })

  const linkTo = (addresses: readonly string[]): string =>
    formatInvite({ addresses, port: 631, key: new Uint8Array(32).fill(9), secret: new Uint8Array(16) })

  test('leads nowhere by a link that points at the one who follows it', () => {
    expect(parseInvite(linkTo(['127.0.0.1', '10.0.0.7', '0.0.0.0']))).toMatchObject({
      ok: true,
      value: { addresses: ['10.0.0.7'] },
    })
    expect(parseInvite(linkTo(OWN_MACHINE))).toMatchObject({ ok: false, error: { type: 'invite-damaged' } })
  })

  test('is passed over where a member tells it', () => {
    const addresses = [...OWN_MACHINE, ...ALL_AT_ONCE, ...NONE, '10.0.0.7']
    const told = decodePeerMessage(encodePeerMessage({ is: 'peers', peers: [{ device: 'd', addresses, port: 631 }] }))
    expect(told).toEqual({ is: 'peers', peers: [{ device: 'd', addresses: ['10.0.0.7'], port: 631 }] })
  })
})
