import { expect, test } from 'vitest'
import { countTypes } from '../../../src/interchange/count-types.ts'
import { readImport } from '../../../src/interchange/read-import.ts'

test('a file’s own types are counted without regard to case, the most frequent first', () => {
  const rows = ['Bug', 'Story', 'story', '', 'STORY'].map((type) => ({
    type,
    kind: type === 'Bug' ? 'bug' : 'feature',
  }))
  expect(countTypes(rows)).toEqual([
    { name: 'Story', kind: 'feature', rows: 3 },
    { name: 'Bug', kind: 'bug', rows: 1 },
  ])
})

test('a Jira export says what each of its types becomes, and a person’s choice shows', () => {
  const csv =
    'Issue key,Issue id,Issue Type,Summary,Parent\nA-1,1,Epic,Berths,\nA-2,2,Story,Find one,A-1\nA-3,3,Sub-task,Draw it,A-2\nA-4,4,Task,Sweep,\n'
  const read = readImport(new TextEncoder().encode(csv), 'jira.csv', {
    format: null,
    mapping: null,
    kinds: { Task: 'chore' },
    dates: null,
  })
  expect(read.ok && read.value.types).toEqual([
    { name: 'Epic', kind: 'epic', rows: 1 },
    { name: 'Story', kind: 'feature', rows: 1 },
    { name: 'Sub-task', kind: 'task', rows: 1 },
    { name: 'Task', kind: 'chore', rows: 1 },
  ])
})
