import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { barriersIn } from '../screens/accessible.ts'
import { roomWindow } from './room-window.ts'
import { SCENES } from './scenes.ts'

afterEach(() => document.documentElement.removeAttribute('data-theme'))

test('a plan is connected by keys alone: kind, address and a token that is never shown again', async () => {
  const { screen, lastAsked, said } = await roomWindow({ begin: { screen: 'settings' } })
  const section = screen.getByRole('region', { name: 'Beyond the room' })
  await expect.element(section.getByText('It cannot read', { exact: false })).toBeVisible()
  const connect = screen.getByRole('button', { name: /^Connect to a server/ })
  ;(connect.element() as HTMLElement).focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByLabelText('Address')).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('The address is needed', { exact: false })).toBeVisible()
  await userEvent.keyboard('wss://plans.example.org')
  await userEvent.tab()
  const token = screen.getByLabelText('Token', { exact: true })
  await expect.element(token).toHaveFocus()
  await expect.element(token).toHaveAttribute('type', 'password')
  await expect.element(token).toHaveAttribute('autocomplete', 'off')
  await userEvent.keyboard('s3cret')
  await section.getByText('Hocuspocus').click()
  await token.click()
  await userEvent.keyboard('{Enter}')
  expect(lastAsked()).toEqual([
    'room.connect',
    { plan: 'plan-1', server: { kind: 'hocuspocus', url: 'wss://plans.example.org', token: 's3cret' } },
  ])
  await expect.poll(said).toBe('The plan is connected to the server.')
  await expect.element(section.getByText('Connected.', { exact: false })).toBeVisible()
  await expect.element(section.getByRole('button', { name: /^Change/ })).toHaveFocus()
  expect(document.body.innerHTML).not.toContain('s3cret')
  await section.getByRole('button', { name: /^Change/ }).click()
  await expect.element(screen.getByLabelText('Address')).toHaveValue('wss://plans.example.org')
  await expect.element(token).toHaveValue('')
})

test('an address that is none is said in the host’s words, and what was typed stays', async () => {
  const { screen, room } = await roomWindow({ begin: { screen: 'settings' } })
  await screen.getByRole('button', { name: /^Connect to a server/ }).click()
  room.failNext('room.connect', 'bad-address', 'It has to begin with ws:// or wss://.')
  await screen.getByLabelText('Address').fill('https://plans.example.org')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('It has to begin with ws:// or wss://.')).toBeVisible()
  await expect.element(screen.getByLabelText('Address')).toHaveValue('https://plans.example.org')
  expect(await barriersIn()).toEqual([])
})

test('a server that is away says why, in every theme without barriers, and disconnecting is asked once more', async () => {
  const { screen, lastAsked } = await roomWindow({ begin: { screen: 'settings' }, scene: 'server' })
  await expect
    .element(screen.getByText('No server answers at that address. Ordinal goes on trying.', { exact: false }))
    .toBeVisible()
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn()]).toEqual([theme, []])
  }
  await screen.getByRole('button', { name: /^Disconnect/ }).click()
  await expect.element(screen.getByRole('group', { name: 'Disconnect from the server' })).toHaveFocus()
  await screen.getByRole('button', { name: 'Disconnect', exact: true }).click()
  expect(lastAsked()).toEqual(['room.connect', { plan: 'plan-1', server: null }])
  await expect.element(screen.getByRole('button', { name: /^Connect to a server/ })).toHaveFocus()
  expect(SCENES.server.server.state).toBe('away')
})
