import { expect, test } from 'vitest'
import type { Presence } from '../../../src/contract/host-info.ts'
import { createCompany } from '../../../src/state/room-company.svelte.ts'
import { countRuns } from './count-runs.svelte.ts'

const at = (name: string, more: Partial<Presence> = {}): Presence => ({
  id: `w-${name}`,
  person: name,
  name,
  role: 'developer',
  screen: 'backlog',
  item: null,
  ...more,
})
const me = at('Anna', { isYou: true })

function company() {
  const told: string[] = []
  const takenOver: string[] = []
  const made = createCompany({
    tell: () => told.push(JSON.stringify(made.shows)),
    onTakenOver: ({ name }) => takenOver.push(name),
  })
  return { made, told, takenOver }
}

test('the others are told without this window, and a person with two windows counts once', () => {
  const { made } = company()
  made.told([me, at('Ben'), at('Ben', { id: 'second', drives: true }), at('Carla')])
  expect(made.others).toHaveLength(3)
  expect(made.people.map((one) => one.id)).toEqual(['second', 'w-Carla'])
})

test('two guests of one name are two', () => {
  const { made } = company()
  made.told([at('Piet', { id: 'a', person: null, guest: true }), at('Piet', { id: 'b', person: null, guest: true })])
  expect(made.people).toHaveLength(2)
})

test('who looks at an item is found by the item, and gone when they look elsewhere', () => {
  const { made } = company()
  made.told([me, at('Ben', { item: 'i1' }), at('Carla', { item: 'i1' }), at('Dora', { item: 'i2' })])
  expect(made.lookersAt('i1').map((one) => one.name)).toEqual(['Ben', 'Carla'])
  made.told([me, at('Ben', { item: 'i2' }), at('Carla', { item: 'i1' })])
  expect(made.lookersAt('i1').map((one) => one.name)).toEqual(['Carla'])
  expect(made.lookersAt('i2').map((one) => one.name)).toEqual(['Ben'])
  expect(made.lookersAt('i3')).toEqual([])
})

test('only the items whose lookers changed are drawn again', () => {
  const { made } = company()
  made.told([me, at('Ben', { item: 'i1' })])
  const counted = countRuns(['i1', 'i2', 'i3'], (item) => made.lookersAt(item))
  made.told([me, at('Ben', { item: 'i2', hand: true })])
  counted.settle()
  made.told([me, at('Ben', { item: 'i2' })])
  counted.settle()
  expect(counted.runs).toEqual({ i1: 2, i2: 2, i3: 1 })
  counted.stop()
})

test('whoever begins to drive takes it over, and the one before is told', () => {
  const { made, told, takenOver } = company()
  made.told([me])
  made.drive(true)
  made.told([me, at('Ben', { drives: true })])
  expect(made.shows.drives).toBe(false)
  expect(takenOver).toEqual(['Ben'])
  expect(told).toEqual(['{"drives":true,"hand":false}', '{"drives":false,"hand":false}'])
  expect(made.driver?.name).toBe('Ben')
})

test('driving is taken over from somebody who drives already, without being thrown out at once', () => {
  const { made, takenOver } = company()
  made.told([me, at('Ben', { drives: true })])
  made.drive(true)
  made.told([me, at('Ben', { drives: true })])
  expect(made.shows.drives).toBe(true)
  expect(takenOver).toEqual([])
})

test('a host that came back and knows no place of this window is told again', () => {
  const { made, told } = company()
  made.raise(true)
  made.told([at('Anna', { isYou: true, screen: '' })])
  expect(told).toHaveLength(2)
})
