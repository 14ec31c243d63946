import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import type { NearbyRoom } from '../../../src/contract/room-calls.ts'
import { createHomeState } from '../../../src/state/home-state.svelte.ts'
import type { HomePlace } from '../../../src/ui/welcome/home-place.ts'
import { memoryHome } from '../playground-b/memory-home.ts'
import { barriersIn } from '../screens/accessible.ts'
import { fakeRoom } from './fake-room.ts'
import JoinWindow from './join-window.svelte'

afterEach(() => document.documentElement.removeAttribute('data-theme'))

async function joinWindow(
  options: { invite?: string; plan?: string; profile?: boolean; nearby?: readonly NearbyRoom[] } = {},
) {
  const room = fakeRoom(memoryHome({ profile: options.profile ?? true }), { nearby: options.nearby ?? [] })
  const home = createHomeState({ link: room.link, newId: () => 'job' })
  await home.load()
  const places: HomePlace[] = []
  const screen = await render(JoinWindow, {
    home,
    invite: options.invite,
    plan: options.plan,
    onplace: (place: HomePlace) => places.push(place),
  })
  const joins = () => room.asked.filter(([name]) => name !== 'room.nearby')
  return { screen, room, places, joins }
}

test('a link leads through six digits into the plan', async () => {
  const { screen, room, places, joins } = await joinWindow()
  await screen.getByLabelText('The link of the invite').fill('ordinal://join/#abc')
  await userEvent.keyboard('{Enter}')
  expect(joins()).toEqual([['room.join', { invite: 'ordinal://join/#abc' }]])
  await expect.element(screen.getByRole('heading', { name: 'Calling the room' })).toBeVisible()
  room.joining({ state: 'waiting', digits: '481902' })
  await expect.element(screen.getByRole('heading', { name: 'Show these to the person who lets you in' })).toBeVisible()
  await expect.element(screen.getByText('The six digits: 4 8 1 9 0 2')).toBeInTheDocument()
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn()]).toEqual([theme, []])
  }
  room.joining({ state: 'in', plan: 'harbour' })
  await expect.poll(() => places).toEqual([{ plan: 'harbour', screen: 'backlog' }])
})

test('a device that was removed knocks again with a new key, by the same invite', async () => {
  const { screen, room, joins } = await joinWindow({ invite: 'ordinal://join/#abc' })
  await screen.getByRole('button', { name: 'Knock' }).click()
  room.joining({ state: 'refused', why: 'This device was removed from that room before.', removed: true })
  await expect.element(screen.getByText('This device was removed from that room before.')).toBeVisible()
  await screen.getByRole('button', { name: 'Knock with a new key' }).click()
  expect(joins().at(-1)).toEqual(['room.join', { invite: 'ordinal://join/#abc', again: true }])
})

test('asked from the room that it was removed from, it says what goes along, and knocks with a new key at once', async () => {
  const plan = (await memoryHome({ profile: true }).call('plans.list', undefined))[0]
  const { screen, places, joins } = await joinWindow({ invite: 'ordinal://join/#abc', plan: plan?.id ?? '' })
  await expect
    .element(screen.getByText('what you changed here since it was removed goes along', { exact: false }))
    .toBeVisible()
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn()]).toEqual([theme, []])
  }
  await screen.getByRole('button', { name: 'Back' }).click()
  expect(places).toEqual([{ plan: plan?.id, screen: 'room' }])
  await screen.getByRole('button', { name: 'Knock' }).click()
  expect(joins().at(-1)).toEqual(['room.join', { invite: 'ordinal://join/#abc', again: true }])
})

test('an address and a code do the same as the link, and both are needed', async () => {
  const { screen, joins } = await joinWindow()
  await screen.getByLabelText('Address').fill('192.168.1.20:4711')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('Both the address and the code are needed', { exact: false })).toBeVisible()
  await screen.getByLabelText('Code').fill('7K3M-Q2XW-9ABC-DEFG-H')
  await userEvent.keyboard('{Enter}')
  expect(joins()).toEqual([['room.join', { invite: '192.168.1.20:4711 7K3M-Q2XW-9ABC-DEFG-H' }]])
})

test('an invite that cannot be read is said in the host’s words, and what was typed stays', async () => {
  const { screen, room } = await joinWindow()
  room.failNext('room.join', 'invite-damaged', 'This invite is not whole: letters are missing or wrong.')
  await screen.getByLabelText('The link of the invite').fill('ordinal://join/#ab')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('This invite is not whole', { exact: false })).toBeVisible()
  await expect.element(screen.getByLabelText('The link of the invite')).toHaveValue('ordinal://join/#ab')
  expect(await barriersIn()).toEqual([])
})

test('whoever is refused learns why and may try again', async () => {
  const { screen, room, places } = await joinWindow({ invite: 'ordinal://join/#abc' })
  await screen.getByRole('button', { name: 'Knock' }).click()
  room.joining({ state: 'waiting', digits: '481902' })
  room.joining({ state: 'refused', why: 'A person in the room said no.' })
  await expect.element(screen.getByText('A person in the room said no.')).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Knock' })).toBeVisible()
  expect(places).toEqual([])
})

test('who cancels is called off, and an answer that comes later leads nowhere', async () => {
  const { screen, room, places, joins } = await joinWindow({ invite: 'ordinal://join/#abc' })
  await screen.getByRole('button', { name: 'Knock' }).click()
  await screen.getByRole('button', { name: 'Cancel' }).click()
  expect(joins().at(-1)).toEqual(['room.leaveJoin', { invite: 'ordinal://join/#abc' }])
  room.joining({ state: 'in', plan: 'harbour' })
  await expect.element(screen.getByLabelText('The link of the invite')).toHaveValue('ordinal://join/#abc')
  expect(places).toEqual([])
})

test('a room of a plan that this device holds needs no invite', async () => {
  const { screen, places } = await joinWindow({
    nearby: [
      { plan: 'harbour', address: '192.168.1.31', port: 4711 },
      { plan: 'somebody else’s', address: '192.168.1.32', port: 4711 },
    ],
  })
  await screen.getByRole('button', { name: /^Go there ?: the room of Harbour$/ }).click()
  expect(places).toEqual([{ plan: 'harbour', screen: 'room' }])
  expect(screen.getByText('192.168.1.32').query()).toBeNull()
})

test('it is said when rooms nearby are found, and what to do without', async () => {
  const { screen } = await joinWindow()
  await expect.element(screen.getByText('only while some room is open on this device', { exact: false })).toBeVisible()
  await expect.element(screen.getByText('open its room here too', { exact: false })).toBeVisible()
})

test('who opens an invite before having said a name is asked for it first', async () => {
  const { screen } = await joinWindow({ profile: false, invite: 'ordinal://join/#abc' })
  await expect.element(screen.getByText('Who are you?', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
})
