import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeNews, encodeGuest, type GuestNews } from '../../../../src/contract/guest-messages.ts'
import { knock } from '../../../../src/guest/knock.ts'
import { parseGuestLink } from '../../../../src/sync/noise/guest-link.ts'
import { createKeyPair, type KeyPair } from '../../../../src/sync/noise/key-pair.ts'
import { roomOfHosts, until, type RoomHost, type RoomOfHosts } from '../../../support/room-of-hosts.ts'

let room: RoomOfHosts
let plan: string
let ada: RoomHost
beforeEach(async () => {
  room = roomOfHosts()
  ada = await room.start('Ada')
  plan = (await ada.link.call('plans.create', { name: 'Harbour' })).id
})
afterEach(() => room.end())

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

/** A phone that scanned the code: says its name, hears the rest. Null where nobody answers. */
async function phone(url: string, name: string, own: KeyPair, from = '10.0.9.9'): Promise<GuestNews[] | null> {
  const link = parseGuestLink(url)
  const port = Number(new URL(url).port)
  const road = await room.network.machine(from).dial(ada.address, port)
  if (!link.ok || road === null) return null
  const found = await knock(road, { keys: link.value, own, random })
  if (typeof found === 'string') return null
  const news: GuestNews[] = []
  found.onMessage((bytes) => {
    if (bytes !== null) news.push(decodeNews(bytes) as GuestNews)
  })
  found.send(encodeGuest({ is: 'ask', name, role: 'developer' }))
  return news
}

test('the code on the wall and the phones in the room outlast a restart of the host, until a person closes the room', async () => {
  const { guestUrl } = await ada.link.call('room.open', { plan, port: null })
  const own = createKeyPair(random)
  const before = await phone(guestUrl, 'Grace', own)
  const guest = await until(async () => (await ada.state(plan)).guests[0])
  await ada.link.call('room.admitGuest', { plan, guest: guest.id, in: true })
  await until(() => before?.some(({ is }) => is === 'in'))
  await ada.stop()
  // A page that hears that the room is closed forgets its key.
  expect(before?.some(({ is }) => is === 'out')).toBe(false)

  const back = await ada.restart()
  await back.window(plan)
  await until(async () => (await back.state(plan)).isOpen)
  const state = await back.state(plan)
  expect(state.guestUrl).toBe(guestUrl)
  expect(state.guests).toMatchObject([{ name: 'Grace', state: 'away' }])
  const after = await phone(guestUrl, 'Grace', own)
  await until(() => after?.some((news) => news.is === 'in' && news.name === 'Grace'))
  await until(async () => (await back.state(plan)).guests[0]?.state === 'here')
  expect((await stat(join(back.host.folder, 'guests.json'))).mode & 0o777).toBe(0o600)

  await back.link.call('room.close', { plan })
  await until(() => after?.some((news) => news.is === 'out' && news.why === 'closed'))
  for (const file of ['guests.json', 'guests.json.second'])
    expect(await readFile(join(back.host.folder, file), 'utf8')).not.toContain('Grace')
  const again = await back.link.call('room.open', { plan, port: null })
  expect(again.guestUrl).not.toBe(guestUrl)
  expect(again.guests).toEqual([])
  expect(await phone(guestUrl, 'Grace', own)).toBeNull()
  expect([...ada.host.faults, ...back.host.faults]).toEqual([])
}, 20_000)

test('somebody who guesses digits is kept from knocking, and nobody else who shares the address from coming in', async () => {
  const { guestUrl } = await ada.link.call('room.open', { plan, port: null })
  const ben = await room.start('Ben')
  await room.join(ada, ben, plan)
  const mallory = await room.start('Mallory', ben.address)
  for (let i = 0; i < 3; i++) {
    const { invite } = await ada.state(plan)
    const joined = mallory.link.call('room.join', { invite: invite?.link ?? '' })
    const knock = await until(async () => (await ada.state(plan)).knocks.find(({ digits }) => digits !== ''))
    const wrong = knock.digits === '000000' ? '000001' : '000000'
    await ada.link.call('room.admit', { plan, device: knock.device, digits: wrong }).catch(() => undefined)
    await joined
  }
  const { invite } = await ada.state(plan)
  expect(await mallory.link.call('room.join', { invite: invite?.link ?? '' })).toMatchObject({ state: 'refused' })
  expect((await ada.state(plan)).knocks).toEqual([])
  const news = await phone(guestUrl, 'Grace', createKeyPair(random), ben.address)
  await until(() => news?.some(({ is }) => is === 'waiting'))
  const back = await ben.restart()
  await back.window(plan)
  await until(async () => (await back.state(plan)).devices.every(({ state }) => state === 'here'))
}, 20_000)
