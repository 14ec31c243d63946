import { createInterface } from 'node:readline'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import {
  canDelay,
  canLose,
  canMakeNetSpaces,
  createNetSpaces,
  type NetMachine,
  type NetSpaces,
} from '../support/net-spaces.ts'
import { ordinal, ordinalJson, temporaryFolder } from './running-host.ts'

/**
 * Headless peers as people run them, each on a machine of its own: a network namespace on a bridge. Commands reach a peer
 * through its data folder, as from a second terminal.
 */
const cli = join(fileURLToPath(new URL('../..', import.meta.url)), 'out', 'host', 'cli.mjs')

/** What `room open` and `join` print, all of it together. */
interface Said {
  readonly invite: string
  readonly state: string
  readonly digits: string
  readonly plan: string
}

interface Peer {
  readonly machine: NetMachine
  readonly folder: string
  readonly process: ChildProcess
  /** The next JSON value that it printed. */
  next(): Promise<Said>
  kill(): Promise<void>
}

let net: NetSpaces | null = null
const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  net?.remove()
  net = null
})

async function folderOf(): Promise<string> {
  const folder = await temporaryFolder()
  cleanUps.push(() => folder.remove())
  return folder.path
}

function run(machine: NetMachine, folder: string, ...words: string[]): Peer {
  const child = machine.spawn(process.execPath, [cli, ...words, '--json', '--data', folder], process.env)
  const lines: string[] = []
  let wake = (): void => undefined
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    lines.push(line)
    wake()
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async (): Promise<void> => {
    if (child.exitCode === null) child.kill('SIGKILL')
    await ended
  }
  cleanUps.push(kill)
  return {
    machine,
    folder,
    process: child,
    kill,
    async next() {
      const end = Date.now() + 20_000
      while (lines.length === 0) {
        if (child.exitCode !== null || Date.now() > end) throw new Error(`It said nothing more. ${said}`)
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), pause(200)])
      }
      return JSON.parse(lines.shift() as string) as Said
    },
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function until(what: string, is: () => Promise<boolean>, seconds = 30): Promise<number> {
  const began = Date.now()
  while (!(await is())) {
    if (Date.now() - began > seconds * 1000) throw new Error(`Not within ${seconds} s: ${what}`)
    await pause(150)
  }
  return Date.now() - began
}

/** A folder with the sample plan, its room open, and others that were let in. */
async function openRoom(machines: NetMachine[]): Promise<{ plan: string; peers: Peer[] }> {
  const [first, ...others] = machines as [NetMachine, ...NetMachine[]]
  const folder = await folderOf()
  const { id: plan } = await ordinalJson<{ id: string }>(folder, 'sample')
  const opener = run(first, folder, 'room', 'open', '--plan', plan, '--may-admit')
  let { invite } = await opener.next()
  const peers = [opener]
  for (const machine of others) {
    const peer = run(machine, await folderOf(), 'join', invite, '--may-admit', '--name', machine.name)
    const { digits } = await peer.next()
    const { pending } = await ordinalJson<{ pending: { device: string }[] }>(folder, 'peers')
    await ordinalJson(folder, 'admit', pending[0]?.device ?? '', '--digits', digits)
    expect(await peer.next()).toMatchObject({ state: 'in', plan })
    peers.push(peer)
    invite = (await ordinalJson<{ invite: string }>(folder, 'room', 'open', '--plan', plan)).invite
  }
  return { plan, peers }
}

async function nameAt(peer: Peer, plan: string): Promise<string> {
  const plans = await ordinalJson<{ id: string; name: string }[]>(peer.folder, 'plans')
  return plans.find(({ id }) => id === plan)?.name ?? ''
}
const rename = (peer: Peer, plan: string, name: string) => ordinalJson(peer.folder, 'rename', name, '--plan', plan)
const allHave = (peers: Peer[], plan: string, name: string) => async () =>
  (await Promise.all(peers.map((peer) => nameAt(peer, plan)))).every((one) => one === name)
async function content(peer: Peer, plan: string): Promise<string> {
  const ended = await ordinal(peer.folder, 'export', '--plan', plan, '--format', 'ordinal-json')
  return ended.stdout
}

describe.skipIf(!canMakeNetSpaces())('rooms on machines of their own (needs root and network namespaces)', () => {
  test('three machines hold one plan; the starter is killed and the others go on', async () => {
    net = createNetSpaces()
    const machines = [net.machine('a', '10.77.0.1'), net.machine('b', '10.77.0.2'), net.machine('c', '10.77.0.3')]
    const { plan, peers } = await openRoom(machines)
    const [a, b, c] = peers as [Peer, Peer, Peer]
    await rename(b, plan, 'Named by B')
    await until('a and c have it', allHave(peers, plan, 'Named by B'))
    await a.kill()
    await rename(c, plan, 'Without the starter')
    await until('b has it', allHave([b, c], plan, 'Without the starter'))
    expect(await content(b, plan)).toBe(await content(c, plan))
  }, 90_000)

  test('a cable is pulled, both sides go on, and they come together by themselves when it is back', async () => {
    net = createNetSpaces()
    const { plan, peers } = await openRoom([net.machine('a', '10.77.0.1'), net.machine('b', '10.77.0.2')])
    const [a, b] = peers as [Peer, Peer]
    await until('b has all', async () => (await content(b, plan)) === (await content(a, plan)))
    b.machine.cable(false)
    await rename(a, plan, 'Apart at A')
    await pause(500)
    await rename(b, plan, 'Apart at B')
    b.machine.cable(true)
    await until('both say the same', async () => (await nameAt(a, plan)) === (await nameAt(b, plan)), 45)
    await until('both hold the same', async () => (await content(b, plan)) === (await content(a, plan)), 45)
  }, 120_000)

  test('a machine that came to another address is found again by its announcement', async () => {
    net = createNetSpaces()
    const { plan, peers } = await openRoom([net.machine('a', '10.77.0.1'), net.machine('b', '10.77.0.2')])
    const [a, b] = peers as [Peer, Peer]
    await until('b has all', async () => (await content(b, plan)) === (await content(a, plan)))
    b.machine.move('10.77.0.9')
    await pause(500)
    await rename(b, plan, 'From another address')
    await until('a has it', allHave([a], plan, 'From another address'), 60)
  }, 120_000)

  test('where multicast is blocked a device joins by link all the same, over either of two networks', async () => {
    net = createNetSpaces()
    const [one, two] = [net.machine('a', '10.77.0.1'), net.machine('b', '10.77.0.2')]
    one.alsoOn(1, '10.78.0.1')
    two.alsoOn(1, '10.78.0.2')
    one.blockMulticast()
    two.blockMulticast()
    const { plan, peers } = await openRoom([one, two])
    const [a, b] = peers as [Peer, Peer]
    await rename(b, plan, 'Over the first network')
    await until('a has it', allHave([a], plan, 'Over the first network'))
    // The first network is gone; the second still joins them.
    b.machine.cable(false)
    await rename(a, plan, 'Over the second network')
    await until('b has it', allHave([b], plan, 'Over the second network'), 60)
  }, 120_000)
})

/** Rough weather sets in when the room is open, and a third machine joins in it. */
async function inRoughWeather(weather: (machine: NetMachine) => void): Promise<void> {
  net = createNetSpaces()
  const machines = [net.machine('a', '10.77.0.1'), net.machine('b', '10.77.0.2')]
  for (const machine of machines) weather(machine)
  const { plan, peers } = await openRoom(machines)
  const [a, b] = peers as [Peer, Peer]
  const names = Array.from({ length: 4 }, (_, i) => `In rough weather ${i}`)
  for (const [i, name] of names.entries()) await rename(i % 2 === 0 ? a : b, plan, name)
  await until('both say the same', async () => (await nameAt(a, plan)) === (await nameAt(b, plan)), 60)
  await until('both hold the same', async () => (await content(b, plan)) === (await content(a, plan)), 60)
}

describe.skipIf(!canLose())('a room that loses packets (needs root, network namespaces and nft)', () => {
  test(
    'of which eight in a hundred are lost and which is slow: two machines still come to hold the same',
    () => inRoughWeather((machine) => machine.loses(8, 2_000)),
    150_000,
  )
})

describe.skipIf(!canDelay())('a room on a bad line (needs root, network namespaces and tc netem)', () => {
  test(
    '100 ms away with five packets in a hundred lost: two machines still come to hold the same',
    () => inRoughWeather((machine) => machine.weather('delay 100ms 30ms loss 5%')),
    150_000,
  )
})
