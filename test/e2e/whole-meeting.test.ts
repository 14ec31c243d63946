import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasNetwork, peopleAtHosts, type PeopleAtHosts } from './people-at-hosts.ts'
import { comeInByPhone, letInByDigits, openRoomOf } from './two-laptops.ts'
import { exported, see, type Cast } from './whole-meeting/cast.ts'
import { retrospective, review } from './whole-meeting/look-back.ts'
import { close, confidence, how, setUpSprint, what, why } from './whole-meeting/planning.ts'
import { addWithSwap, refuse, setUpNext, split, work } from './whole-meeting/sprint.ts'

const BACKLOG = fileURLToPath(new URL('../fixtures/imports/harbour-backlog.csv', import.meta.url))

let people: PeopleAtHosts
beforeAll(async () => {
  people = await peopleAtHosts()
})
afterAll(async () => {
  await people.leave()
})

test.skipIf(!hasNetwork)(
  'the whole meeting: two laptops, one shared screen, two phones. A two-week sprint from an imported backlog, changed three times, reviewed and looked back on, and both laptops hold the same plan (needs a network)',
  { timeout: 240_000 },
  async () => {
    const { cast, plan, asked, near } = await comeTogether()
    await setUpSprint(cast)
    await why(cast)
    await what(cast)
    await how(cast)
    await confidence(cast, plan)
    await close(cast)

    await addWithSwap(cast)
    await split(cast)
    await refuse(cast)
    await work(cast)
    await setUpNext(cast)

    await review(cast)
    await retrospective(cast)

    const held = await samePlan(cast, plan)
    const sprints = Object.fromEntries(held.sprints.map((sprint) => [sprint.name, sprint]))
    expect(sprints['Sprint 1']).toMatchObject({ state: 'finished', reached: 'partly', capacity: 20 })
    expect(sprints['Sprint 1']?.goal).toMatch(/^From May a skipper holds .* sees it at once$/)
    expect(held.goals).toMatchObject([{ id: sprints['Sprint 1']?.serves, title: 'Fewer calls to the office' }])
    const inside = (sprint: string) => held.items.filter((item) => item.sprint === sprints[sprint]?.id)
    expect(inside('Sprint 1').map(({ stage }) => stage)).toEqual(['done', 'done'])
    expect(inside('Sprint 2')).toMatchObject([{ title: 'A receipt by mail' }])
    // 30 that were imported, the rest of the split right where it was put, and what the team will try.
    const titles = held.items.map(({ title }) => title)
    expect(titles).toHaveLength(32)
    expect(titles.slice(4, 9)).toEqual([
      'A skipper gives a held berth back',
      'Berth 12 is sold twice in summer time',
      'Depth of each berth stands in the list',
      'A skipper takes another night',
      'Pay the night in advance',
    ])
    expect(titles.at(-1)).toBe('One hour a day without the phone')
    const both = {
      agreedPo: { person: expect.any(String) as string },
      agreedDev: { person: expect.any(String) as string },
    }
    expect(held.sprintChanges).toMatchObject([
      { kind: 'swap', ...both },
      { kind: 'split', ...both },
    ])
    expect(held.requests).toMatchObject([
      { title: 'The crane in this sprint', answer: 'no', free: 5 },
      { title: 'Hold two berths next to each other', answer: null },
    ])
    expect(held.reflections).toHaveLength(4)
    expect([...cast.ada.faults, ...cast.ben.faults]).toEqual([])
    expect([...asked].filter((machine) => !near.has(machine))).toEqual([])
  },
)

/** The Product Owner imports a backlog and opens the room; a laptop and two phones come in. */
async function comeTogether(): Promise<{
  cast: Cast
  plan: string
  /** Machines that were asked for anything, and those that are in the room. */
  asked: ReadonlySet<string>
  near: ReadonlySet<string>
}> {
  const ada = await people.sit('Ada Byron', 'Product Owner')
  await ada.page.locator('input[type=file]').first().setInputFiles(BACKLOG)
  await ada.page.getByLabel('called').fill('Harbour')
  await ada.page.getByRole('button', { name: 'Import 30 items' }).click()
  await ada.page.getByRole('button', { name: 'Open the backlog' }).click()
  await see(ada.page.getByRole('grid')).toBeVisible()
  await ada.page.keyboard.press('g')
  await ada.page.keyboard.press('m')
  const invite = await openRoomOf(ada.page)
  const ben = await people.sit('Ben Ito', 'Developer')
  await letInByDigits(ada.page, ben.page, invite, 'Ben Ito')
  const [cleo, dora] = [
    await comeInByPhone(ada.page, invite.url, 'Cleo'),
    await comeInByPhone(ada.page, invite.url, 'Dora'),
  ]
  const asked = new Set<string>()
  for (const page of [ada.page, ben.page, cleo, dora]) watchHosts(page, asked)
  const plan = /#\/p\/([^/]+)/.exec(ada.page.url())?.[1] ?? ''
  const near = new Set(['127.0.0.1', new URL(invite.url).hostname, ''])
  return { cast: { ada, ben, cleo, dora }, plan, asked, near }
}

/** Notes which machines a page asks for anything. */
function watchHosts(page: Page, asked: Set<string>): void {
  page.on('request', (request) => asked.add(new URL(request.url()).hostname))
  page.on('websocket', (socket) => asked.add(new URL(socket.url()).hostname))
}

/** What is compared and looked at of an exported plan. */
interface Held {
  readonly items: readonly { readonly title: string; readonly stage?: string; readonly sprint?: string | null }[]
  readonly sprints: readonly {
    readonly id: string
    readonly name: string
    readonly goal?: string
    readonly serves?: string | null
  }[]
  readonly goals: readonly object[]
  readonly sprintChanges: readonly object[]
  readonly requests: readonly object[]
  readonly reflections: readonly object[]
}

/** Both hosts export the same bytes, deleted records included. */
async function samePlan({ ada, ben }: Cast, plan: string): Promise<Held> {
  const both = () => Promise.all([exported(ada, plan), exported(ben, plan)])
  const differs = async (): Promise<boolean> => {
    const [adas, bens] = await both()
    return adas !== bens
  }
  await expect.poll(differs, { timeout: 30_000 }).toBe(false)
  return JSON.parse((await both())[0]) as Held
}
