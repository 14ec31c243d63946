import { expect, test } from 'vitest'
import { stepBeside, type Step } from '../../../src/ui/review/look-back-steps.ts'

const parts = [
  { id: 'goal', things: [], oneByOne: false },
  { id: 'done', things: ['a', 'b'], oneByOne: false },
  { id: 'talk', things: ['x', 'y'], oneByOne: true },
  { id: 'end', things: [], oneByOne: false },
]
const walk = (at: Step, by: 1 | -1): string[] => {
  const steps: string[] = []
  for (let step = stepBeside(parts, at, by); step !== null; step = stepBeside(parts, step, by))
    steps.push(step.current === null ? step.part : `${step.part} ${step.current}`)
  return steps
}

test('going on goes from part to part, and one by one only through what is talked about', () => {
  expect(walk({ part: 'goal', current: null }, 1)).toEqual(['done', 'talk', 'talk x', 'talk y', 'end'])
  expect(walk({ part: 'done', current: 'a' }, 1)).toEqual(['done b', 'talk', 'talk x', 'talk y', 'end'])
})
test('going back ends at the first part, over the whole of a part whose things are shown', () => {
  expect(walk({ part: 'talk', current: 'y' }, -1)).toEqual(['talk x', 'talk', 'done', 'goal'])
})
test('a thing that is gone counts as the whole of its part; an unknown part has nothing beside it', () => {
  expect(stepBeside(parts, { part: 'done', current: 'gone' }, 1)).toEqual({ part: 'talk', current: null })
  expect(stepBeside(parts, { part: 'new', current: null }, 1)).toBeNull()
})
