import { expect, test } from 'vitest'
import type { Presence } from '../../../src/contract/host-info.ts'
import { createFollow, type Spot } from '../../../src/state/room-follow.svelte.ts'

const ben = (screen: string, item: string | null = null): Presence => ({
  id: 'b',
  person: 'ben',
  name: 'Ben',
  role: 'po',
  screen,
  item,
})

function window() {
  const gone: Spot[] = []
  const ended: string[] = []
  const follow = createFollow({ go: (spot) => gone.push(spot), onEnd: (name, why) => ended.push(`${name} ${why}`) })
  follow.at({ screen: 'backlog', item: null })
  return { follow, gone, ended }
}

test('the follower goes where the driver is, and along with every step', () => {
  const { follow, gone, ended } = window()
  follow.follow(ben('sprint'))
  follow.at({ screen: 'sprint', item: null })
  follow.look([ben('backlog', 'i1')])
  follow.at({ screen: 'backlog', item: 'i1' })
  expect(gone).toEqual([
    { screen: 'sprint', item: null },
    { screen: 'backlog', item: 'i1' },
  ])
  expect(ended).toEqual([])
  expect(follow.whom?.name).toBe('Ben')
})

test('a driver who is faster than the address is followed without the follower being taken for acting', () => {
  const { follow, ended } = window()
  follow.follow(ben('sprint'))
  follow.look([ben('roadmap')])
  follow.look([ben('people')])
  follow.at({ screen: 'sprint', item: null })
  follow.at({ screen: 'people', item: null })
  expect(ended).toEqual([])
})

test('going somewhere by oneself ends it, and so does a press on the screen', () => {
  const first = window()
  first.follow.follow(ben('sprint'))
  first.follow.at({ screen: 'sprint', item: null })
  first.follow.at({ screen: 'history', item: null })
  expect(first.ended).toEqual(['Ben acted'])
  expect(first.follow.whom).toBeNull()
  const second = window()
  second.follow.follow(ben('backlog'))
  second.follow.acted()
  second.follow.acted()
  expect(second.ended).toEqual(['Ben acted'])
})

test('following somebody who stands at the same place moves nothing, and walking on is one’s own act', () => {
  const { follow, gone, ended } = window()
  follow.follow(ben('backlog'))
  expect(gone).toEqual([])
  follow.at({ screen: 'sprint', item: null })
  expect(ended).toEqual(['Ben acted'])
})

test('a driver who leaves is told; one whose window just opens the plan is waited for', () => {
  const { follow, gone, ended } = window()
  follow.follow(ben('backlog'))
  follow.look([ben('')])
  expect(gone).toEqual([])
  follow.look([])
  expect(ended).toEqual(['Ben left'])
})
