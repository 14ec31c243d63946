import { seeded } from '../support/random.ts'

/**
 * Plans of any size that look like real ones and are the same in every run: no clock, no Math.random.
 * As `ordinal-json` for benches of the app, as a Jira CSV for benches and tests of the import.
 */
export interface GeneratedPlan {
  /** The text of an `ordinal-json` file. */
  readonly json: string
  readonly items: number
}

const VERBS = [
  'Show',
  'Hold',
  'Let skippers',
  'Warn about',
  'Export',
  'Merge',
  'Speed up',
  'Remove',
  'Replace',
  'Print',
  'Keep',
  'Refund',
  'Translate',
  'Move',
  'Explain',
  'Split',
  'Remember',
  'Check',
]
const THINGS = [
  'free berths',
  'the arrivals board',
  'a held berth',
  'the waiting list',
  'departure payments',
  'tide tables',
  'the harbour map',
  'season tickets',
  'group bookings',
  'the price list',
  'shore power',
  'mooring plans',
  'double bookings',
  'the launch list',
  'refunds',
  'draught limits',
  'guest nights',
  'photographs of the berth',
  'the quay screen',
  'certificates',
]
const TAILS = [
  'before the season opens',
  'without network',
  'for multihulls',
  'on small phones',
  'in under a second',
  'for harbour masters',
  'when the harbour is full',
  'after midnight',
  'by length and draught',
  'across two harbours',
  'with one tap',
  'in three languages',
  'from a spreadsheet',
  'on the day of arrival',
]
const SENTENCES = [
  'Harbour masters ask for this every spring, and last year it cost two pilot marinas a weekend.',
  'Today the skipper has to call, and the office is closed when most boats arrive.',
  'The list is right in the morning and wrong at noon, because departures are typed in by hand.',
  'It has to work on the launch, where there is no network behind the breakwater.',
  'When it goes wrong nobody notices until somebody stands on an occupied berth.',
  'We tried a smaller step in May; it helped for one week.',
  'The payment provider ends the old interface in June, so this has a date.',
]
const CRITERIA = [
  'A held berth cannot be booked by anybody else.',
  'It works without a network and catches up later.',
  'The time left is in sight until payment is done.',
  'A harbour master can undo it for an hour.',
  'Nothing is shown twice.',
  'It takes less than a second on the oldest tablet.',
]
const LABELS = ['pilot', 'summer', 'legal', 'mobile', 'quay', 'billing', 'map', 'data', 'accessibility', 'partner']
const KINDS = [
  'feature',
  'feature',
  'feature',
  'feature',
  'bug',
  'bug',
  'debt',
  'enabler',
  'architecture',
  'spike',
  'chore',
] as const
const POINTS = [1, 2, 3, 3, 5, 5, 8, 13, null, null]
const DAY = 86_400_000
const START = Date.UTC(2026, 0, 5)

type Dice = ReturnType<typeof createDice>
function createDice(seed: number) {
  const random = seeded(seed)
  const below = (n: number) => Math.floor(random() * n)
  return {
    below,
    chance: (share: number) => random() < share,
    one: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    some: <T>(list: readonly T[], most: number): T[] => [
      ...new Set(Array.from({ length: below(most + 1) }, () => list[below(list.length)] as T)),
    ],
  }
}

function title(dice: Dice): string {
  return `${dice.one(VERBS)} ${dice.one(THINGS)} ${dice.one(TAILS)}`
}

function paragraphs(dice: Dice): string[] {
  return Array.from({ length: 1 + dice.below(3) }, () =>
    Array.from({ length: 1 + dice.below(3) }, () => dice.one(SENTENCES)).join(' '),
  )
}

/** `ordinal-json` of a plan with `items` items, their epics, goals, domains, teams and sprints. */
export function generatePlan(items: number, seed = 1): GeneratedPlan {
  const dice = createDice(seed)
  const ids = (kind: string, n: number) =>
    Array.from({ length: n }, (_, i) => `${kind}-${String(i + 1).padStart(6, '0')}`)
  const epics = ids('epic', Math.max(1, Math.ceil(items / 40)))
  const goals = ids('goal', 12)
  const domains = ids('domain', 6)
  const teams = ids('team', 4)
  const itemIds = ids('item', items)
  const plan = {
    format: 'ordinal-plan',
    version: 1,
    plan: {
      name: `Generated ${items}`,
      northStar: 'metric-000001',
      timeZone: 'UTC',
      fiscalYearStart: 1,
      sample: false,
      schemaVersion: 1,
      minReader: 1,
      createdAt: START,
      vision: 'Every skipper knows where they will sleep before they cast off.',
      strategy: 'First certainty for the skipper, then trust on the quay, then money without a queue.',
    },
    metrics: [{ id: 'metric-000001', name: 'Nights booked before arrival', unit: '%' }],
    epics: epics.map((id, i) => ({
      id,
      key: `E-${i + 1}`,
      title: title(dice),
      goal: dice.chance(0.7) ? dice.one(goals) : null,
      domain: dice.one(domains),
      description: paragraphs(dice).join('\n\n'),
      createdAt: START,
    })),
    goals: goals.map((id, i) => ({
      id,
      title: title(dice),
      why: dice.one(SENTENCES),
      horizon: ['now', 'next', 'later'][i % 3],
      metric: 'metric-000001',
      baseline: 20 + dice.below(20),
      target: 50 + dice.below(40),
      due: `2026-${String(1 + dice.below(12)).padStart(2, '0')}-28`,
      createdAt: START,
    })),
    domains: domains.map((id, i) => ({
      id,
      name: ['Booking', 'Quayside', 'Payments', 'Platform', 'Onboarding', 'Reports'][i] ?? id,
      owner: null,
    })),
    teams: teams.map((id, i) => ({ id, name: ['Keel', 'Jib', 'Rudder', 'Mast'][i] ?? id })),
    items: itemIds.map((id, i) => generateItem(dice, id, i, itemIds, epics, goals, domains)),
  }
  return { json: `${JSON.stringify(plan)}\n`, items }
}

function generateItem(
  dice: Dice,
  id: string,
  place: number,
  all: readonly string[],
  epics: readonly string[],
  goals: readonly string[],
  domains: readonly string[],
): object {
  const finished = dice.chance(0.12)
  const createdAt = START + dice.below(300) * DAY
  return {
    id,
    key: `HB-${place + 1}`,
    title: title(dice),
    kind: dice.one(KINDS),
    stage: finished ? 'done' : dice.chance(0.03) ? 'doing' : 'open',
    parked: dice.chance(0.03),
    estimate: dice.one(POINTS),
    value: dice.chance(0.4) ? 1 + dice.below(13) : null,
    effort: dice.chance(0.4) ? 1 + dice.below(13) : null,
    epic: dice.chance(0.75) ? dice.one(epics) : null,
    domain: dice.chance(0.9) ? dice.one(domains) : null,
    goal: dice.chance(0.3) ? dice.one(goals) : null,
    outcome: dice.chance(0.3) ? dice.one(SENTENCES) : '',
    labels: dice.some(LABELS, 3),
    createdAt,
    startedAt: finished ? createdAt + 20 * DAY : null,
    finishedAt: finished ? createdAt + (21 + dice.below(12)) * DAY : null,
    description: [
      `${paragraphs(dice).join('\n\n')}`,
      ...(dice.chance(0.4) ? ['## What it is not', ...paragraphs(dice)] : []),
    ].join('\n\n'),
    criteria: dice.some(CRITERIA, 4).map((text, c) => ({ id: `${id}-c${c}`, text, met: finished })),
    tasks: dice.chance(0.2)
      ? [
          { id: `${id}-t0`, text: 'Agree on the words with the pilot marinas', done: finished },
          { id: `${id}-t1`, text: 'Measure it on the old tablet', done: finished },
        ]
      : [],
    comments: dice.chance(0.25)
      ? [{ id: `${id}-m0`, byName: 'PO Booking', at: createdAt + DAY, text: dice.one(SENTENCES) }]
      : [],
    links:
      place > 0 && dice.chance(0.08)
        ? [{ id: `${id}-l0`, to: all[dice.below(place)], type: dice.one(['blocks', 'relates']) }]
        : [],
  }
}

export interface JiraOptions {
  readonly seed?: number
  /** Spelling of the parent column. */
  readonly parent?: 'Custom field (Epic Link)' | 'Parent' | 'Parent key' | 'Parent id'
}

/**
 * A Jira CSV of `rows` rows as Jira Cloud writes it: byte order mark, CRLF, columns that repeat, line breaks inside
 * quotes, wiki markup, LexoRanks in another order than the file's. About one row in 50 is an epic, one in 10 a sub-task.
 */
export function generateJiraCsv(
  rows: number,
  { seed = 1, parent = 'Custom field (Epic Link)' }: JiraOptions = {},
): string {
  const dice = createDice(seed)
  const header = [
    'Summary',
    'Issue key',
    'Issue id',
    ...(parent === 'Custom field (Epic Link)' ? ['Parent id'] : []),
    'Issue Type',
    'Status',
    'Project key',
    'Priority',
    'Resolution',
    'Assignee',
    'Reporter',
    'Created',
    'Resolved',
    'Fix versions',
    'Components',
    'Components',
    'Due date',
    'Votes',
    'Labels',
    'Labels',
    'Description',
    'Environment',
    'Watchers',
    'Watchers',
    'Log Work',
    'Outward issue link (Blocks)',
    'Inward issue link (Blocks)',
    parent,
    'Custom field (Epic Name)',
    'Custom field (Rank)',
    'Sprint',
    'Sprint',
    'Custom field (Story Points)',
    'Comment',
    'Comment',
    'Comment',
  ]
  const epics: number[] = []
  const stories: number[] = []
  const lines = [header]
  for (let i = 1; i <= rows; i++) {
    const isEpic = i <= 2 || i % 50 === 0
    const isSubTask = !isEpic && stories.length > 0 && dice.chance(0.1)
    if (isEpic) epics.push(i)
    else if (!isSubTask) stories.push(i)
    const status = dice.one(['To Do', 'To Do', 'To Do', 'In Progress', 'Done', 'Selected for Development', 'In Review'])
    const above = isSubTask ? dice.one(stories) : !isEpic && dice.chance(0.7) ? dice.one(epics) : 0
    const reference =
      above === 0 ? '' : parent === 'Parent id' || parent === 'Parent' ? String(10_000 + above) : `HAR-${above}`
    const splitParents = parent === 'Custom field (Epic Link)'
    const name = `${title(dice)}${dice.chance(0.02) ? ' ⚓️' : ''}`
    const day = `${1 + dice.below(28)}/${dice.one(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'])}/26 ${String(1 + dice.below(12)).padStart(2, '0')}:${String(dice.below(60)).padStart(2, '0')} ${dice.one(['AM', 'PM'])}`
    const comment = () =>
      dice.chance(0.2)
        ? `${day};557058:${dice.below(9)};${dice.one(SENTENCES)}\r\nSee *item* {{HAR-${1 + dice.below(rows)}}}; thanks`
        : ''
    lines.push([
      name,
      `HAR-${i}`,
      String(10_000 + i),
      ...(splitParents ? [isSubTask ? String(10_000 + above) : ''] : []),
      isEpic ? 'Epic' : isSubTask ? 'Sub-task' : dice.one(['Story', 'Story', 'Task', 'Bug', 'Improvement', 'Spike']),
      status,
      'HAR',
      dice.one(['High', 'Medium', 'Low']),
      status === 'Done' ? 'Done' : '',
      dice.chance(0.4) ? dice.one(['Ada', 'Sven', 'Mirjam']) : '',
      'PO Booking',
      day,
      status === 'Done' ? day : '',
      dice.chance(0.2) ? '2026.1' : '',
      dice.chance(0.5) ? 'Booking' : '',
      dice.chance(0.2) ? 'Map, tiles' : '',
      dice.chance(0.1) ? '12/Mar/26' : '',
      '0',
      dice.one(LABELS),
      dice.chance(0.3) ? dice.one(LABELS) : '',
      `h2. Why\r\n${paragraphs(dice).join('\r\n\r\n')}\r\n\r\n* *Skippers* see it at once\r\n* "Quoted, with commas" and a [link|https://harbour.example/${i}]`,
      '',
      'Ada',
      dice.chance(0.3) ? 'Sven' : '',
      dice.chance(0.1) ? `${day};Ada;5400;Tried it on the quay` : '',
      dice.chance(0.05) ? `HAR-${1 + dice.below(rows)}` : '',
      dice.chance(0.02) ? `EXT-${dice.below(99)}` : '',
      splitParents && isSubTask ? '' : reference,
      isEpic ? name : '',
      rankText(dice.below(1_000_000), i),
      dice.chance(0.3) ? 'Sprint 14' : '',
      dice.chance(0.1) ? 'Sprint 15' : '',
      isEpic || isSubTask || dice.chance(0.3) ? '' : String(dice.one([1, 2, 3, 5, 8, 13])),
      comment(),
      comment(),
      comment(),
    ])
  }
  return `\uFEFF${lines.map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`
}

/** Shaped like a LexoRank of bucket 0; the row number keeps them apart. */
function rankText(place: number, row: number): string {
  return `0|i${place.toString(36).padStart(5, '0')}${row.toString(36).padStart(4, '0')}:`
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
