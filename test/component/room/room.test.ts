import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { barriersIn } from '../screens/accessible.ts'
import { roomWindow } from './room-window.ts'
import { knock, SCENES, sceneNames } from './scenes.ts'

afterEach(() => document.documentElement.removeAttribute('data-theme'))

test('a closed room says what a room is, that nothing listens, and opens with one button', async () => {
  const { screen, lastAsked, said } = await roomWindow()
  await expect.element(screen.getByText('A room holds one plan together', { exact: false })).toBeVisible()
  await expect.element(screen.getByText('Nothing of this plan listens on any network', { exact: false })).toBeVisible()
  await screen.getByRole('button', { name: 'Open the room' }).click()
  expect(lastAsked()).toEqual(['room.open', { plan: 'plan-1', port: null }])
  await expect.element(screen.getByRole('img', { name: /^QR code of the link/ })).toBeVisible()
  await expect.poll(said).toBe('The room is open.')
  await expect.element(screen.getByRole('heading', { name: 'Room', exact: true })).toHaveFocus()
  await expect.element(screen.getByText('Only this device so far.', { exact: false })).toBeVisible()
})

test('a port that is taken is said, and another one is asked for', async () => {
  const { screen, room, lastAsked } = await roomWindow()
  room.failNext('room.open', 'port-taken', 'Port 4711 is used by another program. Choose another one.')
  await screen.getByRole('button', { name: 'Open the room' }).click()
  await expect.element(screen.getByText('Port 4711 is used', { exact: false })).toBeVisible()
  const port = screen.getByLabelText('Another port')
  await port.fill('80')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('A port is a number from 1024 to 65535.', { exact: false })).toBeVisible()
  await port.fill('4800')
  await userEvent.keyboard('{Enter}')
  expect(lastAsked()).toEqual(['room.open', { plan: 'plan-1', port: 4800 }])
})

test('where this device is no member, the room can be begun anew, and it is said what that means', async () => {
  const { screen, room, lastAsked, said } = await roomWindow()
  const anew = screen.getByRole('button', { name: 'Begin the room anew' })
  expect(anew.query()).toBeNull()
  room.failNext('room.open', 'no-member', 'This device does not belong to the plan’s room (any more).')
  await screen.getByRole('button', { name: 'Open the room' }).click()
  await expect.element(screen.getByText('This device does not belong', { exact: false })).toBeVisible()
  await expect.element(anew).toHaveAccessibleDescription(/Only if no device is left that could let this one in/)
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn()]).toEqual([theme, []])
  }
  await anew.click()
  expect(lastAsked()).toEqual(['room.open', { plan: 'plan-1', port: null, anew: true }])
  await expect.poll(said).toBe('The room is open.')
  await expect.element(screen.getByRole('heading', { name: 'Room', exact: true })).toHaveFocus()
})

test('a removed device says so in the top line and in the room, and asks to be let in again', async () => {
  const { screen, places } = await roomWindow({ scene: 'outside' })
  const why = /^Ben removed this device from the room of .* on 3 May.*: it was left in the train\. Your copy stays here/
  await expect.element(screen.getByRole('main').getByText(why)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Open the room' }).query()).toBeNull()
  await expect
    .element(screen.getByRole('button', { name: 'Removed from the room' }))
    .toHaveAttribute('title', expect.stringMatching(why))
  await screen.getByRole('button', { name: 'Ask to be let in again' }).click()
  expect(places.at(-1)).toEqual({ plan: null, screen: 'join', query: { plan: 'plan-1' } })
})

test('a room of this plan that is open nearby is named', async () => {
  const { screen } = await roomWindow({ nearby: [{ plan: 'plan-1', address: '192.168.1.31', port: 4711 }] })
  await expect.element(screen.getByText('at 192.168.1.31', { exact: false })).toBeVisible()
})

test('an open room shows who is here in which role, with fingerprints, and a clock that goes wrong', async () => {
  const { screen } = await roomWindow({ scene: 'three' })
  const list = screen.getByRole('region', { name: /^Who is here/ })
  await expect.element(list.getByText('this device')).toBeVisible()
  await expect.element(list.getByText('Developer', { exact: true })).toBeVisible()
  await expect.element(list.getByText('Q8WD-51XN-KJ0T-M3ZP')).toBeVisible()
  await expect.element(list.getByText('Its clock is 7 minutes ahead', { exact: false })).toBeVisible()
  await expect.element(screen.getByText('wlan0')).toBeVisible()
  await expect.element(screen.getByText('192.168.1.20:4711')).toBeVisible()
})

test('other digits than those on the other screen let nobody in; the same ones, typed, do', async () => {
  const { screen, room, lastAsked, said } = await roomWindow({ scene: 'knock' })
  const field = screen.getByLabelText('Type what the other screen shows')
  await field.fill('481920')
  await expect.element(screen.getByText('These are other digits.', { exact: false })).toBeVisible()
  await userEvent.keyboard('{Enter}')
  expect(room.asked.some(([name]) => name === 'room.admit')).toBe(false)
  await field.fill('481 902')
  await userEvent.keyboard('{Enter}')
  expect(lastAsked()).toEqual(['room.admit', { plan: 'plan-1', device: 'dora', digits: '481902' }])
  await expect.element(screen.getByRole('region', { name: /^Who is here/ }).getByText('Dora')).toBeVisible()
  await expect.poll(said).toBe('Dora was let in.')
})

test('no single press lets a device in: without having typed, it is asked once more', async () => {
  const { screen, room, lastAsked } = await roomWindow({ scene: 'knock' })
  await screen.getByRole('button', { name: 'Same digits: let in' }).dblClick()
  await expect.element(screen.getByRole('group', { name: /Does the other screen show 481/ })).toBeVisible()
  expect(room.asked.some(([name]) => name === 'room.admit')).toBe(false)
  await screen.getByRole('button', { name: 'Yes, I saw it there' }).click()
  expect(lastAsked()).toEqual(['room.admit', { plan: 'plan-1', device: 'dora', digits: '481902' }])
})

test('a device that shows other digits is turned away', async () => {
  const { screen, lastAsked } = await roomWindow({ scene: 'knock' })
  await screen.getByRole('button', { name: 'Not the same: turn away' }).click()
  expect(lastAsked()).toEqual(['room.turnAway', { plan: 'plan-1', device: 'dora' }])
  await expect.poll(() => screen.getByRole('heading', { name: 'Dora wants to come in' }).query()).toBeNull()
})

test('whoever is idle is brought to who knocks; whoever types goes on typing and hears of it', async () => {
  const { screen, become, said } = await roomWindow({ scene: 'three' })
  const remove = screen.getByRole('button', { name: 'Remove this device of Ben' })
  await remove.click()
  await expect.element(screen.getByLabelText('Why? Everybody can read it in History')).toHaveFocus()
  await userEvent.keyboard('The laptop was ')
  become({ knocks: SCENES.knock.knocks })
  await expect.element(screen.getByRole('heading', { name: 'Dora wants to come in' })).toBeVisible()
  await userEvent.keyboard('stolen')
  await expect.poll(() => (document.activeElement as HTMLInputElement).value).toBe('The laptop was stolen')
  await expect.poll(said).toContain('Dora wants to come in. The six digits, in the room: 4 8 1 9 0 2.')
  ;(document.activeElement as HTMLElement).blur()
  become({ knocks: [...SCENES.knock.knocks, knock('Emil', '112233')] })
  await expect.poll(() => document.activeElement?.getAttribute('data-device')).toBe('emil')
})

test('a knock is seen from every screen and leads to the room', async () => {
  const { screen, places } = await roomWindow({ scene: 'knock', begin: { screen: 'backlog' } })
  await screen.getByRole('button', { name: 'Dora knocks' }).click()
  expect(places.at(-1)).toEqual({ screen: 'room' })
})

test('a device that was removed says by whom, when and why, and what of it does not count', async () => {
  const { screen } = await roomWindow({ scene: 'removed' })
  await screen.getByText('Removed devices').click()
  await expect.element(screen.getByText(/^removed by Anna on .*: “Left in the train”$/)).toBeVisible()
  await expect.element(screen.getByText('3 later edits of it do not count')).toBeVisible()
})

test('whoever knocks is shown with who they say they are and the letters of their device', async () => {
  const { screen, become } = await roomWindow({ scene: 'knock' })
  const card = screen.getByRole('listitem', { name: 'Dora wants to come in' })
  await expect.element(card.getByText('New to this plan')).toBeVisible()
  const [first] = SCENES.knock.knocks
  if (first === undefined) throw new Error('Nobody knocks.')
  await expect.element(card.getByText(first.fingerprint)).toBeVisible()
  become({ knocks: [{ ...first, person: 'ben' }] })
  await expect.element(card.getByText('Says it is Ben, Developer, who is in this plan')).toBeVisible()
})

test('whoever does not belong to the room removes nobody', async () => {
  const { screen, become } = await roomWindow({ scene: 'known' })
  const remove = screen.getByRole('button', { name: /^Remove this device/ })
  await expect.element(remove).toBeVisible()
  become({ devices: SCENES.three.devices.filter((one) => !one.isThis) })
  await expect.element(screen.getByRole('heading', { name: /^Who belongs to the room/ })).toBeVisible()
  await expect.poll(() => remove.query()).toBeNull()
})

test('a device that nobody answers learns that it may have been removed', async () => {
  const { screen, become } = await roomWindow({ scene: 'three' })
  const words = screen.getByText('ask them whether it was removed', { exact: false })
  await expect.element(screen.getByRole('heading', { name: /^Who is here/ })).toBeVisible()
  expect(words.query()).toBeNull()
  const alone = SCENES.three.devices.map((one) => (one.isThis ? one : { ...one, state: 'away' as const }))
  become({ devices: alone })
  await expect.element(words).toBeVisible()
})

test('removing a device says what happens, asks why, and folds it away', async () => {
  const { screen, lastAsked } = await roomWindow({ scene: 'three' })
  const remove = screen.getByRole('button', { name: 'Remove this device of Carla Quay' })
  await remove.click()
  await expect.element(screen.getByText('All others get new keys', { exact: false })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(remove).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await screen.getByLabelText('Why? Everybody can read it in History').fill('Left the team')
  await userEvent.keyboard('{Enter}')
  expect(lastAsked()).toEqual(['room.remove', { plan: 'plan-1', device: 'carla-quay', why: 'Left the team' }])
  await screen.getByText('Removed devices').click()
  await expect.element(screen.getByText('removed', { exact: true })).toBeVisible()
})

test('an invite that ran out is crossed out and replaced by a new one', async () => {
  const { screen, lastAsked } = await roomWindow({ scene: 'ended' })
  await expect.element(screen.getByText('This invite ran out.')).toBeVisible()
  expect(screen.getByRole('img', { name: /^QR code/ }).query()).toBeNull()
  await screen.getByRole('button', { name: 'Make a new one' }).click()
  expect(lastAsked()?.[0]).toBe('room.invite')
  await expect.element(screen.getByText('AAAA')).toBeVisible()
  await expect.element(screen.getByRole('timer')).toHaveTextContent(/^1[45]:\d\d$/)
})

test('guests come in only after they were switched on, ask, and raise hands', async () => {
  const { screen, become, lastAsked } = await roomWindow({ scene: 'three' })
  await screen.getByRole('checkbox', { name: /^Let guests ask to come in/ }).click()
  expect(lastAsked()).toEqual(['room.guests', { plan: 'plan-1', open: true }])
  await expect.element(screen.getByText('This page comes over plain http', { exact: false })).toBeVisible()
  become(SCENES.guests)
  await expect.element(screen.getByText('hand up', { exact: true })).toBeVisible()
  await screen.getByRole('button', { name: /^Lower it ?: the hand of Quinn$/ }).click()
  expect(lastAsked()).toEqual(['room.lowerHand', { plan: 'plan-1', guest: 'Quinn' }])
  await expect.poll(() => screen.getByText('hand up', { exact: true }).query()).toBeNull()
  await screen.getByRole('button', { name: 'Let in Piet' }).click()
  expect(lastAsked()).toEqual(['room.admitGuest', { plan: 'plan-1', guest: 'Piet', in: true }])
})

test('whoever asks to come in stands in sight without scrolling, and several are let in with one press', async () => {
  const { screen, become, room } = await roomWindow({ scene: 'guests' })
  const guests = SCENES.guests.guests.map((guest) => ({ ...guest, state: 'asks' as const }))
  become({ ...SCENES.guests, guests })
  const all = screen.getByRole('button', { name: `Let all ${String(guests.length)} in` })
  await expect.element(all).toBeInViewport()
  await all.click()
  const letIn = () => room.asked.flatMap(([what, about]) => (what === 'room.admitGuest' ? [about] : []))
  await expect.poll(letIn).toEqual(guests.map(({ id }) => ({ plan: 'plan-1', guest: id, in: true })))
})

test('whether the room outlives the last window is chosen where it listens', async () => {
  const { screen, home } = await roomWindow({ scene: 'three' })
  const keep = screen.getByRole('checkbox', { name: /^Keep it open after the last window/ })
  await expect.element(keep).not.toBeChecked()
  await keep.click()
  await expect.poll(() => home.settings.roomOutlivesWindows).toBe(true)
  await expect.element(keep).toBeChecked()
})

test('closing the room keeps the plan and says so', async () => {
  const { screen, said } = await roomWindow({ scene: 'three' })
  await screen.getByRole('button', { name: 'Close the room' }).click()
  await expect.poll(said).toBe('The room is closed. The plan stays as it is.')
  await expect.element(screen.getByText('Who belongs to the room')).toBeVisible()
})

test.each(sceneNames)('the room is without barriers in every theme: %s', async (scene) => {
  const { screen } = await roomWindow({ scene })
  await expect.element(screen.getByRole('heading', { name: 'Room', exact: true })).toBeVisible()
  await expect.poll(() => page.getByText('Looking at the room').query()).toBeNull()
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn()]).toEqual([theme, []])
  }
})
