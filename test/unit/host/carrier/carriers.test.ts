import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCarriers, type Carriers, type ServerSetting } from '../../../../src/host/carrier/carriers.ts'
import { clock } from '../../../../src/host/ports/clock.ts'
import { CallFailed } from '../../../../src/contract/calls.ts'
import { carriedHost, type CarriedHost } from '../../../support/carried-hosts.ts'
import { createMemoryMailServer, type MemoryMailServer } from '../../../support/memory-mail-server.ts'
import { until } from '../../../support/room-of-hosts.ts'

const SETTING: ServerSetting = { kind: 'y-websocket', url: 'wss://plans.example.org', token: '' }

let ada: CarriedHost
let server: MemoryMailServer
let isOpen: boolean
let written: Readonly<Record<string, ServerSetting>>
let faults: string[]
let carriers: Carriers
beforeEach(async () => {
  ada = await carriedHost(11, 'Ada')
  await ada.edit('Berth 7')
  server = createMemoryMailServer()
  isOpen = false
  written = {}
  faults = []
  carriers = createCarriers({
    async open(plan) {
      if (plan === 'gone') throw new CallFailed('no-plan', 'There is no such plan in this data folder.')
      if (plan === 'damaged') throw new CallFailed('unreadable', 'Nothing of this plan can be read.')
      isOpen = true
      carriers.planOpened(plan)
      return ada.host()
    },
    opened: () => (isOpen ? ada.host() : undefined),
    membersOf: () => ada.members,
    identityIn: () => ada.identity,
    clock,
    random: Math.random,
    saved: { gone: SETTING, damaged: SETTING, [ada.plan]: SETTING },
    write: async (settings) => void (written = settings),
    onChanged: () => undefined,
    onFault: (what, error) => faults.push(`${what}: ${String(error)}`),
    serverOf: () => server,
  })
})
afterEach(async () => {
  await carriers.stop()
  await ada.stop()
})

test('a host that stays opens connected plans by itself, and one that cannot be opened keeps no other', async () => {
  expect(carriers.state(ada.plan)).toMatchObject({ state: 'connecting' })
  await carriers.openAll()
  await until(() => server.letters() > 0)
  await until(() => carriers.state(ada.plan)?.isLevel === true)
  expect(faults).toEqual([expect.stringContaining('Nothing of this plan can be read.')])
}, 20_000)

test('nothing of a plan goes to its server once it is about to be removed, and it is forgotten with the plan', async () => {
  await carriers.openAll()
  await until(() => carriers.state(ada.plan)?.isLevel === true)
  await carriers.planLeaves(ada.plan)
  const heard = server.heard.length
  await ada.edit('made while it goes')
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(server.heard).toHaveLength(heard)
  expect(carriers.state(ada.plan)).toMatchObject({ state: 'connecting' })
  await carriers.planRemoved(ada.plan)
  expect(carriers.state(ada.plan)).toBeNull()
  expect(Object.keys(written)).toEqual(['gone', 'damaged'])
}, 20_000)
