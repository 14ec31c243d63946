import { afterEach, beforeEach, expect, test } from 'vitest'
import { CallFailed } from '../../../../src/contract/calls.ts'
import type { JoinState } from '../../../../src/contract/room-calls.ts'
import { clock as systemClock, type Clock } from '../../../../src/host/ports/clock.ts'
import { answerDoor } from '../../../../src/host/room/greet.ts'
import { createJoins, type Coming } from '../../../../src/host/room/joins.ts'
import { hostComparison } from '../../../../src/sync/noise/comparison.ts'
import { keyFromSecret } from '../../../../src/sync/noise/derive-key.ts'
import { createHelloKey } from '../../../../src/sync/noise/hello.ts'
import { formatInvite } from '../../../../src/sync/noise/invite.ts'
import { decodeJoinMessage, encodeJoinMessage, joinProof } from '../../../../src/sync/session/join-message.ts'
import { createMemoryNetwork } from '../../../support/memory-network.ts'
import { until } from '../../../support/room-of-hosts.ts'
import { newIdentity, secrets } from './attacks/hostile-member.ts'

let hours = 0
/** Time that may jump. */
const clock: Clock = { ...systemClock, now: () => Date.now() + hours * 3_600_000 }
const told: JoinState[] = []
let coming: Coming & { gaveUp: number }
let invite = ''
let joins: ReturnType<typeof createJoins>
let enter: () => Promise<Coming>

/** Somebody lets this device in at once; what comes after is the test's. */
beforeEach(async () => {
  hours = 0
  told.splice(0)
  coming = {
    gaveUp: 0,
    records: () => 0,
    level: new Promise(() => undefined),
    giveUp: async () => void coming.gaveUp++,
  }
  enter = async () => coming
  const network = createMemoryNetwork()
  const host = newIdentity()
  const secret = secrets(16)
  const door = { ...createHelloKey('join', keyFromSecret(secret, 'join')), plan: 'harbour', admits: () => true }
  await network.machine('10.0.0.1').listen(1, {
    page: async () => null,
    pipe: async (pipe) => {
      const greeted = await answerDoor(pipe, { identity: host, keys: () => [door], clock: systemClock })
      if (greeted === null) return
      const comparison = hostComparison({ hash: greeted.hash, random: secrets })
      greeted.link.onMessage((bytes) => {
        const message = decodeJoinMessage(bytes)
        if (message?.is === 'knock') {
          const nonce = comparison.answer(message.commit) as Uint8Array
          return greeted.link.send(encodeJoinMessage({ is: 'nonce', nonce }))
        }
        const [root, proof] = [host.publicKey, host.sign(joinProof(host.noise.publicKey))]
        greeted.link.send(encodeJoinMessage({ is: 'in', plan: 'harbour', root, by: root, proof, name: 'Harbour' }))
      })
    },
  })
  invite = formatInvite({ addresses: ['10.0.0.1'], port: 1, key: host.noise.publicKey, secret })
  joins = createJoins({
    identity: newIdentity(),
    another: () => Promise.reject(new Error('Nobody asked for it.')) as never,
    network: network.machine('10.0.0.2'),
    clock,
    ownName: () => ({ name: 'Ben', person: '' }),
    enter: () => enter(),
    onJoin: (_, state) => void told.push(state),
    onPlans: () => undefined,
  })
})
afterEach(() => joins.stop())

const isComing = (): boolean => told.at(-1)?.state === 'coming'

test('a join of which nothing comes ends with a sentence, and its room is given up', async () => {
  const joined = joins.join(invite)
  await until(isComing)
  hours = 1
  const end = await joined
  expect(end).toMatchObject({ state: 'refused' })
  expect(end).toHaveProperty('why', expect.stringContaining('nothing of the plan came'))
  expect(told.at(-1)).toEqual(end)
  expect(coming.gaveUp).toBe(1)
})

test('a join of which something came waits for the rest, however long', async () => {
  coming = { ...coming, records: () => 3 }
  const joined = joins.join(invite)
  await until(isComing)
  hours = 5
  const before = told.length
  await until(() => told.length > before + 1)
  expect(told.at(-1)).toEqual({ state: 'coming', plan: 'harbour', records: 3 })
  joins.leave(invite)
  expect(coming.gaveUp).toBe(1)
  void joined
})

test('a join that a person calls off while the plan is being made here is given up', async () => {
  let go = (): void => undefined
  const made = new Promise<void>((resolve) => (go = resolve))
  let isEntering = false
  enter = async () => {
    isEntering = true
    await made
    return coming
  }
  const joined = joins.join(invite)
  await until(() => isEntering)
  joins.leave(invite)
  go()
  expect(await joined).toMatchObject({ state: 'refused' })
  expect(coming.gaveUp).toBe(1)
  expect(told.some(({ state }) => state === 'coming')).toBe(false)
})

test('windows are told where a plan cannot be taken in', async () => {
  enter = () => Promise.reject(new CallFailed('disk', 'The disk is full.'))
  await expect(joins.join(invite)).rejects.toThrow('The disk is full.')
  expect(told.at(-1)).toEqual({ state: 'refused', why: 'The disk is full.' })
})
