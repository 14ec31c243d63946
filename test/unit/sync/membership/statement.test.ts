import { expect, test } from 'vitest'
import { readStatement, statementToJson, type Statement } from '../../../../src/sync/membership/statement.ts'
import { seeded } from '../../../support/random.ts'

const bytes = (length: number, value = 1): Uint8Array => new Uint8Array(length).fill(value)

const ALL: readonly Statement[] = [
  { is: 'found', key: bytes(32), noise: bytes(32, 2), nonce: bytes(16), name: 'Ada', person: null, wrap: bytes(80) },
  { is: 'admit', device: 'd', key: bytes(32), noise: bytes(32), name: '', person: 'p', wrap: null },
  {
    is: 'admit',
    device: 'd',
    key: bytes(32),
    noise: bytes(32),
    name: '',
    person: null,
    wrap: { of: 'e', sealed: bytes(80) },
  },
  { is: 'remove', device: 'd', marks: { 7: 3 }, epoch: { counter: 1, wraps: { x: bytes(80) } }, why: 'lost' },
  { is: 'had', device: 'd', marks: { 7: 4, 4294967295: 0 } },
  { is: 'accept', device: 'd', key: bytes(32), name: 'Train', marks: {} },
  { is: 'epoch', of: null, counter: 2, wraps: {} },
  { is: 'epoch', of: 'e', counter: 2, wraps: { y: bytes(80) } },
]

test('each statement is read as it was written, through JSON', () => {
  for (const statement of ALL)
    expect(readStatement(JSON.parse(JSON.stringify(statementToJson(statement))))).toEqual(statement)
})

test('what a later version adds to a statement is passed over, and a kind that is not known says nothing', () => {
  const later = { ...statementToJson(ALL[4] as Statement), because: ['of', 'the', 'future'] }
  expect(readStatement(later)).toEqual(ALL[4])
  expect(readStatement({ is: 'crown', device: 'd' })).toBeNull()
  expect(readStatement({ is: 'toString' })).toBeNull()
})

test('a statement with anything missing or of another form says nothing, and reading it never throws', () => {
  const random = seeded(1)
  const junk = [null, 7, -1, 1.5, '', '!', [], {}, { '-1': 1 }, { 1: -1 }, { 4294967296: 1 }, 'AA', true, { x: 'A' }]
  let read = 0
  for (let i = 0; i < 5_000; i++) {
    const json = { ...statementToJson(ALL[Math.floor(random() * ALL.length)] as Statement) } as Record<string, unknown>
    const keys = Object.keys(json).filter((key) => key !== 'is')
    const key = keys[Math.floor(random() * keys.length)] as string
    const value = junk[Math.floor(random() * junk.length)]
    const before = readStatement(json)
    json[key] = value
    const after = readStatement(json)
    if (after !== null) read++
    // Whatever was read is whole: written and read again it is the same.
    if (after !== null) expect(readStatement(statementToJson(after))).toEqual(after)
    expect(before).not.toBeNull()
  }
  expect(read).toBeGreaterThan(0)
  for (const statement of ALL)
    for (const key of Object.keys(statementToJson(statement))) {
      const { [key]: _, ...rest } = statementToJson(statement)
      expect(readStatement(rest), key).toBeNull()
    }
})
