import { expect, test } from 'vitest'
import { readRoute, writeRoute, type Route } from '../../../src/app/route.ts'

test('a route written is the route read', () => {
  const routes: readonly Route[] = [
    { plan: null, screen: 'welcome', rest: null, query: {} },
    { plan: null, screen: 'import', rest: null, query: {} },
    { plan: 'abc', screen: 'backlog', rest: 'item/with slash', query: {} },
    { plan: 'abc', screen: 'print', rest: null, query: { page: 'A3' } },
  ]
  for (const route of routes) expect(readRoute(writeRoute(route))).toEqual(route)
})

test('an address that nobody wrote leads to the welcome page', () => {
  expect(readRoute('')).toEqual({ plan: null, screen: 'welcome', rest: null, query: {} })
  expect(readRoute('#/%E0%A4%A')).toMatchObject({ plan: null })
})
