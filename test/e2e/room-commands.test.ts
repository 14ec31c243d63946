import { createServer } from 'node:net'
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ordinal, ordinalJson, temporaryFolder } from './running-host.ts'

/** The commands of rooms as built, on two data folders of one machine. */
const cli = join(fileURLToPath(new URL('../..', import.meta.url)), 'out', 'host', 'cli.mjs')

interface Opened {
  readonly invite: string
  readonly guestUrl: string
  readonly addresses: readonly string[]
  readonly port: number
}
interface Peers {
  readonly peers: readonly { device: string; name: string; person: string | null; state: string }[]
  readonly pending: readonly { device: string; name: string }[]
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let ada: string
let ben: string
let plan: string
let children: ChildProcess[] = []
beforeEach(async () => {
  folder = await temporaryFolder()
  ada = join(folder.path, 'ada')
  ben = join(folder.path, 'ben')
  plan = (await ordinalJson<{ id: string }>(ada, 'new', 'Harbour')).id
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  await folder.remove()
})

/** A command that stays in the foreground. */
function stays(data: string, ...words: string[]) {
  const child = spawn(process.execPath, [cli, ...words, '--json', '--data', data], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  return {
    stderr: () => stderr,
    code,
    async next<T>(): Promise<T | undefined> {
      const { value, done } = await lines.next()
      return done === true ? undefined : (JSON.parse(value) as T)
    },
    end() {
      child.kill('SIGTERM')
      return code
    },
  }
}

const peersOf = (data: string): Promise<Peers> => ordinalJson<Peers>(data, 'peers')

/** A free port that no system gives away by itself, so that nothing that runs beside this takes it. */
async function portOfOurOwn(): Promise<number> {
  for (let port = 10_000 + (process.pid % 10_000); ; port++) {
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}

test('a headless peer admits nobody; with --may-admit only by the digits that the device shows', async () => {
  const strict = stays(ada, 'room', 'open', '--plan', 'Harbour')
  const opened = (await strict.next<Opened>()) as Opened
  expect(Object.keys(opened)).toEqual(['invite', 'guestUrl', 'addresses', 'port'])
  const shy = stays(ben, 'join', opened.invite, '--name', 'Ben', '--for', '6')
  const waiting = (await shy.next<{ digits: string }>()) as { digits: string }
  expect(waiting).toEqual({ state: 'waiting', digits: expect.stringMatching(/^\d{6}$/) })
  const known = await peersOf(ada)
  const { device } = known.pending[0] as { device: string }
  expect(known).toEqual({ peers: [], pending: [{ device, name: 'Ben' }] })
  const refused = await ordinal(ada, 'admit', device, '--digits', waiting.digits)
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--may-admit')])
  // Nobody lets it in within its time.
  expect([await shy.code, await shy.next(), shy.stderr()]).toEqual([
    1,
    undefined,
    expect.stringContaining('called off'),
  ])
  expect(await strict.end()).toBe(0)

  const port = await portOfOurOwn()
  const room = stays(ada, 'room', 'open', '--plan', plan, '--port', String(port), '--may-admit')
  const again = (await room.next<Opened>()) as Opened
  expect(again.port).toBe(port)
  const guessed = stays(ben, 'join', again.invite)
  const { digits } = (await guessed.next<{ digits: string }>()) as { digits: string }
  // Nothing was left of the first try, its key neither.
  const { device: knocker } = (await peersOf(ada)).pending[0] as { device: string }
  expect((await ordinal(ada, 'admit', knocker)).code).toBe(2)
  const other = digits === '000000' ? '000001' : '000000'
  const wrong = await ordinal(ada, 'admit', knocker, '--digits', other, '--json')
  expect([wrong.code, wrong.stdout, wrong.stderr]).toEqual([1, '', expect.stringContaining('not the digits')])
  expect([await guessed.code, guessed.stderr()]).toEqual([1, expect.stringContaining('turned away')])
  expect(await peersOf(ada)).toEqual({ peers: [], pending: [] })
  expect((await ordinal(ada, 'admit', knocker, '--digits', digits)).code).toBe(1)
})

test('join writes one value a line until it leaves by itself; a running host acts and the command returns', async () => {
  const room = stays(ada, 'room', 'open', '--plan', 'Harbour', '--may-admit', '--for', '60')
  const { port } = (await room.next<Opened>()) as Opened
  const again = await ordinalJson<Opened>(ada, 'room', 'open', '--plan', plan)
  expect(again.port).toBe(port)
  const joined = stays(ben, 'join', again.invite, '--name', 'Ben', '--for', '6')
  const { digits } = (await joined.next<{ digits: string }>()) as { digits: string }
  const { device } = (await peersOf(ada)).pending[0] as { device: string }
  expect(await ordinalJson(ada, 'admit', device, '--digits', digits)).toEqual({ device, plan })
  expect(await joined.next()).toEqual({ state: 'in', plan })
  // All of it is here by then.
  const [plans, adas, bens] = await Promise.all([ordinalJson<unknown[]>(ben, 'plans'), peersOf(ada), peersOf(ben)])
  expect(plans).toMatchObject([{ id: plan, name: 'Harbour' }])
  expect(adas.peers).toEqual([{ device, name: 'Ben', person: null, state: 'here' }])
  expect(bens.peers.map(({ name, state }) => [name !== '', state])).toEqual([[true, 'here']])
  expect([await joined.next(), await joined.next(), await joined.code]).toEqual([{ state: 'left' }, undefined, 0])
  expect(room.stderr()).toBe('')

  expect(await ordinalJson(ada, 'remove', device)).toEqual({ device, plan })
  expect((await peersOf(ada)).peers).toMatchObject([{ device, state: 'removed' }])
  const twice = await ordinal(ada, 'remove', device)
  expect([twice.code, twice.stdout]).toEqual([1, ''])
  expect((await ordinal(ada, 'room', 'close', '--plan', plan)).code).toBe(0)
  expect(await room.end()).toBe(0)
})
