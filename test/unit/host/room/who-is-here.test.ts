import { expect, test } from 'vitest'
import { createWhoIsHere } from '../../../../src/host/room/who-is-here.ts'

test('a phone that came in at another host is a guest here, and not whoever sits at that host', () => {
  const ada = { device: 'd1', name: 'Ada', person: 'ada', removed: null }
  const window = { person: null, name: '', role: 'po', screen: 'planning', item: null }
  const phone = { ...window, id: 'guest 7', name: 'Cleo (guest)', role: 'developer', screen: '' }
  const peer = {
    device: 'd1',
    session: { clock: () => null },
    presence: () => [{ ...window, id: 'w1' }, phone],
  }
  const here = createWhoIsHere({
    members: { isMember: () => true, member: () => ada, all: () => [ada] } as never,
    peers: () => [peer] as never,
    guests: () => ({ presence: () => [] }),
  })
  expect(here.others()).toMatchObject([
    { person: 'ada', name: 'Ada' },
    { person: null, name: 'Cleo (guest)', guest: true },
  ])
})
