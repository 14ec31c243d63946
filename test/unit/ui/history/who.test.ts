import { expect, test } from 'vitest'
import type { HistoryLine } from '../../../../src/state/history-state.svelte.ts'
import { authorWords } from '../../../../src/ui/history/who.ts'
import { inMemoryState } from '../../../support/in-memory-state.ts'
import { createTeam } from '../../../../src/commands/people.ts'

test('History says for which team a shared screen acted', () => {
  const plan = inMemoryState()
  const team = plan.must(createTeam, { name: 'Keel' })
  const words = (forTeam: string | null) =>
    authorWords(plan.state, { author: { person: 'anna', role: 'developer', forTeam } } as HistoryLine)
  expect(words(null)).toMatch(/, Developer$/)
  expect(words(team)).toMatch(/, Developer, for Keel$/)
  expect(words('gone')).toMatch(/, Developer$/)
})
