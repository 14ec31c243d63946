import { expect, test } from 'vitest'
import { createTabLine } from '../../../src/browser/tab-line.ts'
import { memoryStorage } from '../../support/host-in-process.ts'
import { SimulatedBrowser } from '../../simulation/simulated-browser.ts'

const PLAN = 'harbour'

test('a tab goes on under its line after a reload', async () => {
  const browser = new SimulatedBrowser()
  const tab = memoryStorage()
  const page = {}
  const line = createTabLine(PLAN, tab, browser.locksOf(page))
  expect(await line.before()).toBeNull()
  await line.hold(7)
  browser.release(page)
  expect(await createTabLine(PLAN, tab, browser.locksOf({})).before()).toBe(7)
})

test('a duplicated tab, whose storage is a copy, does not get the line of the one it was made from', async () => {
  const browser = new SimulatedBrowser()
  const tab = memoryStorage()
  const line = createTabLine(PLAN, tab, browser.locksOf({}))
  await line.hold(7)
  const copy = memoryStorage()
  copy.setItem(`ordinal-line-${PLAN}`, tab.getItem(`ordinal-line-${PLAN}`) as string)
  const duplicate = createTabLine(PLAN, copy, browser.locksOf({}))
  expect(await duplicate.before()).toBeNull()
  expect(await duplicate.isHeld(7)).toBe(true)
})

test('of two copies that ask at once, one gets the line', async () => {
  const browser = new SimulatedBrowser()
  const tab = memoryStorage()
  tab.setItem(`ordinal-line-${PLAN}`, '7')
  const [a, b] = [browser.locksOf({}), browser.locksOf({})].map((locks) => createTabLine(PLAN, tab, locks))
  const got = await Promise.all([a?.before(), b?.before()])
  expect(got.filter((client) => client === 7)).toHaveLength(1)
})

test('a line that is given up for another is free again', async () => {
  const browser = new SimulatedBrowser()
  const line = createTabLine(PLAN, memoryStorage(), browser.locksOf({}))
  await line.hold(7)
  await line.hold(8)
  const other = createTabLine(PLAN, memoryStorage(), browser.locksOf({}))
  expect([await other.isHeld(7), await other.isHeld(8)]).toEqual([false, true])
  line.release()
  await other.hold(8)
  expect(await line.isHeld(8)).toBe(true)
})

test('without Web Locks a tab never goes on under a line of before, since it may be a copy', async () => {
  const tab = memoryStorage()
  const line = createTabLine(PLAN, tab, undefined)
  await line.hold(7)
  expect(await createTabLine(PLAN, tab, undefined).before()).toBeNull()
  expect(await line.isHeld(7)).toBe(false)
})

test('a spoilt note of a line is none', async () => {
  const browser = new SimulatedBrowser()
  for (const note of ['', 'x', '-3', '1.5', '{}', 'Infinity']) {
    const tab = memoryStorage()
    tab.setItem(`ordinal-line-${PLAN}`, note)
    expect(await createTabLine(PLAN, tab, browser.locksOf({})).before(), note).toBeNull()
  }
})
