import { describe, expect, test } from 'vitest'
import { AROUND_LETTER, createBoxKeys } from '../../../../src/sync/carrier/box-keys.ts'
import { createCoverage, runsOf } from '../../../../src/sync/carrier/coverage.ts'
import { decodeLetter, encodeLetter, tagFor, type Letter } from '../../../../src/sync/carrier/letter.ts'
import { letterSize } from '../../../../src/sync/carrier/padding.ts'
import { createShelf } from '../../../../src/sync/carrier/shelf.ts'
import { seededRandom } from '../../../support/in-memory-plan.ts'

const chance = seededRandom(5)
const random = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(chance() * 256))
const KEY = new Uint8Array(32).fill(1)
const OTHER = new Uint8Array(32).fill(2)

function recordsLetter(
  place: number,
  ...runs: [client: number, from: number, to: number][]
): Letter & { is: 'records' } {
  return {
    is: 'records',
    place,
    runs: runs.map(([client, from, to]) => ({ client, from, to, mark: to })),
    out: [],
    packed: random(50),
  }
}

describe('keys of a mailbox', () => {
  test('a letter opens under its own name in its own mailbox, and nowhere else', () => {
    const box = createBoxKeys(KEY, 0, random)
    const [name, other] = [box.newName(), box.newName()]
    const sealed = box.seal(name, Uint8Array.of(1, 2, 3))
    expect(box.open(name, sealed)).toEqual(Uint8Array.of(1, 2, 3))
    expect(box.open(other, sealed)).toBeNull()
    for (const [key, generation] of [
      [KEY, 1],
      [OTHER, 0],
    ] as const) {
      const elsewhere = createBoxKeys(key, generation, random)
      expect(elsewhere.document).not.toBe(box.document)
      expect(elsewhere.isName(name)).toBe(false)
      expect(elsewhere.open(name, sealed)).toBeNull()
    }
  })

  test('a letter of which any bit was changed, or any end was cut, does not open', () => {
    const box = createBoxKeys(KEY, 3, random)
    const name = box.newName()
    const sealed = box.seal(name, random(100))
    for (let i = 0; i < 200; i++) {
      const changed = sealed.slice()
      const at = Math.floor(chance() * changed.length)
      changed[at] = (changed[at] as number) ^ (1 << Math.floor(chance() * 8))
      expect(box.open(name, changed)).toBeNull()
    }
    for (const length of [0, 1, AROUND_LETTER - 1, AROUND_LETTER, sealed.length - 1])
      expect(box.open(name, sealed.subarray(0, length))).toBeNull()
  })

  test('names that somebody made up are told from letters', () => {
    const box = createBoxKeys(KEY, 0, random)
    const name = box.newName()
    expect(box.isName(name)).toBe(true)
    for (const made of [
      '',
      'a',
      'a'.repeat(24),
      `${name}a`,
      name.slice(1),
      `${name.slice(0, -1)}!`,
      name.split('').reverse().join(''),
    ])
      expect(box.isName(made)).toBe(false)
  })

  test('all members come to the same documents, in all versions', () => {
    const documents = [0, 1].map((generation) => createBoxKeys(KEY, generation, random).document)
    expect([...documents, tagFor('device', 'epoch')]).toEqual([
      'b2666fdbfe56c8abd26a68d8580de961',
      'a5acfc7f4336021810f663d2fce804d1',
      '9e82b18006ae35c0',
    ])
  })

  test('a letter has one of a few sizes', () => {
    const box = createBoxKeys(KEY, 0, random)
    const sizes = new Set<number>()
    for (let length = 0; length < 65_000; length += 97)
      sizes.add(box.seal(box.newName(), new Uint8Array(length)).length)
    expect([...sizes].sort((a, b) => a - b)).toEqual([1, 2, 4, 8, 16, 24, 32, 40, 48, 56, 64].map((kb) => kb * 1024))
    expect(letterSize(65_537)).toBe(131_072)
  })
})

describe('letters', () => {
  const letters: Letter[] = [
    recordsLetter(7, [1, 1, 3], [4_294_967_295, 5, 2_147_483_646]),
    { is: 'moved', to: 3 },
    { is: 'keys', epoch: 'abc', wraps: [['tag', Uint8Array.of(1, 2)]] },
  ]

  test('are read as they were written', () => {
    for (const letter of letters) expect(decodeLetter(encodeLetter(letter))).toEqual(letter)
  })

  test('whatever bytes they are, reading them throws nothing and gives no letter that is not whole', () => {
    for (const letter of letters) {
      const bytes = encodeLetter(letter)
      for (let i = 0; i < 2_000; i++) {
        const changed = bytes.slice(0, chance() < 0.3 ? Math.floor(chance() * bytes.length) : bytes.length)
        for (let n = 0; n < 3 && changed.length > 0; n++)
          changed[Math.floor(chance() * changed.length)] = Math.floor(chance() * 256)
        const read = decodeLetter(changed)
        if (read === null || read === 'unknown' || read.is !== 'records') continue
        for (const { from, to } of read.runs) expect(from >= 1 && from <= to).toBe(true)
      }
    }
  })

  test('of a newer version are passed over', () => {
    expect(decodeLetter(encodeLetter({ is: 'later' } as never))).toBe('unknown')
  })
})

describe('what a mailbox covers', () => {
  test('is what is lacking, whatever the order in which it came', () => {
    for (let round = 0; round < 300; round++) {
      const coverage = createCoverage()
      const there = new Set<number>()
      for (let n = 0; n < 6; n++) {
        const from = 1 + Math.floor(chance() * 20)
        const to = from + Math.floor(chance() * 5)
        coverage.add([{ client: 9, from, to, mark: 0 }])
        for (let seq = from; seq <= to; seq++) there.add(seq)
      }
      const last = 1 + Math.floor(chance() * 25)
      const lacking = coverage.lacking({ 9: [last, ''] })
      const expected = Array.from({ length: last }, (_, i) => i + 1).filter((seq) => !there.has(seq))
      if (expected.length === 0) expect(lacking).toEqual([])
      else expect(lacking).toEqual([{ client: 9, from: expected[0], to: expected.at(-1) }])
      for (let seq = 1; seq <= 30; seq++) expect(coverage.has(9, seq)).toBe(there.has(seq))
    }
  })

  test('records make runs', () => {
    const record = (client: number, seq: number) => ({ client, seq, signature: Uint8Array.of(0, 0, 0, 0, 0, seq) })
    expect(runsOf([record(1, 1), record(2, 5), record(1, 2), record(1, 4)])).toEqual([
      { client: 1, from: 1, to: 2, mark: 2 },
      { client: 1, from: 4, to: 4, mark: 4 },
      { client: 2, from: 5, to: 5, mark: 5 },
    ])
  })

  test('a letter of another branch of a line covers nothing here', () => {
    const shelf = createShelf()
    shelf.add('a', 1024, recordsLetter(0, [1, 1, 3]))
    expect(shelf.coverage(() => 99).has(1, 2)).toBe(false)
    expect(shelf.coverage(() => 3).has(1, 2)).toBe(true)
    expect(shelf.coverage(() => undefined).has(1, 2)).toBe(true)
  })

  test('what is surplus is the same for all, and the rest covers as much as all did', () => {
    for (let round = 0; round < 200; round++) {
      const letters = Array.from({ length: 12 }, (_, i) => {
        const from = 1 + Math.floor(chance() * 15)
        return { name: `letter-${i}`, letter: recordsLetter(i, [1, from, from + Math.floor(chance() * 8)]) }
      })
      const [here, there] = [createShelf(), createShelf()]
      for (const { name, letter } of letters) here.add(name, 1024, letter)
      for (const { name, letter } of letters.toReversed()) there.add(name, 1024, letter)
      const names = here.surplus().map(({ name }) => name)
      expect(there.surplus().map(({ name }) => name)).toEqual(names)
      const before = here.coverage(() => undefined)
      for (const name of names) here.remove(name)
      const after = here.coverage(() => undefined)
      for (let seq = 1; seq <= 30; seq++) expect(after.has(1, seq)).toBe(before.has(1, seq))
      expect(here.surplus()).toEqual([])
    }
  })
})
