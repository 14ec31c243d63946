import { expect, test } from 'vitest'
import { exportPlan } from '../../../src/interchange/export-plan.ts'
import { emptyPlan, importInto } from '../../support/import-into.ts'

test('the plan reads as an outline: goals, then the backlog in order, then what is finished', () => {
  const into = emptyPlan()
  importInto(
    into,
    JSON.stringify({
      format: 'ordinal-plan',
      version: 1,
      plan: { name: 'Harbour', vision: 'Know where you sleep.' },
      metrics: [{ id: 'm', name: 'Nights booked ahead', unit: '%' }],
      goals: [
        {
          id: 'g',
          title: 'Book ahead',
          why: 'It is luck today.',
          horizon: 'now',
          metric: 'm',
          baseline: 41,
          target: 60,
          due: '2027-09-30',
        },
      ],
      items: [
        {
          id: 'a',
          key: 'A',
          title: 'Hold a berth',
          goal: 'g',
          estimate: 5,
          labels: ['pilot'],
          description: '# Why\n\nWords.\n\n```\n# no heading\n```',
          criteria: [{ id: 'c', text: 'It holds', met: true }],
          links: [{ id: 'l', type: 'blocks', to: 'b' }],
          comments: [{ id: 'n', at: 0, byName: 'Ada', text: 'two\nlines' }],
        },
        { id: 'b', key: 'B', title: 'Refund', stage: 'done' },
        { id: 'd', key: 'D', title: 'Gone', deleted: { at: 1 } },
      ],
    }),
  )
  expect(exportPlan(into.plan, 'markdown')).toBe(`# Harbour

## Vision

Know where you sleep.

## Goals

### Now

- **Book ahead**. Nights booked ahead: 41 % to 60 % by 2027-09-30  
  It is luck today.

## Backlog

### 1. Hold a berth (A)

feature · estimate 5 · for “Book ahead” · pilot

#### Why

Words.

\`\`\`
# no heading
\`\`\`

**Acceptance criteria**

- [x] It holds

**Links**

- blocks B Refund

**Comments**

- 1970-01-01 00:00 Ada: two lines

## Finished

- B Refund (done)
`)
})
