import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { createLineWriter } from '../../../../src/doc/line-writer.ts'
import type { Envelope } from '../../../../src/model/envelope.ts'
import { freshDisk, NOBODY, SimHost } from '../../../simulation/lines-world.ts'
import { seeded } from '../../../support/random.ts'

const PLAN = 'plan-salvage'
const SEAT = { id: 'w', kind: 'window', send: () => undefined } as const

test('what a host lost of a line and a window still holds comes back as one record, and the line goes on behind it', async () => {
  const host = new SimHost('host', freshDisk(), new Map(), seeded(1))
  await host.start()
  await host.vault.createPlan(PLAN)
  const plan = await host.plan(PLAN)
  const doc = new Y.Doc()
  const { lease, vector } = await plan.meet(SEAT, {
    plan: PLAN,
    lease: null,
    acknowledged: {},
    stateVector: Uint8Array.of(0),
  })
  const envelopes: Envelope[] = []
  const writer = createLineWriter({
    doc,
    lease,
    known: vector,
    now: () => 0,
    onEnvelope: (envelope) => envelopes.push(envelope),
    onLeaseBroken: () => undefined,
  })
  const set = (id: string): void =>
    writer.write({ author: NOBODY, change: id }, () => void doc.getMap('items').set(id, id))
  for (const id of ['a', 'b', 'c']) set(id)
  // Only the first reached the disk; the window was told otherwise.
  await plan.push(SEAT, envelopes.slice(0, 1))
  const [seq, clock] = plan.ledger.vector()[String(lease.client)] as readonly [number, number]
  const salvaged = writer.salvage({ client: lease.client, seq, clock }) as Envelope
  expect(salvaged.entries[0]).toMatchObject({ name: 'line.salvage', why: "recovered from this machine's cache" })
  set('d')
  expect(await plan.push(SEAT, [salvaged, envelopes.at(-1) as Envelope])).toMatchObject({
    saved: [{ seq: 2 }, { seq: 3 }],
    refused: [],
  })
  expect([...plan.plan.doc.getMap('items').keys()].sort()).toEqual(['a', 'b', 'c', 'd'])
  expect((await plan.health.state()).salvaged).toBe(1)
  expect(writer.salvage({ client: lease.client, ...position(plan, lease.client) })).toBeNull()
  await host.stop()
})

function position(plan: Awaited<ReturnType<SimHost['plan']>>, client: number): { seq: number; clock: number } {
  const [seq, clock] = plan.ledger.vector()[String(client)] as readonly [number, number]
  return { seq, clock }
}
