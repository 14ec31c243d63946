import { spawn, type ChildProcess } from 'node:child_process'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import type { ServerState } from '../../src/contract/room-calls.ts'
import { startYjsServer, type YjsServer } from '../support/yjs-server.ts'
import { ordinal, ordinalJson, startHost, temporaryFolder } from './running-host.ts'

const cli = join(fileURLToPath(new URL('../..', import.meta.url)), 'out', 'host', 'cli.mjs')
const TOKEN = 'a-token-that-nobody-may-see'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let server: YjsServer
let tokenFile = ''
const children: ChildProcess[] = []

beforeAll(async () => {
  folder = await temporaryFolder()
  server = await startYjsServer('y-websocket', { token: TOKEN })
  tokenFile = join(folder.path, 'token')
  await writeFile(tokenFile, `${TOKEN}\n`, { mode: 0o600 })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await server.kill()
  await folder.remove()
})

interface Connected {
  readonly plan: string
  readonly server: ServerState | null
}

/** A command that stays in the foreground and prints one JSON value a line. */
function stays(data: string, ...words: string[]): { next(): Promise<Record<string, unknown>>; end(): Promise<void> } {
  const child = spawn(process.execPath, [cli, ...words, '--json', '--data', data], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async next() {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`${words.join(' ')} ended.`)
      return JSON.parse(value) as Record<string, unknown>
    },
    end: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

/** Until a plan of that name is there. */
async function named(data: string, name: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++)
    if ((await ordinalJson<PlanSummary[]>(data, 'plans')).some((plan) => plan.name === name)) return
  throw new Error(`No plan ${name} came.`)
}

test('two laptops that met once hold one plan through a server; the token is told to nobody', async () => {
  const [ada, ben] = [join(folder.path, 'ada'), join(folder.path, 'ben')]
  const { id } = await ordinalJson<PlanSummary>(ada, 'new', 'Harbour')
  const room = stays(ada, 'room', 'open', '--plan', id, '--port', '0', '--may-admit')
  const { invite } = await room.next()
  const joining = stays(ben, 'join', String(invite), '--name', 'Ben')
  const { digits } = await joining.next()
  const { pending } = await ordinalJson<{ pending: { device: string }[] }>(ada, 'peers')
  await ordinalJson(ada, 'admit', pending[0]?.device ?? '', '--digits', String(digits))
  expect(await joining.next()).toMatchObject({ state: 'in', plan: id })
  await named(ben, 'Harbour')
  await joining.end()
  await room.end()

  // From here on they never meet. First with commands alone, which bring what is new before they end.
  const words = ['connect', '--plan', 'Harbour', '--server', server.url, '--token-file', tokenFile]
  const connected = await ordinalJson<Connected>(ada, ...words)
  expect(connected).toMatchObject({
    plan: id,
    server: { kind: 'y-websocket', url: server.url, state: 'here', trouble: '' },
  })
  const csv = join(folder.path, 'more.csv')
  await writeFile(csv, 'Title\nBerth 7 closes at noon\nCrew roster\n')
  await ordinalJson(ada, 'import', csv, '--plan', 'Harbour')
  await ordinalJson(ada, 'connect', '--plan', 'Harbour')
  await ordinalJson(ben, ...words)
  expect((await ordinal(ben, 'export', '--plan', id, '--format', 'csv')).stdout).toContain('Berth 7 closes at noon')

  // Then with hosts that go on.
  const hosts = [await startHost(ada), await startHost(ben)]
  // Nobody opens the plan at Ben's: his host does.
  await ordinalJson(ada, 'rename', 'Harbour 2026', '--plan', id)
  await named(ben, 'Harbour 2026')
  for (const data of [ada, ben])
    expect(await ordinalJson(data, 'connect', '--plan', id)).toMatchObject({ server: { state: 'here' } })
  await ordinalJson(ben, 'rename', 'Harbour 2027', '--plan', id)
  await named(ada, 'Harbour 2027')
  expect(await ordinalJson<Connected>(ada, 'connect', '--plan', id, '--off')).toEqual({ plan: id, server: null })
  for (const host of hosts) {
    expect(host.stderr()).not.toContain(TOKEN)
    await host.stop()
  }

  expect(JSON.stringify(connected)).not.toContain(TOKEN)
  const text = (await server.bytes()).toString('latin1')
  for (const secret of ['Harbour', 'Berth', id, pending[0]?.device ?? '']) expect(text).not.toContain(secret)
  // Of what lies on disk only Ben’s note has it, twice, and only Ben may read that (0600).
  const holding: string[] = []
  for (const data of [ada, ben])
    for (const file of await readdir(data, { recursive: true })) {
      const path = join(data, file)
      const info = await stat(path)
      if (info.isFile() && (await readFile(path, 'latin1')).includes(TOKEN))
        holding.push(`${path} ${info.mode & 0o777}`)
    }
  expect(holding.sort()).toEqual([`${join(ben, 'servers.json')} 384`, `${join(ben, 'servers.json.second')} 384`])
})

test('what cannot be meant is refused with a sentence, and a wrong token is said', async () => {
  const data = join(folder.path, 'cid')
  await ordinalJson(data, 'new', 'Quay')
  const refused = async (...words: string[]): Promise<string> => {
    const ended = await ordinal(data, 'connect', '--plan', 'Quay', ...words)
    expect(ended.code).not.toBe(0)
    return ended.stderr
  }
  expect(await refused('--server', 'https://plans.example.org')).toMatch(/ws:\/\/ or wss:\/\//)
  expect(await refused('--server', 'ws://plans.example.org', '--token-file', tokenFile)).toMatch(/Use wss/)
  expect(await refused('--server', server.url, '--off')).toMatch(/either/)
  expect(await refused('--token-file', tokenFile)).toMatch(/--server too/)
  expect(await refused('--server', server.url, '--token-file', join(data, 'none'))).toMatch(/could not be read/)
  expect(await ordinalJson<Connected>(data, 'connect', '--plan', 'Quay')).toMatchObject({ server: null })
  const { server: state } = await ordinalJson<Connected>(data, 'connect', '--plan', 'Quay', '--server', server.url)
  expect(state).toMatchObject({ state: 'away', trouble: expect.stringMatching(/token is missing/) as string })
})
