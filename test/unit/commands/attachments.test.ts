import { expect, test } from 'vitest'
import { attachFile, removeAttachment, renameAttachment } from '../../../src/commands/attachments.ts'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { editPlanFact } from '../../../src/commands/plan-facts.ts'
import { planToMarkdown } from '../../../src/interchange/markdown-export.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

const hash = 'ab'.repeat(32)
const file = { name: 'screen.png', type: 'image/png', size: 1_200, hash }

function scene() {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'Waiting list' })
  return { at, item }
}

test('a file hangs on an item under its name, is renamed, and is taken off with its record kept', () => {
  const { at, item } = scene()
  const id = at.must(attachFile, { item, ...file }, at.as('stakeholder'))
  expect(at.plan.partsOf('attachments', item)).toMatchObject([{ id, ...file, by: 'anna', deleted: null }])
  const log = at.envelopes.at(-1)?.entries ?? []
  expect(changeWords(log, namesIn(at.plan))).toBe('Attached “screen.png”')
  at.must(renameAttachment, { id, name: '../secret/../Login screen.png' })
  expect(at.plan.row('attachments', id)?.name).toBe('Login screen.png')
  expect(planToMarkdown(at.plan)).toContain('- Login screen.png (1 kB)')
  at.must(removeAttachment, { id })
  expect(changeWords(at.envelopes.at(-1)?.entries ?? [], namesIn(at.plan))).toBe('Deleted file “Login screen.png”')
  expect(at.plan.partsOf('attachments', item)).toEqual([])
  expect(at.plan.row('attachments', id)).toMatchObject({ hash, deleted: { by: 'anna' } })
})

test('a file beyond the plan’s largest is refused with its size, the limit and what to do; the limit is a setting', () => {
  const { at, item } = scene()
  const large = { item, ...file, size: 10_000_001 }
  const refused = at.run(attachFile, large)
  expect(refused).toMatchObject({ ok: false, error: { type: 'bad-value' } })
  expect(!refused.ok && refused.error.message).toMatch(
    /has 10 MB; this plan takes files up to 10 MB\. Nothing was attached/,
  )
  at.must(editPlanFact, { field: 'largestFile', value: 25_000_000 })
  expect(at.run(attachFile, large).ok).toBe(true)
  expect(at.run(attachFile, { ...large, size: 50_000_001 }).ok).toBe(false)
  expect(at.run(editPlanFact, { field: 'largestFile', value: 1e12 }).ok).toBe(false)
  expect(at.run(attachFile, { item, ...file, size: 0 }).ok).toBe(true)
})

test('what names no bytes is no attachment, and only who attached it or who edits items changes it', () => {
  const { at, item } = scene()
  for (const wrong of [
    { hash: '../../etc/passwd' },
    { hash: hash.toUpperCase() },
    { size: -1 },
    { size: 1.5 },
    { size: NaN },
  ])
    expect(at.run(attachFile, { item, ...file, ...wrong }).ok).toBe(false)
  expect(at.run(attachFile, { ...file, item: 'nowhere' }).ok).toBe(false)
  const id = at.must(attachFile, { item, ...file })
  const other = { person: 'omar', role: 'stakeholder', forTeam: null }
  expect(at.run(removeAttachment, { id }, other)).toMatchObject({ error: { type: 'not-yours' } })
  expect(at.run(renameAttachment, { id, name: 'x' }, other)).toMatchObject({ error: { type: 'not-yours' } })
  expect(at.run(removeAttachment, { id }, { ...other, role: 'developer' }).ok).toBe(true)
})
