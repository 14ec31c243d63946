import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DiskStatus } from '../../../../src/contract/host-info.ts'
import { offsetOf, segmentOf } from '../../../../src/host/vault/position.ts'
import { bytesOf, FOLDER, found, openJournal, settled, textOf } from './journal-scene.ts'

test('what was appended is read back in order, also after opening again', async () => {
  const { files, journal } = await openJournal()
  for (const text of ['one', 'two', 'three']) await journal.append(bytesOf(text))
  expect(await found(journal)).toEqual(['one', 'two', 'three'])
  await journal.close()
  const again = await openJournal(files)
  expect(await found(again.journal)).toEqual(['one', 'two', 'three'])
  await again.journal.append(bytesOf('four'))
  expect(await found(again.journal)).toEqual(['one', 'two', 'three', 'four'])
})

test('an acknowledged record survives a power cut in that moment', async () => {
  const { files, journal } = await openJournal()
  await journal.append(bytesOf('kept'))
  const { journal: after } = await openJournal(files.afterPowerCut())
  expect(await found(after)).toEqual(['kept'])
})

test('records that come together go to the disk with one sync', async () => {
  const { files, journal } = await openJournal()
  await journal.append(bytesOf('first'))
  const before = files.count('sync')
  await Promise.all(Array.from({ length: 20 }, (_, i) => journal.append(bytesOf(`record ${i}`))))
  expect(files.count('sync') - before).toBe(1)
  expect(await found(journal)).toHaveLength(21)
})

test('a record is found again at the position that append gave, small or large', async () => {
  const { journal } = await openJournal()
  const large = 'x'.repeat(200_000)
  const positions = await Promise.all(['one', large, 'three'].map((text) => journal.append(bytesOf(text))))
  const texts = await Promise.all(
    positions.map(async (position) => textOf((await journal.readAt(position)) ?? new Uint8Array())),
  )
  expect(texts).toEqual(['one', large, 'three'])
  expect(await journal.readAt((positions[0] as number) + 1)).toBe(null)
  expect(await journal.readAt(9e15)).toBe(null)
})

test('reading can begin at any record', async () => {
  const { journal } = await openJournal()
  await journal.append(bytesOf('one'))
  const second = await journal.append(bytesOf('two'))
  await journal.append(bytesOf('three'))
  expect(await found(journal, second)).toEqual(['two', 'three'])
  expect(await found(journal, await journal.end())).toEqual([])
})

test('a full disk keeps the records waiting, says so, and saving resumes by itself', async () => {
  const { files, clock, journal } = await openJournal()
  await journal.append(bytesOf('before'))
  const statuses: DiskStatus[] = []
  journal.onStatus((status) => statuses.push(status))
  files.setFree(7)
  let done = 0
  const waiting = ['one', 'two', 'three'].map((text) => journal.append(bytesOf(text)).then(() => done++))
  await clock.advance(1_000)
  expect(done).toBe(0)
  expect(journal.status()).toMatchObject({ ok: false, reason: 'disk-full' })
  const late = journal.append(bytesOf('four'))
  files.setFree(null)
  await clock.advance(10_000)
  await Promise.all([...waiting, late])
  expect(journal.status().ok).toBe(true)
  expect(statuses.map((status) => status.ok)).toEqual([false, true])
  expect(await found(journal)).toEqual(['before', 'one', 'two', 'three', 'four'])
})

test('it tries again after 250 ms, then twice as long each time, at most 5 s', async () => {
  const { files, clock, journal } = await openJournal()
  files.fault({ on: 'sync', code: 'EIO' })
  journal.append(bytesOf('one')).catch(() => undefined)
  await settled()
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    waits.push(clock.next() as number)
    await clock.advance(clock.next() as number)
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
})

test('after a record was saved the next failure is tried again soon', async () => {
  const { files, clock, journal } = await openJournal()
  for (let i = 0; i < 2; i++) {
    files.fault({ on: 'sync', path: /journal/, code: 'EIO', times: 2 })
    const appended = journal.append(bytesOf('one'))
    await settled()
    expect(clock.next()).toBe(250)
    await clock.advance(1_000)
    await appended
  }
})

test.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EROFS', 'read-only'],
  ['EACCES', 'read-only'],
  ['EIO', 'io-error'],
  ['ENOENT', 'folder-gone'],
])('a write that fails with %s half-way is shown as %s and done again whole', async (code, reason) => {
  const { files, clock, journal } = await openJournal()
  await journal.append(bytesOf('before'))
  files.fault({ on: 'write', path: /journal/, code, times: 1, written: 0.5 })
  const appended = journal.append(bytesOf('a record that is cut in the middle'))
  await settled()
  expect(journal.status().reason).toBe(reason)
  await clock.advance(250)
  await appended
  expect(await found(journal)).toEqual(['before', 'a record that is cut in the middle'])
  const { journal: after } = await openJournal(files.afterPowerCut())
  expect(await found(after)).toEqual(['before', 'a record that is cut in the middle'])
})

test('what a failed sync may have lost is written again before it is acknowledged', async () => {
  const { files, clock, journal } = await openJournal()
  const writes = files.count('write')
  files.fault({ on: 'sync', path: /journal/, code: 'EIO', times: 1 })
  const appended = journal.append(bytesOf('one'))
  await settled()
  await clock.advance(250)
  await appended
  expect(files.count('write') - writes).toBe(2)
  expect(await found((await openJournal(files.afterPowerCut())).journal)).toEqual(['one'])
})

test('a folder that goes away under us is noticed, and nothing is acknowledged into the void', async () => {
  const { files, clock, journal } = await openJournal()
  await journal.append(bytesOf('one'))
  await files.remove(FOLDER)
  let acknowledged = false
  journal.append(bytesOf('two')).then(
    () => (acknowledged = true),
    () => undefined,
  )
  await clock.advance(2_000)
  expect(acknowledged).toBe(false)
  expect(journal.status()).toMatchObject({ ok: false, reason: 'folder-gone' })
})

test('a journal that somebody replaced by an older one is not written over', async () => {
  const { files, clock, journal } = await openJournal()
  await journal.append(bytesOf('one'))
  const older = await files.read(join(FOLDER, 'journal-000001'))
  await journal.append(bytesOf('two'))
  await journal.close()
  const open = await openJournal(files)
  await open.journal.append(bytesOf('three'))
  files.fault({ on: 'sync', code: 'EIO', times: 1 })
  open.journal.append(bytesOf('four')).catch(() => undefined)
  await settled()
  files.tamper(join(FOLDER, 'journal-000001'), () => older)
  await open.clock.advance(1_000)
  expect(open.journal.status()).toMatchObject({
    ok: false,
    message: expect.stringContaining('less than was saved') as string,
  })
  expect(await files.read(join(FOLDER, 'journal-000001'))).toEqual(older)
  await clock.advance(0)
})

test('closing with a disk that still fails gives the queue up and says which records are not on disk', async () => {
  const { files, journal } = await openJournal()
  await journal.append(bytesOf('one'))
  files.fault({ on: 'write', code: 'ENOSPC' })
  const lost = journal.append(bytesOf('two'))
  const outcome = lost.then(
    () => 'saved',
    (error: Error) => error.message,
  )
  await journal.close()
  expect(await outcome).toContain('closed before this was on disk')
  await expect(journal.append(bytesOf('three'))).rejects.toThrow('closed')
})

test('closing waits for what the disk still takes', async () => {
  const { files, journal } = await openJournal()
  const appended = Promise.all(['one', 'two'].map((text) => journal.append(bytesOf(text))))
  await journal.close()
  await appended
  expect(await found((await openJournal(files)).journal)).toEqual(['one', 'two'])
})

test('a full segment is followed by the next, and positions go on rising', async () => {
  const { files, journal } = await openJournal(undefined, { segmentBytes: 2_000 })
  const positions: number[] = []
  for (let i = 0; i < 30; i++) positions.push(await journal.append(bytesOf(`record ${i} ${'.'.repeat(200)}`)))
  expect(new Set(positions.map(segmentOf)).size).toBeGreaterThan(2)
  expect(positions).toEqual([...positions].sort((a, b) => a - b))
  expect(positions.every((position) => offsetOf(position) < 2_300)).toBe(true)
  await journal.close()
  const again = await openJournal(files.afterPowerCut())
  expect(await found(again.journal)).toHaveLength(30)
  expect(textOf((await again.journal.readAt(positions[17] as number)) ?? new Uint8Array())).toContain('record 17 ')
})

test('a new segment that cannot be begun is begun again later, and nothing is lost', async () => {
  const { files, clock, journal } = await openJournal(undefined, { segmentBytes: 500 })
  await journal.append(bytesOf('x'.repeat(600)))
  files.fault({ on: ['write', 'syncFolder'], code: 'ENOSPC', times: 3, written: 0.5 })
  const next = journal.append(bytesOf('next'))
  await settled()
  expect(journal.status().reason).toBe('disk-full')
  await clock.advance(5_000)
  await next
  await journal.close()
  expect(await found((await openJournal(files.afterPowerCut())).journal)).toEqual(['x'.repeat(600), 'next'])
})
