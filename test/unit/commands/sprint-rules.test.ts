import { describe, expect, test } from 'vitest'
import { moveToColumn } from '../../../src/commands/boards.ts'
import type { Command } from '../../../src/commands/command.ts'
import { confirmPulls } from '../../../src/commands/confirm-pulls.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems, parkItems } from '../../../src/commands/delete-item.ts'
import { dropItems } from '../../../src/commands/drop-items.ts'
import { setIfRoom } from '../../../src/commands/if-room.ts'
import { raiseImpediment } from '../../../src/commands/impediments.ts'
import { beginLookBack } from '../../../src/commands/look-back.ts'
import { createPerson, createTeam } from '../../../src/commands/people.ts'
import { beginPlanning } from '../../../src/commands/planning.ts'
import { pullItem, putMyName, returnItem, setStage } from '../../../src/commands/pull-item.ts'
import { answerRequest, makeRequest, refuseMore } from '../../../src/commands/requests.ts'
import { splitInSprint } from '../../../src/commands/split-in-sprint.ts'
import { splitItem } from '../../../src/commands/split-item.ts'
import { changeSprint, clarifyInSprint, reorderInSprint } from '../../../src/commands/sprint-changes.ts'
import {
  createSprint,
  deleteSprint,
  editSprint,
  finishSprint,
  sayReached,
  startSprint,
} from '../../../src/commands/sprints.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

type State = 'planned' | 'running' | 'finished'

/** Team Blue's sprint in that state, with two items in it, and one in the backlog; and the team's next sprint. */
function sprintThatIs(state: State) {
  const at = inMemoryPlan({ role: 'po' })
  const team = at.must(createTeam, { name: 'Blue' })
  const dan = at.must(createPerson, { name: 'Dan', roles: ['developer'], teams: [team] })
  const dev = { person: dan, role: 'developer', forTeam: null }
  const [inside, other, outside] = ['A', 'B', 'C'].map((title) => at.must(createItem, { title })) as [
    string,
    string,
    string,
  ]
  const sprint = at.must(createSprint, { team, name: 'Sprint 7', goal: 'Skippers book alone', capacity: 8 })
  const next = at.must(createSprint, { team, name: 'Sprint 8' })
  for (const item of [inside, other]) at.must(pullItem, { item, sprint }, dev)
  if (state !== 'planned') at.must(startSprint, { id: sprint })
  const unfinished = [inside, other].map((item) => ({ item, to: null }))
  if (state === 'finished') at.must(finishSprint, { id: sprint, unfinished })
  const request = at.must(makeRequest, { title: 'More' })
  return { at, team, dan, dev, po: at.as('po'), inside, other, outside, sprint, next, unfinished, request }
}
type Room = ReturnType<typeof sprintThatIs>

const said = { why: 'A marina cannot work', goalHolds: 'yes' } as const
type Row = readonly [
  command: Command<never, never, unknown>,
  who: 'po' | 'dev',
  args: (room: Room) => object,
  when: readonly State[],
]
const row = (...args: unknown[]): Row => args as unknown as Row
const ALWAYS = ['planned', 'running', 'finished']

describe('when: of a sprint that is planned, running or over', () => {
  test.each(
    [
      row(pullItem, 'dev', ({ outside: item, sprint }: Room) => ({ item, sprint }), ['planned']),
      row(returnItem, 'dev', ({ inside: item }: Room) => ({ item, why: 'too big' }), ['planned']),
      row(confirmPulls, 'dev', ({ sprint }: Room) => ({ sprint, on: true }), ['planned', 'running']),
      row(setIfRoom, 'dev', ({ inside: item }: Room) => ({ item, on: true }), ['planned']),
      row(startSprint, 'po', ({ sprint: id }: Room) => ({ id }), ['planned']),
      row(beginPlanning, 'po', ({ sprint }: Room) => ({ sprint }), ['planned']),
      row(changeSprint, 'dev', ({ outside, sprint }: Room) => ({ sprint, ins: [outside], outs: [], ...said }), [
        'running',
      ]),
      row(
        changeSprint,
        'dev',
        ({ inside: item, sprint }: Room) => ({ sprint, ins: [], outs: [{ item, to: null }], ...said }),
        ['running'],
      ),
      row(reorderInSprint, 'po', ({ inside: item }: Room) => ({ item, after: null, ...said }), ['running']),
      row(splitInSprint, 'dev', ({ inside: item }: Room) => ({ item, rest: { title: 'Rest' }, to: null, ...said }), [
        'running',
      ]),
      row(splitItem, 'dev', ({ inside: id }: Room) => ({ id, parts: [{ title: 'Rest' }], estimate: 1 }), [
        'planned',
        'finished',
      ]),
      row(clarifyInSprint, 'dev', ({ inside: item }: Room) => ({ item, words: 'turned out trivial' }), ['running']),
      row(refuseMore, 'dev', ({ sprint }: Room) => ({ sprint, title: 'More', why: 'full' }), ['planned', 'running']),
      row(finishSprint, 'po', ({ sprint: id, unfinished }: Room) => ({ id, unfinished }), ['planned', 'running']),
      row(beginLookBack, 'po', ({ sprint }: Room) => ({ sprint, kind: 'review' }), ['running', 'finished']),
      row(beginLookBack, 'po', ({ sprint }: Room) => ({ sprint, kind: 'retrospective' }), ['running', 'finished']),
      row(editSprint, 'po', ({ sprint: id }: Room) => ({ id, goal: 'Another' }), ALWAYS),
      row(sayReached, 'po', ({ sprint: id }: Room) => ({ id, reached: 'partly' }), ALWAYS),
      row(raiseImpediment, 'dev', ({ team, sprint }: Room) => ({ team, sprint, words: 'No berth' }), ALWAYS),
      row(deleteSprint, 'po', ({ sprint: id }: Room) => ({ id }), []),
      row(moveToColumn, 'dev', ({ inside: item }: Room) => ({ item, column: 'doing' }), ['planned', 'running']),
      row(putMyName, 'dev', ({ inside: item }: Room) => ({ item, on: true }), ['planned', 'running']),
      row(setStage, 'dev', ({ inside: item }: Room) => ({ item, stage: 'doing' }), ALWAYS),
      // What a team has taken is not set aside under its hands.
      row(setStage, 'po', ({ inside: item }: Room) => ({ item, stage: 'dropped' }), ['finished']),
      row(dropItems, 'po', ({ inside }: Room) => ({ ids: [inside], why: 'no' }), ['finished']),
      row(parkItems, 'po', ({ inside }: Room) => ({ ids: [inside], parked: true }), ['finished']),
      row(deleteItems, 'po', ({ inside }: Room) => ({ ids: [inside], why: '' }), ['finished']),
    ].map((one) => [one[0].name, one] as const),
  )('%s', (_name, [command, who, args, when]) => {
    const may = (ALWAYS as readonly State[]).filter((state) => {
      const room = sprintThatIs(state)
      const before = room.at.envelopes.length
      const result = room.at.run(command, args(room) as never, room[who])
      if (!result.ok) {
        expect(room.at.envelopes, 'a refusal writes nothing').toHaveLength(before)
        expect(result.error.message).toMatch(/^.{10,}\.$/s)
      }
      return result.ok
    })
    expect(may).toEqual(when)
  })
})

describe('what must be given', () => {
  const change = ({ outside, sprint }: Room) => ({ sprint, ins: [outside], outs: [], ...said })
  const rest = ({ inside: item }: Room) => ({ item, rest: { title: 'Rest' }, to: null, ...said })
  test.each([
    ['why, for a change', changeSprint, 'dev', (r: Room) => ({ ...change(r), why: ' ' }), 'Say why the sprint changes'],
    ['why, in some length', changeSprint, 'dev', (r: Room) => ({ ...change(r), why: 'x'.repeat(2001) }), '2,000'],
    [
      'whether the Sprint Goal holds',
      changeSprint,
      'dev',
      (r: Room) => ({ ...change(r), goalHolds: 'perhaps' }),
      'still holds',
    ],
    ['what comes or goes', changeSprint, 'dev', (r: Room) => ({ ...change(r), ins: [] }), 'Name what comes in'],
    [
      'each item once',
      changeSprint,
      'dev',
      (r: Room) => ({ ...change(r), outs: [{ item: r.outside, to: null }] }),
      'once',
    ],
    ['an item that is there', changeSprint, 'dev', (r: Room) => ({ ...change(r), ins: ['gone'] }), ''],
    ['an item that is not in it yet', changeSprint, 'dev', (r: Room) => ({ ...change(r), ins: [r.inside] }), 'already'],
    [
      'an item of the sprint',
      changeSprint,
      'dev',
      (r: Room) => ({ ...change(r), ins: [], outs: [{ item: r.outside, to: null }] }),
      'not in this sprint',
    ],
    [
      'a sprint of the team to go on into',
      changeSprint,
      'dev',
      (r: Room) => ({ ...change(r), outs: [{ item: r.inside, to: r.sprint }] }),
      'same team',
    ],
    [
      'a Product Owner who is one',
      changeSprint,
      'dev',
      (r: Room) => ({ ...change(r), agreedPo: r.dan }),
      'no Product Owner',
    ],
    [
      'a Developer who is of the team',
      changeSprint,
      'dev',
      (r: Room) => ({ ...change(r), agreedDev: r.at.must(createPerson, { name: 'Eve', roles: ['developer'] }) }),
      'no Developer of this team',
    ],
    ['why, for a split', splitInSprint, 'dev', (r: Room) => ({ ...rest(r), why: '' }), 'Say why'],
    ['what the rest is called', splitInSprint, 'dev', (r: Room) => ({ ...rest(r), rest: { title: ' ' } }), 'words'],
    [
      'why, for another order',
      reorderInSprint,
      'po',
      (r: Room) => ({ item: r.inside, after: null, ...said, why: '' }),
      'Say why',
    ],
    [
      'what became clearer',
      clarifyInSprint,
      'dev',
      (r: Room) => ({ item: r.inside, words: ' ' }),
      'Say what became clearer',
    ],
    ['why not', refuseMore, 'dev', (r: Room) => ({ sprint: r.sprint, title: 'More', why: '' }), 'needs its reason'],
    ['what was asked for', refuseMore, 'dev', (r: Room) => ({ sprint: r.sprint, title: '', why: 'full' }), 'words'],
    [
      'a reason, for a yes too',
      answerRequest,
      'po',
      (r: Room) => ({ id: r.request, answer: 'yes', why: '' }),
      'needs its reason',
    ],
    [
      'where each unfinished item goes',
      finishSprint,
      'po',
      (r: Room) => ({ id: r.sprint, unfinished: [{ item: r.inside, to: null }] }),
      'Say where “B” goes',
    ],
    [
      'what is in the way',
      raiseImpediment,
      'dev',
      (r: Room) => ({ team: r.team, words: '' }),
      'Say what is in the way',
    ],
    ['why, to drop', dropItems, 'po', (r: Room) => ({ ids: [r.outside], why: '' }), 'Say why'],
    ['a column of the board', moveToColumn, 'dev', (r: Room) => ({ item: r.inside, column: 'gone' }), 'no such column'],
    [
      'an end after the start',
      editSprint,
      'po',
      (r: Room) => ({ id: r.sprint, start: '2026-05-02', end: '2026-05-01' }),
      'on or after',
    ],
  ] as const)('%s', (_what, command, who, args, words) => {
    const room = sprintThatIs('running')
    const given = args(room) as never
    const before = room.at.envelopes.length
    const result = room.at.run(command as Command<never, never, unknown>, given, room[who])
    expect(result).toMatchObject({ ok: false, error: { message: expect.stringContaining(words) as string } })
    expect(room.at.envelopes, 'a failure writes nothing').toHaveLength(before)
  })
})
