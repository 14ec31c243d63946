import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createItem } from '../../src/commands/create-item.ts'
import { addCriterion } from '../../src/commands/criteria.ts'
import { editItem } from '../../src/commands/edit-item.ts'
import { startRound, turnRound } from '../../src/commands/rounds.ts'
import { closeSurvey, startSurvey } from '../../src/commands/surveys.ts'
import { COHN } from '../../src/model/decks.ts'
import { outerAddress, serveRoom, type ServedRoom } from './guest-room-served.ts'
import { launchBrowser, picture } from './open-pages.ts'

let browser: Browser
let room: ServedRoom
let item = ''
let contexts: BrowserContext[] = []
let faults: string[] = []

describe.skipIf(outerAddress === null)('on an address that others reach (skipped where this machine has none)', () => {
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    room = await serveRoom(outerAddress ?? '127.0.0.1')
    item = room.plan.must(createItem, {
      title: 'Hold a berth for a boat that comes late in the evening',
      at: 'top',
      description: 'The harbour master holds a berth until midnight.\n\nAfter that anybody may have it.',
    })
    room.plan.must(editItem, { id: item, field: 'estimate', value: 5 })
    room.plan.must(addCriterion, { item, text: 'The berth is shown as taken to everybody else' })
    room.plan.must(addCriterion, { item, text: 'The skipper gets a message when it ends' })
    contexts = []
    faults = []
  })
  afterEach(async () => {
    for (const context of contexts) await context.close()
    await room.stop()
  })

  test('two phones come in over plain http, see the item, vote, comment and raise a hand', async () => {
    const [ada, ben] = [await phone('light'), await phone('dark')]
    expect(await ada.evaluate(() => [isSecureContext, crypto.subtle === undefined])).toEqual([false, true])
    expect(await barriers(ada)).toEqual([])
    await picture(ada, 'guest-name')
    room.drive('refine', item)
    await letIn(ada, 'Ada')
    await letIn(ben, 'Ben')
    await ada.getByRole('heading', { name: /Hold a berth/ }).waitFor()
    await ada.getByText('The berth is shown as taken').waitFor()
    await picture(ada, 'guest-item')

    const [round = ''] = room.plan.must(startRound, { kind: 'estimate', items: [item], deck: COHN })
    await ada.getByRole('button', { name: '8', exact: true }).click()
    await ben.getByText('1 card on the table.').waitFor()
    expect(await barriers(ben)).toEqual([])
    await picture(ben, 'guest-vote-dark')
    await ben.getByRole('button', { name: 'I do not know' }).click()
    await ada.getByText('2 cards on the table.').waitFor()
    room.plan.must(turnRound, { round })
    await ben.getByRole('listitem').filter({ hasText: 'Ada' }).waitFor()
    await picture(ben, 'guest-votes-turned-dark')

    await ada.getByRole('textbox').fill('What about the tide?')
    await ada.getByRole('button', { name: 'Question' }).click()
    await ada.getByText('✓ Your question is on the item.').waitFor()
    expect(await ada.getByRole('textbox').inputValue()).toBe('')
    expect(room.plan.plan.partsOf('comments', item)).toMatchObject([{ byName: 'Ada (guest)', asks: true }])

    await ben.getByRole('button', { name: 'Raise your hand' }).click()
    await ben.getByRole('button', { name: 'Lower your hand' }).waitFor()
    await expect
      .poll(() =>
        room.guests
          .presence()
          .filter(({ hand }) => hand)
          .map(({ name }) => name),
      )
      .toEqual(['Ben (guest)'])
    await picture(ada, 'guest-said')
    for (const page of [ada, ben]) {
      expect(await fits(page)).toBe(true)
      expect(await barriers(page)).toEqual([])
    }
    expect(faults).toEqual([])
  })

  test('a Kano survey on a phone: two questions, answered twice, kept over a reload, closed', async () => {
    const other = room.plan.must(createItem, { title: 'Show the tide', at: 'bottom' })
    const survey = room.plan.must(startSurvey, { items: [item, other], words: 'No answer is wrong.' })
    const ada = await phone()
    await letIn(ada, 'Ada')
    await ada.getByRole('button', { name: 'Begin' }).click()
    const answer = async (withIt: string, button: string): Promise<void> => {
      await ada.getByRole('group', { name: 'if you have it' }).getByText(withIt).click()
      await ada.getByRole('group', { name: 'if you do not have it' }).getByText('I dislike it').click()
      await ada.getByRole('button', { name: button }).click()
    }
    await ada.getByRole('button', { name: 'Next' }).click()
    await ada.getByText('Choose one of the five answers to each of the two questions.').waitFor()
    expect(await barriers(ada)).toEqual([])
    await answer('I like it', 'Next')
    await ada.getByText('2 of 2').waitFor()
    await ada.reload()
    await ada.getByText('You answered 1 of 2.', { exact: false }).waitFor()
    await ada.getByRole('button', { name: 'Go on' }).click()
    await answer('I like it', 'Next')
    await ada.getByRole('heading', { name: 'Thank you, that is all' }).waitFor()
    await ada.getByRole('button', { name: /^Show the tide/ }).click()
    await answer('I do not mind', 'Keep it')
    await ada.getByText('You answered this before. The newer answer counts; the older one is kept.').waitFor()
    expect(await barriers(ada)).toEqual([])
    expect(await fits(ada)).toBe(true)
    await picture(ada, 'guest-survey')
    room.plan.must(closeSurvey, { id: survey })
    await ada.getByRole('heading', { name: 'The survey is closed' }).waitFor()
    expect(room.plan.plan.rows('answers').size).toBe(3)
    expect(faults).toEqual([])
  })

  test('a phone whose host goes away and comes back is in again, with what was typed', async () => {
    room.drive('refine', item)
    const ada = await phone()
    await letIn(ada, 'Ada')
    await ada.getByRole('textbox').fill('Half a thou')
    const wake = await room.sleep()
    await ada.getByText('The connection is lost.').waitFor()
    expect(await barriers(ada)).toEqual([])
    await picture(ada, 'guest-away')
    await wake()
    await ada.getByText('The connection is lost.').waitFor({ state: 'detached' })
    expect(await ada.getByRole('textbox').inputValue()).toBe('Half a thou')
    await ada.reload()
    await ada.getByRole('heading', { name: /Hold a berth/ }).waitFor()
    expect(room.guests.state()).toMatchObject([{ name: 'Ada', state: 'here' }])
    expect(faults).toEqual([])
  })

  test('it says plainly when the room is closed, when somebody said no, and when a link is damaged', async () => {
    const [ada, mallory] = [await phone(), await phone('dark')]
    await letIn(ada, 'Ada')
    await mallory.getByLabel('Your name').fill('Mallory')
    await mallory.getByLabel('I help to build it').check()
    await mallory.getByRole('button', { name: 'Ask to come in' }).click()
    await mallory.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
    await picture(mallory, 'guest-waiting-dark')
    room.guests.turnAway(idOf('Mallory'))
    await mallory.getByRole('heading', { name: 'You were not let in' }).waitFor()
    room.guests.close()
    await ada.getByRole('heading', { name: 'The room is closed' }).waitFor()
    expect(await barriers(ada)).toEqual([])
    await picture(ada, 'guest-closed')
    room.guests.open()
    const lost = await phone('light', room.link().slice(0, -4))
    await lost.getByRole('heading', { name: 'This link does not work' }).waitFor()
    expect(await barriers(lost)).toEqual([])
    expect(faults).toEqual([])
  })

  test('a page of another host name or origin gets neither page nor socket', async () => {
    const url = `http://${outerAddress}:${room.port}`
    const fetched = await fetch(`${url}/g`)
    expect(fetched.status).toBe(200)
    expect(fetched.headers.get('content-security-policy')).toContain("default-src 'none'")
    for (const path of ['/', '/g/', '/g/../package.json', '/g/%2e%2e/host/cli.mjs', '/host/cli.mjs', '/g/index.html'])
      expect((await fetch(url + path)).status, path).toBe(404)
  })
})

async function phone(theme: 'light' | 'dark' = 'light', link = room.link()): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    hasTouch: true,
  })
  contexts.push(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    // A phone without its host says so; that is what the page is there to bear.
    if (message.type() === 'error' && !message.text().includes('ERR_CONNECTION_REFUSED')) faults.push(message.text())
  })
  page.on('request', (request) => {
    if (new URL(request.url()).host !== `${outerAddress}:${room.port}` && !request.url().startsWith('data:'))
      faults.push(`asked for ${request.url()}`)
  })
  await page.goto(link)
  return page
}

async function letIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('I help to build it').check()
  await page.getByRole('button', { name: 'Ask to come in' }).click()
  await page.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
  room.guests.admit(idOf(name))
  await page.getByRole('heading', { name: 'In the room: Clinic' }).waitFor({ state: 'attached' })
}

const idOf = (name: string): string => room.guests.state().find((guest) => guest.name === name)?.id ?? ''

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document)
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`))
  })
}

async function fits(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
}
