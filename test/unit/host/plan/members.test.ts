import { afterEach, expect, test } from 'vitest'
import { changeWords } from '../../../../src/commands/change-words.ts'
import type { PlanHost } from '../../../../src/host/plan-host.ts'
import { sha256 } from '../../../../src/host/vault/record-crypto.ts'
import { planIdOf } from '../../../../src/sync/membership/identity.ts'
import { admitting, removing, type Seal } from '../../../../src/sync/membership/stating.ts'
import { readStatement, STATEMENT_KEY, type Statement } from '../../../../src/sync/membership/statement.ts'
import { openSealed, sealFor } from '../../../../src/sync/noise/sealed-box.ts'
import { decodeRecord } from '../../../../src/sync/record.ts'
import { freshDisk, NOBODY, SimHost } from '../../../simulation/lines-world.ts'
import { seeded } from '../../../support/random.ts'

/** Hosts with real keys; what they do by themselves after a while is done when the test says so. */
const random = seeded(1)
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(random() * 256))
const seal: Seal = (noise, sealed) => sealFor(noise, sealed, bytes)
const running: Peer[] = []

interface Peer {
  readonly host: SimHost
  plan(): Promise<PlanHost>
  receive(from: Peer, only?: (record: { device: string; seq: number }) => boolean): ReturnType<PlanHost['receive']>
  state(make: (plan: PlanHost) => Statement): Promise<void>
  write(text: string): Promise<void>
  text(): Promise<string>
  epochKey(): Promise<Uint8Array | null>
  /** Whatever was to be done after a while is done now; how much that was. */
  wait(): Promise<number>
  restart(): Promise<void>
}

afterEach(async () => {
  for (const { host } of running.splice(0)) {
    expect(host.faults).toEqual([])
    await host.stop()
  }
})

async function start(name: string, id?: string): Promise<Peer & { readonly id: string }> {
  let timers = new Map<number, () => void>()
  let count = 0
  const host = new SimHost(name, freshDisk(), new Map(), seeded(name.charCodeAt(0)), (_, act) => {
    const number = ++count
    timers.set(number, act)
    return () => void timers.delete(number)
  })
  await host.start()
  const made = id === undefined ? await host.plans.create() : await host.plans.takeIn(id)
  const plan = (): Promise<PlanHost> => host.plans.open(made.id)
  const peer: Peer & { readonly id: string } = {
    id: made.id,
    host,
    plan,
    async receive(from, only = () => true) {
      const records = (await from.host.records(made.id)).filter((record) => {
        const read = decodeRecord(record)
        return read.ok && only(read.value)
      })
      return (await plan()).receive(records, from.host.name)
    },
    async state(make) {
      const host = await plan()
      await host.state(make(host), NOBODY, [])
    },
    async write(text) {
      const { writeAs, plan: document } = await plan()
      await writeAs(NOBODY, text, () => document.doc.getText('vision').insert(0, text))
    },
    text: async () => (await plan()).plan.doc.getText('vision').toJSON(),
    async epochKey() {
      const wrap = (await plan()).ledger.membership.epochs().at(-1)?.wrapFor(host.vault.device.id)
      return wrap === undefined ? null : openSealed(host.vault.device.noise.secret, wrap)
    },
    async wait() {
      let done = 0
      for (let round = 0; round < 5; round++) {
        const due = [...timers.values()]
        timers = new Map()
        done += due.length
        for (const act of due) act()
        await (await plan()).flushed()
      }
      return done
    },
    async restart() {
      await host.stop()
      await host.start()
    },
  }
  running.push(peer)
  return peer
}

const newcomerOf = ({ host }: Peer) => ({
  device: host.vault.device.id,
  key: host.vault.device.publicKey,
  noise: host.vault.device.noise.publicKey,
  name: host.name,
  person: null,
})

/** Ada founded the plan and let the others in; all hold the same. */
async function room(): Promise<[Peer, Peer, Peer]> {
  const ada = await start('ada')
  const ben = await start('ben', ada.id)
  const cem = await start('cem', ada.id)
  for (const other of [ben, cem]) {
    const epochKey = await ada.epochKey()
    await ada.state(({ ledger }) => admitting(ledger, newcomerOf(other), { epochKey, seal }))
  }
  for (const other of [ben, cem]) await other.receive(ada)
  return [ada, ben, cem]
}

const remove = (by: Peer, device: Peer): Promise<void> =>
  by.state(({ ledger }) =>
    removing(ledger, device.host.vault.device.id, { why: 'lost on the train', epochKey: bytes(32), seal }),
  )

test('a new plan certifies who began it, says so first, and has a key of its room', async () => {
  const ada = await start('ada')
  const [first, ...more] = await ada.host.records(ada.id)
  const record = decodeRecord(first as Uint8Array)
  const statement = record.ok ? readStatement(record.value.more[STATEMENT_KEY]) : null
  expect(more).toEqual([])
  expect(statement?.is).toBe('found')
  if (statement?.is !== 'found') return
  expect(planIdOf(sha256, ada.host.vault.device.publicKey, statement.nonce)).toBe(ada.id)
  const { membership } = (await ada.plan()).ledger
  expect(membership.root()).toBe(ada.host.vault.device.id)
  expect(await ada.epochKey()).toHaveLength(32)
  const [line] = await (await ada.plan()).log({ record: null, before: null, limit: 5 })
  expect(changeWords(line?.entries ?? [], String)).toBe('Began the plan')
})

test('hosts that only know the plan believe its founder, and members write to each other', async () => {
  const [ada, ben, cem] = await room()
  await cem.write('by Cem ')
  expect(await ben.receive(cem)).toMatchObject({ applied: 1, refused: 0, aside: 0 })
  await ada.receive(ben)
  expect(await ada.text()).toBe('by Cem ')
  expect(await cem.epochKey()).toEqual(await ada.epochKey())
})

test('a host says by itself what it had of a removed device, and only then it counts for the others', async () => {
  const [ada, ben, cem] = await room()
  await cem.write('only Ben has it ')
  await ben.receive(cem)
  await cem.write('nobody has it ')
  await remove(ada, cem)
  expect(await ada.receive(cem)).toMatchObject({ applied: 0, aside: 2, refused: 0 })
  expect((await ada.plan()).aside().map(({ seq }) => seq)).toEqual([1, 2])
  await ben.receive(ada)
  expect(await ben.wait()).toBeGreaterThan(0)
  const own = ben.host.vault.device.id
  await ada.receive(ben, ({ device }) => device === own)
  expect([await ada.text(), await ben.text()]).toEqual(['only Ben has it ', 'only Ben has it '])
  expect((await ada.plan()).aside().map(({ seq }) => seq)).toEqual([2])
  // It is said once.
  await ben.wait()
  expect(await ada.receive(ben)).toMatchObject({ applied: 0, held: 0 })
})

test('after a restart, and from a snapshot alone, everybody is who they were', async () => {
  const [ada, ben, cem] = await room()
  await cem.write('before ')
  await ada.receive(cem)
  await remove(ada, cem)
  await cem.write('after ')
  const members = async (peer: Peer): Promise<string> =>
    JSON.stringify((await peer.plan()).ledger.membership.members().map((one) => ({ ...one, noise: [...one.noise] })))
  const before = await members(ada)
  // Closing makes a snapshot: nothing of the journal is read behind it.
  await ada.restart()
  expect(await members(ada)).toBe(before)
  expect(await ada.receive(cem)).toMatchObject({ applied: 0, aside: 1 })
  await ben.receive(ada)
  expect(await ada.epochKey()).toEqual(await ben.epochKey())
  expect(await ben.text()).toBe('before ')
})

test('one that is let in while the key changes gets the new key by itself from whoever let it in', async () => {
  const [ada, ben, cem] = await room()
  const dee = await start('dee', (await ada.plan()).id)
  await remove(ada, cem)
  const epochKey = await ben.epochKey()
  await ben.state(({ ledger }) => admitting(ledger, newcomerOf(dee), { epochKey, seal }))
  await dee.receive(ben)
  await ben.receive(ada)
  await dee.receive(ada)
  expect(await dee.epochKey()).toBeNull()
  await ben.wait()
  for (const other of [ada, dee]) await other.receive(ben)
  expect(await dee.epochKey()).toHaveLength(32)
  expect(await dee.epochKey()).toEqual(await ada.epochKey())
})

test('a member on its own has nothing to say by itself', async () => {
  const ada = await start('ada')
  await ada.write('alone ')
  expect(await ada.wait()).toBe(0)
})
