import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { HOST_CALLS, type HostLink } from '../../../src/contract/calls.ts'
import { startTestHost, tempFolder, type TestHost } from '../../support/host-in-process.ts'

let folder: { path: string; remove: () => Promise<void> }
let host: TestHost
let plan = ''
let client = 0
beforeEach(async () => {
  folder = await tempFolder()
  host = await startTestHost(join(folder.path, 'data'), undefined, {
    passphraseCost: { memoryKb: 64, passes: 1, lanes: 1 },
  })
  plan = (await link().call('plans.create', { name: 'Xylotomy' })).id
  const window = await host.window(plan)
  window.run(createItem, { title: 'Brindlewick', at: 'top' })
  await window.window.delivered()
  client = window.window.writer.lease.client
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
})

const link = (): HostLink => host.connect().link
const long = 'x'.repeat(1_200_000)
const NUMBERS = [NaN, Infinity, -Infinity, -1, 0, 0.5, 1e300, -1e300, 2 ** 53, 8.64e15 + 1]
const TEXTS = ['', '..', '../../etc', '\u0000', '__proto__', 'constructor', '\ud800', long]
const ANYTHING: readonly unknown[] = [
  undefined,
  null,
  true,
  {},
  [],
  [null],
  new Uint8Array(3),
  NaN,
  Infinity,
  -1,
  0.5,
  1e300,
  ...TEXTS,
]

/** The name of the call, and what it was refused with or null. */
async function asked(name: string, args: unknown): Promise<{ type: string; message: string } | null> {
  try {
    await (link().call as (name: string, args: unknown) => Promise<unknown>)(name, args)
    return null
  } catch (error) {
    return error as { type: string; message: string }
  }
}

const OURS = Object.keys(HOST_CALLS).filter((name) => /^(history|backups|health|lock)\./.test(name))
/** Honest arguments, of which one at a time becomes anything. */
const HONEST: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'backups.list': { plan: null },
  'backups.make': { plan: '', name: '' },
  'backups.prove': { backup: 'b' },
  'backups.look': { backup: 'b' },
  'backups.putBack': { backup: 'b' },
  'backups.restoreAs': { backup: 'b', name: 'New' },
  'backups.bringBack': { backup: 'b', why: '', author: { person: null, role: null, forTeam: null }, preview: true },
  'backups.rename': { backup: 'b', name: '' },
  'backups.remove': { backup: 'b' },
  'backups.set': { automatic: true, everyMinutes: 60, keepHourlyHours: 24, keepDailyDays: 30, folder: null },
  'backups.folders': { path: null },
  'history.extent': { plan: '' },
  'history.timeline': {
    plan: '',
    before: null,
    limit: 10,
    record: null,
    person: null,
    device: null,
    words: '',
    sort: null,
  },
  'history.at': { plan: '', moment: 0 },
  'history.item': { plan: '', moment: 0, item: 'x' },
  'history.compare': { plan: '', from: 0, to: 0 },
  'history.bringBack': {
    plan: '',
    moment: 0,
    what: { kind: 'items', items: ['x'] },
    why: '',
    author: { person: null, role: null, forTeam: null },
    preview: true,
  },
  'history.takeBack': {
    plan: '',
    what: { kind: 'change', change: 'x' },
    since: null,
    why: '',
    author: { person: null, role: null, forTeam: null },
    preview: true,
  },
  'health.state': { plan: '' },
  'health.check': { plan: null },
  'lock.open': { passphrase: 'x' },
  'lock.decrypt': { passphrase: 'x' },
  'lock.changePassphrase': { old: 'x', passphrase: 'y' },
}

test('whatever a window asks of history, backups, health and the lock, it is answered or refused with a sentence', async () => {
  const outside = await readdir(folder.path)
  for (const name of OURS.filter((one) => one !== 'lock.encrypt')) {
    const honest = HONEST[name] ?? {}
    const filled = 'plan' in honest && honest['plan'] === '' ? { ...honest, plan } : honest
    const all: unknown[] = [...ANYTHING]
    for (const key of Object.keys(honest)) for (const value of ANYTHING) all.push({ ...filled, [key]: value })
    for (const key of ['author', 'what'] as const)
      if (key in honest)
        for (const inner of Object.keys(honest[key] as object))
          for (const value of ANYTHING) all.push({ ...filled, [key]: { ...(honest[key] as object), [inner]: value } })
    for (const args of all) {
      const refused = await asked(name, args)
      if (refused === null) continue
      const said = `${name} ${JSON.stringify(args)?.slice(0, 200)}: ${refused.type} ${refused.message.slice(0, 200)}`
      expect(refused.type, said).not.toBe('fault')
      expect(refused.message, said).toMatch(/^\S.*[.!?"]$/s)
      expect(refused.message.length, said).toBeLessThan(10_000)
    }
  }
  expect(host.faults).toEqual([])
  expect((await link().call('plans.list', undefined)).map(({ id }) => id)).toContain(plan)
  expect(await readdir(folder.path)).toEqual(outside)
}, 60_000)

test('what writes is refused what no record could hold, and the plan goes on', async () => {
  const author = { person: long, role: null, forTeam: long }
  for (const moment of NUMBERS)
    await asked('history.bringBack', { plan, moment, what: { kind: 'plan' }, why: 'x', author, preview: false })
  for (const since of [null, ...NUMBERS])
    await asked('history.takeBack', {
      plan,
      what: { kind: 'person', person: long },
      since,
      why: '\u0000',
      author,
      preview: false,
    })
  await asked('history.bringBack', {
    plan,
    moment: 0,
    what: { kind: 'items', items: Array(1000).fill(long.slice(0, 1000)) },
    why: '',
    author,
    preview: false,
  })
  expect(host.faults).toEqual([])
  const window = await host.window(plan)
  window.run(createItem, { title: 'after', at: 'bottom' })
  await window.window.delivered()
  expect(window.titles()).toContain('after')
  expect(client).toBeGreaterThan(0)
})

test('a folder with files of others keeps them, whatever backups are made, thinned and taken away in it', async () => {
  const chosen = join(folder.path, 'Documents')
  const ours = join(chosen, 'Ordinal backups')
  await mkdir(join(ours, 'parts'), { recursive: true })
  await mkdir(join(ours, `notes ${plan}`, 'parts'), { recursive: true })
  const theirs = [
    'letter.txt',
    'lock',
    'plan.json',
    'Ordinal backups/letter.txt',
    'Ordinal backups/parts/letter.txt',
    `Ordinal backups/notes ${plan}/letter.txt`,
    `Ordinal backups/notes ${plan}/parts/letter.txt`,
    `Ordinal backups/notes ${plan}/my.backup.old`,
    `Ordinal backups/notes ${plan}/thesis.marks`,
  ]
  for (const name of theirs) await writeFile(join(chosen, name), 'of somebody')
  await link().call('backups.set', { folder: chosen })
  const first = await link().call('backups.make', { plan, name: 'one' })
  await link().call('backups.make', { plan, name: 'two', to: chosen })
  await link().call('backups.remove', { backup: first.id })
  await link().call('lock.encrypt', { passphrase: 'zephyrine quokka', keychain: false })
  await link().call('lock.decrypt', { passphrase: 'zephyrine quokka' })
  const after = (await readdir(chosen, { recursive: true })).map((name) => name.replaceAll('\\', '/'))
  // What somebody put between the backups of a plan goes with them, to wherever they are.
  for (const name of theirs) {
    const end = name.replace(`Ordinal backups/notes ${plan}/`, '')
    expect(
      after.some((one) => one === name || (end !== name && one.endsWith(`${plan}/${end}`))),
      name,
    ).toBe(true)
  }
})
