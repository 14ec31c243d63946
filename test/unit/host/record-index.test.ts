import { expect, test } from 'vitest'
import { createRecordIndex } from '../../../src/host/record-index.ts'

test('a struct is found in the record that holds it, also beside records that only delete', () => {
  const index = createRecordIndex<string>()
  note(index, 1, 1, 0, 'a')
  note(index, 1, 2, 5, 'deletes')
  note(index, 1, 3, 5, 'b')
  note(index, 1, 4, 9, 'deletes too')
  expect(index.holding(1, 0)?.position).toBe('a')
  expect(index.holding(1, 4)?.position).toBe('a')
  expect(index.holding(1, 5)?.position).toBe('b')
  expect(index.holding(1, 8)?.position).toBe('b')
  expect(index.holding(2, 0)).toBeUndefined()
})

test('older records put in later are found as if they had always been there', () => {
  const index = createRecordIndex<string>()
  note(index, 1, 3, 20, 'new')
  expect(index.holding(1, 3)).toBeUndefined()
  index.putBefore(
    [1, 2].map((seq) => ({
      record: { client: 1, seq, clock: (seq - 1) * 10, change: `c${seq}`, paths: ['items/x'] },
      position: `old ${seq}`,
    })),
  )
  expect(index.holding(1, 3)?.position).toBe('old 1')
  expect(index.holding(1, 20)?.position).toBe('new')
  expect([...index.touching('items/x')].map((spot) => spot.position)).toEqual(['old 2', 'old 1'])
  expect([...index.touching(null)].map((spot) => spot.position)).toEqual(['new', 'old 2', 'old 1'])
  expect(index.ofChange('c2').map((spot) => spot.position)).toEqual(['old 2'])
})

function note(
  index: ReturnType<typeof createRecordIndex<string>>,
  client: number,
  seq: number,
  clock: number,
  position: string,
): void {
  index.note({ client, seq, clock, change: `c-${position}`, paths: [] }, position)
}
