import { expect, test } from 'vitest'
import { CallFailed } from '../../../src/contract/calls.ts'
import { saidFailure, saying } from '../../../src/host/said-failure.ts'

const failed = (code: string): Error => Object.assign(new Error(`${code}: /data/x`), { code })

test('what a disk did is said in a sentence that names no path', () => {
  const said = saidFailure(failed('ENOSPC')) as CallFailed
  expect(said).toBeInstanceOf(CallFailed)
  expect(said.type).toBe('disk-full')
  expect(said.message).toMatch(/^The disk is full \(ENOSPC\)\. .*what was saved before is safe/)
  expect(said.message).not.toContain('/data')
})

test('a plan that was closed in between says so', () => {
  expect(saidFailure(failed('ORDINAL_CLOSED'))).toMatchObject({ type: 'closed' })
})

test('sentences and faults of our own stay what they are', () => {
  const sentence = new CallFailed('no-plan', 'There is no such plan.')
  expect(saidFailure(sentence)).toBe(sentence)
  const fault = new TypeError('x is not a function')
  expect(saidFailure(fault)).toBe(fault)
})

test('every handler of a set says its failures', async () => {
  const handlers = saying({ read: async (_: null, of: string) => Promise.reject(failed(of)) })
  await expect(handlers.read(null, 'EIO')).rejects.toMatchObject({ type: 'io-error' })
})
