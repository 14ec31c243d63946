import { expect, test } from 'vitest'
import { fetchAhead } from '../../../../src/ui/frame/fetch-ahead.ts'

test('parts are fetched one after the other, each in an idle moment, and one that fails holds no other up', async () => {
  const steps: string[] = []
  const part = (name: string, comes: boolean) => () => {
    steps.push(name)
    return comes ? Promise.resolve() : Promise.reject(new Error('Nobody answers.'))
  }
  await fetchAhead([part('editor', true), part('sprint', false), part('people', true)], (act) => {
    steps.push('idle')
    act()
  })
  expect(steps).toEqual(['idle', 'editor', 'idle', 'sprint', 'idle', 'people'])
})

test('nothing is fetched before the window is idle', () => {
  let asked = false
  void fetchAhead(
    [
      () => {
        asked = true
        return Promise.resolve()
      },
    ],
    () => undefined,
  )
  expect(asked).toBe(false)
})
