import { join } from 'node:path'
import { expect, test } from 'vitest'
import { convertedFolder, type ConversionKind } from './conversion-scene.ts'

const KINDS: readonly ConversionKind[] = ['seal', 'open', 'seal anew']

for (const kind of KINDS)
  test(`to ${kind}: whichever call the power goes at, the folder is wholly the old or wholly the new, and nothing is left over`, async () => {
    const whole = await convertedFolder(kind, { cutAt: Infinity, seed: 1 })
    expect(whole.found).toBe('new')
    expect(whole.calls).toBeGreaterThan(50)
    const outcomes = { old: 0, new: 0 }
    for (let cutAt = 1; cutAt <= whole.calls; cutAt++)
      for (const seed of [1, 2, 3]) {
        const after = await convertedFolder(kind, { cutAt, seed })
        expect(after.found, `cut at call ${cutAt}, seed ${seed}: ${after.why}`).toMatch(/^(old|new)$/)
        expect(after.leftovers, `cut at call ${cutAt}, seed ${seed}`).toEqual([])
        outcomes[after.found as 'old' | 'new']++
      }
    expect(outcomes.old).toBeGreaterThan(20)
    expect(outcomes.new).toBeGreaterThan(5)
  })

test('a folder whose key files are both gone is left alone, with a sentence that says where they belong', async () => {
  const { files, root, inside } = await convertedFolder('seal', { cutAt: Infinity, seed: 1 })
  const { settleFolder } = await import('../../../../src/host/lock/sealed-folder.ts')
  for (const name of ['key-1', 'key-2']) await files.remove(join(root, inside, name))
  const settled = await settleFolder(files, root)
  expect(settled.ok).toBe(false)
  if (!settled.ok) expect(settled.error.message).toContain('key-1 and key-2')
  expect(await files.list(root)).toEqual([inside])
})
