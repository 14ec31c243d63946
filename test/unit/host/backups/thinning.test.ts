import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Manifest } from '../../../../src/host/backups/manifest.ts'
import type { KeptBackup } from '../../../../src/host/backups/place.ts'
import { isGood, thinnedOut } from '../../../../src/host/backups/thinning.ts'
import { HOUR, NOON } from './backup-scene.ts'

const RULE = { keepHourlyHours: 24, keepDailyDays: 30 }
const DAY = 24 * HOUR

/** A backup made `age` milliseconds ago of a plan that has `seq` records. */
function backup(id: string, age: number, more: Partial<Manifest> & { provenAt?: number | null; seq?: number } = {}) {
  const { provenAt = NOON, seq = 1_000_000 - Math.round(age / 1000), ...rest } = more
  return {
    manifest: {
      id,
      madeAt: NOON - age,
      reason: 'automatic',
      name: '',
      damage: [],
      frontier: { 7: [seq, `h${seq}`] },
      files: [],
      ...rest,
    },
    marks: { v: 1, name: '', provenAt, fault: '' },
    isMarked: true,
  } as unknown as KeptBackup
}

const left = (backups: readonly KeptBackup[], now = NOON): string[] => {
  const gone = new Set(thinnedOut(backups, RULE, now))
  return backups.map(({ manifest }) => manifest.id).filter((id) => !gone.has(id))
}

test('a year of hourly backups thins to a day of hours, a month of days and a month each', () => {
  const year = Array.from({ length: 365 * 24 }, (_, i) => backup(`h${i}`, i * HOUR))
  const stay = left(year).map((id) => Number(id.slice(1)))
  const within = (from: number, to: number): number => stay.filter((hours) => hours >= from && hours < to).length
  expect(within(0, 24)).toBe(24)
  expect(within(24, 30 * 24)).toBeGreaterThanOrEqual(28)
  expect(within(24, 30 * 24)).toBeLessThanOrEqual(30)
  expect(within(30 * 24, 365 * 24)).toBeGreaterThanOrEqual(11)
  expect(within(30 * 24, 365 * 24)).toBeLessThanOrEqual(13)
})

test('what a person made or named, and what predates an update, repair, restore, import or take-back, stays', () => {
  const odd = ['person', 'before-update', 'before-repair', 'before-restore', 'before-import', 'before-take-back'].map(
    (reason, i) => backup(reason, 40 * DAY + i, { reason }),
  )
  const named = backup('named', 40 * DAY + 10, { name: 'before the fair' })
  const unreadMarks = { ...backup('marks unread', 40 * DAY + 11), isMarked: false }
  const plain = [backup('plain', 40 * DAY + 20), backup('newer', HOUR), backup('newest', 0)]
  const others = Array.from({ length: 4 }, (_, i) => backup(`other${i}`, 40 * DAY + 30 + i))
  const stay = left([...odd, named, unreadMarks, ...plain, ...others])
  expect(stay).toEqual(expect.arrayContaining([...odd.map((one) => one.manifest.id), 'named', 'marks unread']))
  expect(stay).not.toContain('other3')
})

test('nothing goes for a newer one that was never proven, does not restore, is damaged, or holds less', () => {
  const old = [backup('a', 10 * DAY + 2), backup('b', 10 * DAY + 1), backup('c', 10 * DAY)]
  expect(left(old)).toEqual(['b', 'c'])
  const unproven = old.map((one, i) => (i === 0 ? one : { ...one, marks: { ...one.marks, provenAt: null } }))
  expect(left(unproven)).toEqual(['a', 'b', 'c'])
  const damaged = old.map((one, i) => (i === 0 ? one : { ...one, manifest: { ...one.manifest, damage: ['x'] } }))
  expect(left(damaged)).toEqual(['a', 'b', 'c'])
  const older = [
    backup('a', 10 * DAY + 2, { seq: 500 }),
    backup('b', 10 * DAY + 1, { seq: 90 }),
    backup('c', 10 * DAY, { seq: 90 }),
  ]
  expect(left(older)).toEqual(['a', 'b', 'c'])
})

test('whatever there is and however it came, each backup that goes is held by a newer proven one that stays', () => {
  const one = fc.record({
    age: fc.integer({ min: 0, max: 400 * 24 }),
    seq: fc.integer({ min: 1, max: 50 }),
    proven: fc.boolean(),
    reason: fc.constantFrom('automatic', 'automatic', 'automatic', 'person', 'before-import'),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), fc.integer({ min: 0, max: 1000 }), (all, hours) => {
      const backups = all.map((b, i) =>
        backup(`b${i}`, b.age * HOUR + i, { seq: b.seq, provenAt: b.proven ? NOON : null, reason: b.reason }),
      )
      const now = NOON + hours * HOUR
      const gone = new Set(thinnedOut(backups, RULE, now))
      const stays = backups.filter(({ manifest }) => !gone.has(manifest.id))
      for (const { manifest } of backups.filter((b) => gone.has(b.manifest.id))) {
        expect(manifest.reason).toBe('automatic')
        const seq = manifest.frontier['7']?.[0] ?? 0
        expect(
          stays.some(
            (s) => isGood(s) && s.manifest.madeAt > manifest.madeAt && (s.manifest.frontier['7']?.[0] ?? 0) >= seq,
          ),
        ).toBe(true)
      }
      const good = backups.filter(isGood).length
      expect(stays.filter(isGood).length).toBeGreaterThanOrEqual(Math.min(2, good))
      // Asked again at the same moment there is nothing more to do.
      expect(thinnedOut(stays, RULE, now)).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('no backup goes that alone holds an attached file', () => {
  const file = (hash: string) => ({ name: `file-${hash.repeat(64)}`, bytes: 0, parts: [] })
  const holds = (id: string, age: number, ...hashes: string[]) => backup(id, age, { files: hashes.map(file) })
  const span = 100 * DAY
  const backups = [
    holds('newest', 0, 'a'),
    holds('before', HOUR, 'a'),
    holds('kept of its month', span, 'a'),
    holds('has what is lost', span + 1, 'a', 'b'),
    holds('has nothing more', span + 2, 'a'),
  ]
  expect(left(backups)).toEqual(['newest', 'before', 'kept of its month', 'has what is lost'])
})
