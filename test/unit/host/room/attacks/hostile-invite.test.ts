import { afterAll, beforeAll, expect, test } from 'vitest'
import { clock } from '../../../../../src/host/ports/clock.ts'
import { answerDoor } from '../../../../../src/host/room/greet.ts'
import { hostComparison } from '../../../../../src/sync/noise/comparison.ts'
import { keyFromSecret } from '../../../../../src/sync/noise/derive-key.ts'
import { createHelloKey } from '../../../../../src/sync/noise/hello.ts'
import { formatInvite } from '../../../../../src/sync/noise/invite.ts'
import { decodeJoinMessage, encodeJoinMessage, joinProof } from '../../../../../src/sync/session/join-message.ts'
import { until } from '../../../../support/room-of-hosts.ts'
import { attackedRoom, pause, type AttackedRoom } from './attacked-room.ts'
import {
  hostileLink,
  newIdentity,
  secrets,
  type HostileLink,
  type HostileMember,
  type Identity,
} from './hostile-member.ts'

/**
 * Whoever answers to an invite says which plan it is, who began it and who lets in. Ben follows one of somebody who was removed
 * from a plan that he has, and expects another plan.
 */
let scene: AttackedRoom
let mallory: HostileMember
/** Keys of those whose names Mallory may want to use. */
let keys: Map<string, Uint8Array>
beforeAll(async () => {
  scene = await attackedRoom()
  mallory = await scene.mallory('Mallory')
  await mallory.learns(3)
  keys = new Map(mallory.ledger.membership.members().map(({ name, publicKey }) => [name, publicKey]))
  await scene.ada.link.call('room.remove', { plan: scene.plan, device: mallory.identity.id, why: 'left' })
  await until(async () => (await scene.ben.state(scene.plan)).devices.some(({ state }) => state === 'removed'))
})
afterAll(() => scene.room.end())

let machines = 0
interface Says {
  readonly plan: string
  readonly root: Uint8Array
  readonly by: Uint8Array
  readonly proof: Uint8Array
}

/** Ben joins by Mallory's invite; the digits are right, since nobody sits in between. */
async function benFollows(
  eve: Identity,
  says: Says,
  { isIn, patience = 1_500 }: { isIn?: (link: HostileLink) => void; patience?: number } = {},
): Promise<{ link: () => HostileLink | null; end: unknown }> {
  const address = `10.30.0.${String(++machines)}`
  const secret = secrets(16)
  const door = {
    ...createHelloKey('join', keyFromSecret(secret, 'join')),
    plan: says.plan,
    admits: () => true,
  }
  let link: HostileLink | null = null
  await scene.room.network.machine(address).listen(4711, {
    page: async () => null,
    pipe: async (pipe) => {
      const greeted = await answerDoor(pipe, { identity: eve, keys: () => [door], clock })
      if (greeted === null) return
      const comparison = hostComparison({ hash: greeted.hash, random: secrets })
      greeted.link.onMessage((bytes) => {
        const message = decodeJoinMessage(bytes)
        if (message?.is === 'knock') {
          const nonce = comparison.answer(message.commit) as Uint8Array
          greeted.link.send(encodeJoinMessage({ is: 'nonce', nonce }))
        }
        if (message?.is !== 'reveal') return
        greeted.link.send(encodeJoinMessage({ is: 'in', ...says, name: 'Summer party' }))
        link = hostileLink(greeted.link, () => undefined)
        link.say({ is: 'have', lines: [], out: [], ask: true })
        isIn?.(link)
      })
    },
  })
  const invite = formatInvite({ addresses: [address], port: 4711, key: eve.noise.publicKey, secret })
  const joining = scene.ben.link.call('room.join', { invite })
  const end = await Promise.race([joining.catch((error: unknown) => error), pause(patience).then(() => 'still coming')])
  scene.ben.link.call('room.leaveJoin', { invite }).catch(() => undefined)
  return { link: () => link, end }
}

const ownProof = (of: Identity): Uint8Array => of.sign(joinProof(of.noise.publicKey))
const learnt = (link: HostileLink | null): unknown[] =>
  (link?.heard ?? []).filter(({ is }) => is === 'records' || is === 'have' || is === 'presence')

test.each([
  ['that Ada lets in, who does not', 'Ada', 'Ada', false],
  ['that it lets in itself, and that the right one began the plan', 'Ada', 'Mallory', true],
  ['that it began the plan itself', 'Mallory', 'Mallory', true],
])(
  'nothing of a plan goes to whoever says %s',
  async (_, root, by, isProven) => {
    await scene.goesOn()
    const before = scene.content()
    const eve = mallory.identity
    const { link, end } = await benFollows(eve, {
      plan: scene.plan,
      root: keys.get(root) as Uint8Array,
      by: keys.get(by) as Uint8Array,
      proof: isProven ? ownProof(eve) : secrets(64),
    })
    expect(end).not.toMatchObject({ state: 'in' })
    expect(learnt(link()).filter((message) => (message as { is: string }).is === 'records')).toEqual([])
    // He is in the room that he was in, with those who belong to it.
    await until(
      async () => (await scene.ben.state(scene.plan)).devices.find(({ name }) => name === 'Ada')?.state === 'here',
    )
    await scene.goesOn()
    expect(learnt(link()).filter((message) => (message as { is: string }).is === 'records')).toEqual([])
    const { devices } = await scene.ben.state(scene.plan)
    expect(devices.map(({ name, admittedBy, state }) => [name, admittedBy === null, state]).sort()).toEqual([
      ['Ada', true, 'here'],
      ['Ben', false, 'here'],
      ['Mallory', false, 'removed'],
    ])
    expect(scene.content()).toContain(before.slice(0, 30))
    link()?.close()
  },
  30_000,
)

test('a plan that is not here comes from nobody who lets in under another device’s key', async () => {
  const eve = newIdentity()
  const [root, by] = [keys.get('Ada') as Uint8Array, keys.get('Ada') as Uint8Array]
  const { end } = await benFollows(eve, { plan: 'abcdefghijkmnpqr', root, by, proof: ownProof(eve) })
  expect(end).toMatchObject({ state: 'refused' })
  expect((await scene.ben.link.call('plans.list', undefined)).map(({ id }) => id)).toEqual([scene.plan])
})

test.each(['../../evil', '/etc', 'a/b', '', '.', 'x'.repeat(150), '__proto__'])(
  'a plan of the name %j is none',
  async (plan) => {
    const eve = newIdentity()
    const { end } = await benFollows(eve, { plan, root: eve.publicKey, by: eve.publicKey, proof: ownProof(eve) })
    expect(end).toMatchObject({ state: 'refused' })
    expect((await scene.ben.link.call('plans.list', undefined)).map(({ id }) => id)).toEqual([scene.plan])
  },
)

test('whoever lets in and brings a plan that is none is found out: the join ends, and nothing is left of it', async () => {
  const eve = newIdentity()
  const plan = 'abcdefghijkmnpqr'
  const [root, by] = [eve.publicKey, eve.publicKey]
  const { end } = await benFollows(
    eve,
    { plan, root, by, proof: ownProof(eve) },
    {
      patience: 8_000,
      isIn: (link) => {
        const records = Array.from({ length: 30 }, (_, i) =>
          mallory.record({ client: 700 + i, after: {} }, { plan, signer: newIdentity() }),
        )
        link.say({ is: 'records', n: 1, records })
      },
    },
  )
  expect(end).toMatchObject({ state: 'refused' })
  expect(end).toHaveProperty('why', expect.stringContaining('was refused'))
  expect((await scene.ben.link.call('plans.list', undefined)).map(({ id }) => id)).toEqual([scene.plan])
  scene.ben.host.faults.splice(0)
}, 20_000)
