import { expect, test } from 'vitest'
import { createManualClock } from '../../../../src/host/ports/manual-clock.ts'
import { createTurns } from '../../../../src/host/room/turns.ts'

test('work that comes at once runs in its order, and what else is due comes in between', async () => {
  const clock = createManualClock()
  const turn = createTurns(clock)
  const done: string[] = []
  for (const name of ['a', 'b', 'c'])
    turn(() => {
      done.push(name)
      clock.after(0, () => done.push(`${name} is answered`))
    })
  expect(done).toEqual([])
  await clock.advance(1)
  expect(done.filter((one) => one.length === 1)).toEqual(['a', 'b', 'c'])
  expect(done.indexOf('a is answered')).toBeLessThan(done.indexOf('c'))
})

test('work that asks for more work, and work that comes later, has its turn too', async () => {
  const clock = createManualClock()
  const turn = createTurns(clock)
  const done: string[] = []
  turn(() => {
    done.push('first')
    turn(() => done.push('second'))
  })
  await clock.advance(1)
  expect(done).toEqual(['first', 'second'])
  turn(() => done.push('third'))
  await clock.advance(1)
  expect(done).toEqual(['first', 'second', 'third'])
})

test('work that throws keeps nobody else from a turn', async () => {
  const clock = createManualClock()
  const turn = createTurns(clock)
  const done: string[] = []
  turn(() => {
    throw new Error('no luck')
  })
  turn(() => done.push('mine'))
  await clock.advance(1).catch(() => undefined)
  await clock.advance(1)
  expect(done).toEqual(['mine'])
})
