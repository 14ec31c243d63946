import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { attachFile } from '../../../src/commands/attachments.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import type { AttachmentSource, AttachmentState } from '../../../src/state/attachments.svelte.ts'
import ItemAttachments from '../../../src/ui/attachments/item-attachments.svelte'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { barriersIn } from '../screens/accessible.ts'

const hashOf = (letter: string): string => letter.repeat(64)

/** An item with files, and a host that says where they are. */
async function scene(role = 'po') {
  const states = new Map<string, Partial<AttachmentState>>()
  const asked: string[] = []
  const changed = new Set<() => void>()
  let go: ((bytes: number) => boolean) | null = null
  let end: (found: { hash: string; type: string; size: number } | null) => void = () => undefined
  const files: AttachmentSource = {
    upload: (_file, _name, told) => {
      go = told
      return new Promise((resolve) => (end = resolve))
    },
    states: async (hashes) => hashes.map((hash) => ({ hash, state: 'away', got: 0, words: '', ...states.get(hash) })),
    want: async (hashes) => void asked.push(`want ${hashes.length}`),
    stop: async () => void asked.push('stop'),
    read: () => Promise.reject(new Error('Not here.')),
    space: () => Promise.reject(new Error('Nobody asks.')),
    keepAll: async () => undefined,
    onChanged(handler) {
      changed.add(handler)
      return () => changed.delete(handler)
    },
  }
  const plan = inMemoryState({ role, host: { files } })
  const item = plan.must(createItem, { title: 'Hold a berth' }, plan.as('po'))
  const attach = (name: string, letter: string, state: Partial<AttachmentState>): void => {
    states.set(hashOf(letter), state)
    plan.must(
      attachFile,
      { item, name, type: 'application/zip', size: 3_000_000, hash: hashOf(letter) },
      { ...plan.as('po'), person: 'omar' },
    )
  }
  return {
    ...{ plan, item, attach, states, asked },
    tell: () => changed.forEach((handler) => handler()),
    progress: (bytes: number) => go?.(bytes),
    arrive: () => end({ hash: hashOf('f'), type: 'text/plain', size: 8_000_000 }),
    stopped: () => end(null),
    show: () =>
      render(ItemAttachments, { state: plan.state, item: plan.state.row('items', item)!, say: () => undefined }),
  }
}

test('a file that is not on this device says so and who has it, shows how far it is, can be stopped and asked for again', async () => {
  const at = await scene()
  at.attach('away.zip', 'a', { words: 'Not on this device yet. It comes when Omar’s device is in the room.' })
  at.attach('coming.zip', 'b', { state: 'coming', got: 1_200_000, words: 'Coming from Omar’s laptop' })
  at.attach('damaged.zip', 'c', {
    state: 'damaged',
    words: 'Damaged on this device’s disk. It comes when Omar is here.',
  })
  const screen = await at.show()
  await expect
    .element(screen.getByText('Not on this device yet. It comes when Omar’s device is in the room.'))
    .toBeVisible()
  await expect.element(screen.getByText('Coming from Omar’s laptop: 1.2 MB of 3 MB.')).toBeVisible()
  await expect.element(screen.getByText('Damaged on this device’s disk.')).toBeVisible()
  expect(await barriersIn(document.body)).toEqual([])
  expect(at.asked).toEqual(['want 3'])
  await screen.getByRole('button', { name: 'Stop' }).click()
  await screen.getByRole('button', { name: 'Look again' }).first().click()
  expect(at.asked).toEqual(['want 3', 'stop', 'want 1'])
  at.states.set(hashOf('b'), { state: 'here' })
  at.tell()
  await expect.element(screen.getByRole('button', { name: 'Save coming.zip', exact: true })).toBeVisible()
})

test('attaching shows its numbers, a cancelled file hangs nowhere, and one that arrived is in the plan', async () => {
  const at = await scene()
  const screen = await at.show()
  await expect.element(screen.getByText('Up to 10 MB.')).toBeVisible()
  expect(await barriersIn(document.body)).toEqual([])
  const attachments = at.plan.state.attachments
  const file = new File([new Uint8Array(8_000_000)], 'talk.pdf')
  void attachments.attach(at.item, [{ file, name: 'talk.pdf' }])
  await expect.poll(() => at.progress(2_000_000)).toBe(true)
  await expect.element(screen.getByText('2,000 of 8,000 kB')).toBeVisible()
  await screen.getByRole('button', { name: 'Cancel' }).click()
  expect(at.progress(2_500_000)).toBe(false)
  at.stopped()
  await expect.poll(() => attachments.uploads.length).toBe(0)
  expect(at.plan.state.attachmentsOf(at.item)).toEqual([])
  const second = attachments.attach(at.item, [{ file, name: 'talk.pdf' }])
  await expect.poll(() => at.progress(8_000_000)).toBe(true)
  at.arrive()
  await second
  expect(at.plan.state.attachmentsOf(at.item)).toMatchObject([{ name: 'talk.pdf', size: 8_000_000 }])
})

test('a stakeholder attaches files and is offered nothing that would change another’s', async () => {
  const at = await scene('stakeholder')
  at.attach('away.zip', 'a', { state: 'here' })
  const screen = await at.show()
  await expect.element(screen.getByRole('button', { name: 'Attach a file' })).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Save away.zip', exact: true })).toBeVisible()
  expect(screen.getByRole('button', { name: 'More for away.zip' }).query()).toBeNull()
})
