import { addComment } from '../../../src/commands/comments.ts'
import { createItem, createItems } from '../../../src/commands/create-item.ts'
import { addCriterion, tickCriterion } from '../../../src/commands/criteria.ts'
import { createDomain } from '../../../src/commands/domains.ts'
import { editItems, setLabel } from '../../../src/commands/edit-item.ts'
import { createEpic } from '../../../src/commands/epics.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { addLink } from '../../../src/commands/links.ts'
import { addMeasurement, createMetric } from '../../../src/commands/metrics.ts'
import { editPlanFact, editRootText, renamePlan } from '../../../src/commands/plan-facts.ts'
import { addTask } from '../../../src/commands/tasks.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'

const GOALS = [
  ['Skippers book a berth before they cast off', 'now'],
  ['Harbour masters trust the board', 'now'],
  ['No berth stays empty by mistake', 'next'],
  ['Paid before the lines are cast off', 'next'],
  ['A new marina is live in a week', 'later'],
] as const
const DOMAINS = ['Booking', 'Platform', 'Quayside', 'Payments'] as const

/** Title, kind, goal, domain, estimate, how many criteria. */
const ITEMS: readonly (readonly [string, string, number | null, number, number | null, number])[] = [
  ['Show free berths that fit length and draught', 'feature', 0, 0, 5, 2],
  ['Two skippers can confirm the same berth at once', 'bug', 1, 0, 3, 1],
  ['Hold a berth for 15 minutes while the skipper pays', 'feature', 0, 0, 5, 4],
  ['One record of who lies where, for map and board', 'enabler', 1, 1, 8, 2],
  ['Tell the skipper when the berth is free', 'feature', 0, 2, 3, 1],
  ['Release the berth of a no-show at 20:00', 'feature', 2, 0, 3, 2],
  ['Pay by link on departure', 'feature', 3, 3, 5, 1],
  ['Replace the nightly occupancy import', 'debt', 1, 1, 5, 1],
  ['Can tide tables tell us which berths dry out?', 'spike', 0, 0, 2, 1],
  ['Arrivals board shows yesterday after midnight', 'bug', 1, 2, 2, 1],
  ['Waiting list when the harbour is full', 'feature', 2, 0, 5, 1],
  ['Move a boat to another berth on the harbour map', 'feature', 1, 2, 8, 0],
  ['Refund in full until noon of the day before', 'feature', 0, 3, 3, 2],
  ['Renew the certificate for the payment provider', 'chore', null, 3, 1, 1],
  ['Arrivals list for the launch, without network', 'feature', 1, 2, 8, 0],
  ['Remove the second price calculator', 'debt', 3, 3, 5, 1],
  ['Read a marina’s berth plan from a spreadsheet', 'architecture', 4, 1, 8, 0],
  ['Prices by length, season and shore power', 'feature', 4, 3, 13, 0],
  ['Let a skipper change the day of arrival', 'feature', 0, 0, 3, 0],
  ['Draught is rounded up to full metres', 'bug', 0, 0, 1, 1],
  ['Which harbours take multihulls, and at what price?', 'spike', 4, 0, 2, 0],
  ['Season-ticket holders release their own berth', 'feature', 2, 2, null, 0],
  ['Photographs of the berth at low water', 'feature', null, 0, 3, 0],
  ['Harbour-office hours on the confirmation', 'chore', null, 2, 1, 0],
  ['One set of translations instead of three', 'debt', null, 1, 5, 0],
  ['Group booking for a regatta', 'feature', 0, 0, 20, 0],
  ['Sandbox marina for new harbour masters', 'enabler', 4, 1, 5, 0],
  ['قائمة انتظار للميناء 🛥️', 'feature', 2, 0, 3, 0],
]

/** A made-up product of any size, to look at the screens without a host. */
export function harbour(size = 60): InMemoryPlan {
  const plan = inMemoryPlan({ now: () => Date.now() })
  const { must } = plan
  must(renamePlan, { name: 'Harbour' })
  must(editRootText, {
    field: 'vision',
    value: 'Every boat finds its berth before it casts off, and every harbour knows who comes.',
  })
  must(editRootText, {
    field: 'strategy',
    value: 'First the harbours that turn boats away in July, then everyone on their coast.',
  })
  const metric = must(createMetric, { name: 'Nights booked before arrival', unit: '%' })
  ;[28, 29, 32, 31.5, 36, 38, 39, 41].forEach((value, i) =>
    must(addMeasurement, { metric, value, day: `2026-${String(i + 2).padStart(2, '0')}-15` }),
  )
  must(editPlanFact, { field: 'northStar', value: metric })
  const goals = GOALS.map(([title, horizon], i) =>
    must(createGoal, { title, horizon, ...(i === 0 ? { metric, baseline: 28, target: 60, due: '2027-09-30' } : {}) }),
  )
  const domains = DOMAINS.map((name) => must(createDomain, { name }))
  const epic = must(createEpic, { title: 'Book a berth from the sea', goal: goals[0] ?? null })
  const ids = ITEMS.map(([title, kind, goal, domain, estimate, criteria], i) => {
    const id = must(createItem, {
      title,
      kind,
      fields: {
        goal: i === 8 ? null : goal === null ? null : (goals[goal] ?? null),
        epic: i === 8 || i === 2 ? epic : null,
        domain: domains[domain] ?? null,
        estimate,
      },
      description:
        i === 2
          ? 'From the moment a skipper chooses a berth, nobody else can have it for **15 minutes**. The time left is in sight until payment is done. When it runs out the berth is free again and the skipper keeps what was typed.\n\n- A harbour master sees held berths and can release one.\n- One hold for each boat.'
          : '',
    })
    for (let n = 0; n < criteria; n++) must(addCriterion, { item: id, text: CRITERIA[n] ?? '' })
    return id
  })
  const [, second, third, fourth] = ids as [string, string, string, string]
  must(editItems, { ids: [third], field: 'value', value: 8 })
  must(editItems, { ids: [third], field: 'outcome', value: 'Fewer bookings given up at payment: 22 % to 10 %' })
  must(setLabel, { ids: [third, second], label: 'pilot', on: true })
  must(setLabel, { ids: [third], label: 'summer', on: true })
  must(addLink, { from: fourth, to: third, type: 'blocks' })
  must(addLink, { from: third, to: ids[12] ?? null, type: 'relates' })
  must(
    addComment,
    {
      item: third,
      text: 'Does the hold start at the berth or at “Pay”? The hint on the map says one thing, the sketch another.',
    },
    { person: 'ben', role: 'developer', forTeam: null },
  )
  must(addComment, { item: third, text: 'Harbour masters will want to see who holds. A boat name is enough.' })
  must(addTask, { item: third, text: 'Ask the provider how long a payment may stay open' }, plan.as('developer'))
  const first = plan.plan.partsOf('criteria', third)[0]
  if (first !== undefined) must(tickCriterion, { id: first.id, met: true })
  for (let made = ids.length; made < size; made += 500) {
    const titles = Array.from(
      { length: Math.min(500, size - made) },
      (_, i) => `${ITEMS[(made + i) % ITEMS.length]?.[0] ?? ''} (${made + i + 1})`,
    )
    must(createItems, {
      titles,
      fields: {
        domain: domains[((made / 500) % 4) | 0] ?? null,
        goal: goals[((made / 500) % 5) | 0] ?? null,
        estimate: 3,
      },
    })
  }
  return plan
}

const CRITERIA = [
  'A held berth is shown as “held until 14:32” and cannot be booked.',
  'A hold that runs out frees the berth within 5 seconds, everywhere.',
  'A lost connection does not shorten or lengthen the hold.',
  'Paying in the last second counts as paid.',
]
