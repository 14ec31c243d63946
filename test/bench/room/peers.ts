import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { Meter, PeerAnswers, PeerQuestions } from './peer-questions.ts'

export const root = fileURLToPath(new URL('../../..', import.meta.url))
const out = join(root, 'out')
const bundle = join(out, 'bench')

/** A host in a process of its own. */
export interface Peer {
  readonly name: string
  ask<Q extends keyof PeerQuestions>(question: Q, args: PeerQuestions[Q]): Promise<PeerAnswers[Q]>
  /** The six digits that it shows next. */
  digits(): Promise<string>
  end(): Promise<void>
}

/** One file that needs nothing but Node, as the built host: thirty of them start at once. */
export async function buildPeerProcess(): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      target: 'node20',
      outDir: bundle,
      emptyOutDir: true,
      rolldownOptions: {
        input: { 'peer-process': join(root, 'test/bench/room/peer-process.ts') },
        external: [/^playwright-core/, 'bufferutil', 'utf-8-validate'],
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
}

/** `watches`: it looks for stalls and long turns of its loop, which costs. */
export async function startPeer(name: string, folder: string, watches: boolean): Promise<Peer> {
  const words = watches ? [folder, out, 'watches'] : [folder, out]
  const child = fork(join(bundle, 'peer-process.mjs'), words, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  const shown: string[] = []
  let wake = (): void => undefined
  let ready = (): void => undefined
  let next = 1
  // It ended while something was said to it: whoever waits is told at its exit.
  child.on('error', () => undefined)
  child.on('message', (news: News) => {
    if ('ready' in news) return ready()
    if ('digits' in news) {
      shown.push(news.digits)
      return wake()
    }
    const one = waiting.get(news.id)
    waiting.delete(news.id)
    if ('failed' in news) one?.reject(new Error(`${name}: ${news.failed}`))
    else one?.resolve(news.value)
  })
  const over = exitOf(child).then((code) => {
    process.off('exit', endWithUs)
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended with ${code}.`))
  })
  await Promise.race([new Promise<void>((resolve) => (ready = resolve)), over])
  const peer: Peer = {
    name,
    ask: (question, args) =>
      new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error(`${name} is not there any more.`))
        const id = next++
        waiting.set(id, { resolve, reject })
        child.send({ id, question, args })
      }),
    async digits() {
      while (shown.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return shown.shift() as string
    },
    async end() {
      await Promise.race([peer.ask('end', null), over])
      await over
    },
  }
  return peer
}

type News =
  | { readonly ready: true }
  | { readonly digits: string }
  | { readonly id: number; readonly value: never }
  | { readonly id: number; readonly failed: string }

const exitOf = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('exit', resolve))

/** Lets `joiner` into the room that `opener` opened, as two people do it. `onAdmit` is called at the person's yes. */
export async function letIn(
  opener: Peer,
  joiner: Peer,
  plan: string,
  onAdmit: () => void = () => undefined,
): Promise<void> {
  const invite = await opener.ask('invite', { plan })
  const joining = joiner.ask('join', { invite, name: joiner.name })
  const digits = await Promise.race([joiner.digits(), joining.then(() => '')])
  await until(async () => {
    onAdmit()
    return opener.ask('admit', { plan, digits }).then(
      () => true,
      (error: Error) => {
        if (!/Nobody knocks/.test(error.message)) throw error
        return false
      },
    )
  }, 10)
  await joining
}

export async function until(is: () => Promise<boolean>, every = 100, seconds = 300): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`Not within ${seconds} s.`)
    await pause(every)
  }
}

/** Until snapshots, and whatever else follows a change, are made. */
export async function untilQuiet(peers: readonly Peer[]): Promise<void> {
  // A plan counts as left alone after 15 s.
  await pause(17_000)
  for (let before = await metersOf(peers), turn = 0; turn < 30; turn++) {
    await pause(2_000)
    const after = await metersOf(peers)
    const isQuiet = after.every(
      ({ cpu, at }, i) => cpu - (before[i] as Meter).cpu < QUIET * (at - (before[i] as Meter).at),
    )
    if (isQuiet) return
    before = after
  }
}

/** Of a processor: what a peer at rest takes is far below. */
const QUIET = 0.05

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
export const now = (): number => Number(process.hrtime.bigint()) / 1e6
export const metersOf = (peers: readonly Peer[]): Promise<Meter[]> =>
  Promise.all(peers.map((peer) => peer.ask('meter', null)))
