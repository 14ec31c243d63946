import { expect, test } from 'vitest'
import { notWritten } from '../../../../src/host/cli/not-written.ts'

test.each([
  ['ENOENT', 'There is no folder /gone, so /gone/plan.ordinal was not written.'],
  ['ENOTDIR', '/gone is not a folder, so /gone/plan.ordinal was not written.'],
  ['EISDIR', '/gone/plan.ordinal is a folder; name a file in it. Nothing was written.'],
  ['EACCES', 'You may not write /gone/plan.ordinal. Nothing was written.'],
  ['ENOSPC', 'The disk is full, so /gone/plan.ordinal was not written.'],
  ['EIO', '/gone/plan.ordinal could not be written (EIO).'],
])('a file that is not written for %s is said in words', (code, words) => {
  const error = Object.assign(new Error('no'), { code })
  expect(notWritten('/gone/plan.ordinal', error).message).toBe(words)
})
