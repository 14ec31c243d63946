import { deflateRawSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { MailServer } from '../../../../../src/host/carrier/mail-server.ts'
import { createBoxKeys } from '../../../../../src/sync/carrier/box-keys.ts'
import { encodeLetter } from '../../../../../src/sync/carrier/letter.ts'
import { carriedHost, type CarriedHost } from '../../../../support/carried-hosts.ts'
import { createMemoryMailServer } from '../../../../support/memory-mail-server.ts'
import { seeded } from '../../../../support/random.ts'
import { until } from '../../../../support/room-of-hosts.ts'
import { secrets } from './hostile-member.ts'

let running: CarriedHost[] = []
afterEach(async () => {
  for (const host of running) await host.stop()
  running = []
})

async function start(seed: number, name: string, plan?: string): Promise<CarriedHost> {
  const host = await carriedHost(seed, name, plan)
  running.push(host)
  return host
}
/** Two who share a plan and meet through the server only. */
async function pair(seed: number): Promise<[CarriedHost, CarriedHost]> {
  const one = await start(seed, 'Ada')
  await one.edit(`made by ${String(seed)}`)
  const other = await start(seed + 1, 'Ben', one.plan)
  await one.letIn(other)
  return [one, other]
}
const haveTheSame = (...hosts: CarriedHost[]): Promise<unknown> =>
  until(() => new Set(hosts.map((host) => JSON.stringify(host.host().ledger.frontier()))).size === 1)

test('a server that hands out the letters of two plans as if they were one mixes nothing', async () => {
  const [ada, ben] = await pair(100)
  const [cid, dan] = await pair(200)
  const server = createMemoryMailServer()
  for (const host of [ada, ben, cid, dan]) host.connect(server)
  await ada.edit('of the first plan')
  await cid.edit('of the second plan')
  await haveTheSame(ada, ben)
  await haveTheSame(cid, dan)
  const all = [...server.documents.values()].flatMap((doc) => [...doc.getMap<Uint8Array>('letters')])
  expect(all.length).toBeGreaterThan(1)
  server.vandal((doc) => {
    for (const [name, bytes] of all) doc.getMap('letters').set(name, bytes)
  })
  await ben.edit('after it, in the first')
  await dan.edit('after it, in the second')
  await haveTheSame(ada, ben)
  await haveTheSame(cid, dan)
  expect(ada.titles()).toEqual(['after it, in the first', 'made by 100', 'of the first plan'])
  expect(cid.titles()).toEqual(['after it, in the second', 'made by 200', 'of the second plan'])
  expect([ada, ben, cid, dan].flatMap(({ faults }) => faults)).toEqual([])
})

test('a server that was put back to what it held before is told again all that it lost, and takes nothing from anybody', async () => {
  const [ada, ben] = await pair(300)
  const server = createMemoryMailServer()
  ada.connect(server)
  await ada.edit('before')
  await until(() => ada.carrier().isLevel())
  const older = [...server.documents].map(([name, doc]) => [name, Y.encodeStateAsUpdate(doc)] as const)
  for (let i = 0; i < 10; i++) await ada.edit(`after ${String(i)}`)
  await until(() => ada.carrier().isLevel())
  await ada.disconnect()
  server.kill()
  server.start('empty')
  for (const [name, state] of older) {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    ;(server.documents as Map<string, Y.Doc>).set(name, doc)
  }
  // Who comes now gets what is there, and its own edits go out.
  ben.connect(server)
  await until(() => ben.titles().includes('before'))
  await ben.edit('made on the older state')
  ada.connect(server)
  await haveTheSame(ada, ben)
  expect(ada.titles()).toHaveLength(13)
  expect(ben.titles()).toEqual(ada.titles())
})

test('letters that were cut, swapped or said in each other’s names open nothing, and those who wrote them write again', async () => {
  const [ada, ben] = await pair(400)
  const server = createMemoryMailServer()
  ada.connect(server)
  for (let i = 0; i < 5; i++) {
    await ada.edit(`letter ${String(i)}`)
    await until(() => ada.carrier().isLevel())
  }
  server.vandal((doc) => {
    const letters = doc.getMap<Uint8Array>('letters')
    const all = [...letters]
    all.forEach(([name, bytes], i) => {
      const other = all[(i + 1) % all.length]?.[1] as Uint8Array
      if (i % 3 === 0) letters.set(name, bytes.subarray(0, bytes.length >> 1))
      if (i % 3 === 1) letters.set(name, other)
      if (i % 3 === 2) letters.set(name, Uint8Array.from([...bytes, ...other]))
    })
  })
  ben.connect(server)
  await ben.edit('made by Ben')
  await haveTheSame(ada, ben)
  expect(ben.titles()).toHaveLength(7)
})

test('a letter that says it holds more than it does keeps nobody from putting that there', async () => {
  const [ada, ben] = await pair(600)
  const server = createMemoryMailServer()
  ada.connect(server)
  ben.connect(server)
  await haveTheSame(ada, ben)
  await until(() => ada.carrier().isLevel())
  await ada.disconnect()
  await ada.edit('made while there was no server')
  // Somebody with the room's key.
  const box = createBoxKeys(ada.members.keys().at(-1) as Uint8Array, 0, secrets)
  const lines = Object.keys(ada.host().ledger.frontier()).map(Number)
  const lie = (packed: Uint8Array): Uint8Array =>
    encodeLetter({
      ...{ is: 'records', place: 0, out: [], packed },
      runs: lines.map((client) => ({ client, from: 1, to: 2_000_000_000, mark: 5 })),
    })
  server.vandal((doc, name) => {
    if (name !== box.document) return
    for (const packed of [new Uint8Array(0), new Uint8Array(deflateRawSync(new Uint8Array(0)))]) {
      const label = box.newName()
      doc.getMap('letters').set(label, box.seal(label, lie(packed)))
    }
  })
  ada.connect(server)
  await until(() => ben.titles().includes('made while there was no server'))
  await haveTheSame(ada, ben)
})

/** Passes changes on late, in another order, twice, and some never while it lies. */
function lying(server: MailServer, seed: number): MailServer & { stops(): void } {
  const random = seeded(seed)
  let lies = true
  const settles: (() => void)[] = []
  const road = (from: Y.Doc, to: Y.Doc): void => {
    let waiting: Uint8Array[] = []
    from.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === to) return
      waiting.push(update)
      if (lies && waiting.length < 4) return
      for (const one of waiting.splice(0).sort(() => random() - 0.5)) {
        if (lies && random() < 0.2) continue
        Y.applyUpdate(to, one, from)
        if (lies && random() < 0.3) Y.applyUpdate(to, one, from)
      }
    })
    settles.push(() => {
      waiting = []
      Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), from)
    })
  }
  return {
    stops() {
      lies = false
      for (let i = 0; i < 2; i++) for (const settle of settles) settle()
    },
    open(name, doc, on) {
      const between = new Y.Doc()
      road(doc, between)
      road(between, doc)
      return server.open(name, between, on)
    },
  }
}

test('a server that hands on late, in another order, twice or never costs time and nothing else', async () => {
  const [ada, ben] = await pair(500)
  const server = createMemoryMailServer()
  const [toAda, toBen] = [lying(server, 1), lying(server, 2)]
  ada.connect(toAda)
  ben.connect(toBen)
  for (let i = 0; i < 15; i++) {
    await ada.edit(`by Ada ${String(i)}`)
    await ben.edit(`by Ben ${String(i)}`)
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
  toAda.stops()
  toBen.stops()
  await ada.edit('the last one')
  await haveTheSame(ada, ben)
  expect(ada.titles()).toHaveLength(32)
  expect(ben.titles()).toEqual(ada.titles())
  expect([...ada.faults, ...ben.faults]).toEqual([])
})
