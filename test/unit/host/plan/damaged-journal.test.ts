import { expect, test } from 'vitest'
import { freshDisk, NOBODY, SimHost } from '../../../simulation/lines-world.ts'
import { seeded } from '../../../support/random.ts'
import { decodeRecord } from '../../../../src/sync/record.ts'

const PLAN = 'plan-damaged'

async function hostOn(files: SimHost['files'], members: Map<string, Uint8Array>, seed: number): Promise<SimHost> {
  const host = new SimHost('host', files, members, seeded(seed))
  await host.start()
  return host
}

async function write(host: SimHost, id: string): Promise<void> {
  const plan = await host.plan(PLAN)
  await plan.writeAs(NOBODY, `made-${id}`, () => plan.plan.doc.getMap('items').set(id, id))
}

const itemsOf = async (host: SimHost): Promise<string[]> =>
  [...(await host.plan(PLAN)).plan.doc.getMap('items').keys()].sort()

/** Five records on one line; the third one's content is damaged on disk. */
async function damaged() {
  const members = new Map<string, Uint8Array>()
  const host = await hostOn(freshDisk(), members, 1)
  await host.vault.createPlan(PLAN)
  for (const id of ['a', 'b', 'c', 'd', 'e']) await write(host, id)
  const records = await host.records(PLAN)
  const disk = host.kill()
  const third = records[2] as Uint8Array
  disk.tamper(`/data/plans/${PLAN}/journal-000001`, (bytes) => {
    const at = Buffer.from(bytes).indexOf(third)
    const changed = bytes.slice()
    changed[at + third.length - 5] = (changed[at + third.length - 5] as number) ^ 1
    return changed
  })
  return { members, disk, records }
}

test('a plan with a damaged record opens and can be edited; what depends on the record is listed as held back', async () => {
  const { members, disk, records } = await damaged()
  const host = await hostOn(disk, members, 2)
  const plan = await host.plan(PLAN)
  expect(plan.readOnly()).toBeNull()
  expect(await itemsOf(host)).toEqual(['a', 'b'])
  await write(host, 'f')
  const { held } = await plan.health.state()
  expect(held.map(({ seq, waitsFor }) => [seq, waitsFor[0]?.from, waitsFor[0]?.to])).toEqual([
    [4, 3, 3],
    [5, 3, 4],
  ])
  const lines = (await host.records(PLAN)).map((bytes) => {
    const record = decodeRecord(bytes)
    return record.ok ? record.value.client : 0
  })
  expect(lines.at(-1), 'the line with the gap rests').not.toBe(lines[0])
  expect(records).toHaveLength(5)
  await host.stop()
})

test('the record that was damaged comes from elsewhere and releases what waited, also after the next start and a snapshot', async () => {
  const { members, disk, records } = await damaged()
  const host = await hostOn(disk, members, 3)
  await write(host, 'f')
  await host.stop()
  const again = await hostOn(host.files, members, 4)
  expect(await (await again.plan(PLAN)).receive(records, 'a backup')).toMatchObject({ applied: 3, known: 4, held: 0 })
  expect(await itemsOf(again)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  await again.stop()
  const last = await hostOn(again.files, members, 5)
  expect(await itemsOf(last)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect((await (await last.plan(PLAN)).health.state()).held).toEqual([])
  await last.stop()
})
