import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { decodeWire, encodeWire, type Channel } from '../../../src/contract/wire.ts'
import { startLocalServer, type LocalServer } from '../../../src/host/server/local-server.ts'
import { createSessionKeys, TOKEN_LIFE } from '../../../src/host/server/session-keys.ts'

let folder = ''
let server: LocalServer
let now = 0
let windows: Channel[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordinal-pages-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Ordinal</title>')
  await writeFile(join(folder, '..', `${folder.split('/').at(-1)}-secret.txt`), 'secret')
  now = 1_000_000
  windows = []
  const keys = createSessionKeys({ now: () => now, saved: {}, save: () => undefined })
  const started = await startLocalServer({ port: 0, pages: folder, keys, onWindow: (channel) => windows.push(channel) })
  if (!started.ok) throw new Error(started.error.message)
  server = started.value
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
  await rm(`${folder}-secret.txt`)
})

test('the page is given out with a policy that lets nothing in from elsewhere and nobody frame it', async () => {
  const page = await get('/')
  expect(page.status).toBe(200)
  expect(page.text).toContain('<title>Ordinal</title>')
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  expect(page.headers['cross-origin-resource-policy']).toBe('same-origin')
  expect(page.headers['set-cookie']).toBeUndefined()
  expect(page.headers['access-control-allow-origin']).toBeUndefined()
})

test('a page that reached this port under another name is refused', async () => {
  for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1:1', `[::1]:${server.port}`]) {
    expect((await get('/', { host })).status, host).toBe(403)
  }
})

test('a script or picture of another site is refused, a person who follows a link is not', async () => {
  expect((await get('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403)
  expect((await get('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200)
})

test('no address leads out of the folder of pages', async () => {
  const secret = `${folder.split('/').at(-1)}-secret.txt`
  for (const path of [`/../${secret}`, `/%2e%2e/${secret}`, `/..%2f${secret}`, `/%00`, `/assets/../../${secret}`]) {
    const answer = await get(path)
    expect(answer.status, path).toBeGreaterThanOrEqual(400)
    expect(answer.text, path).not.toContain('secret\n')
  }
})

test('a socket from another origin never opens', async () => {
  for (const origin of ['https://evil.example', `https://127.0.0.1:${server.port}`, 'null', null]) {
    expect(await firstAnswer({ token: tokenOf(server.freshUrl()) }, origin), String(origin)).toBe('refused')
  }
  expect(windows).toHaveLength(0)
})

test('a link works once, within its minute, and gives a session that works again', async () => {
  const token = tokenOf(server.freshUrl())
  const session = await firstAnswer({ token })
  expect(session).toMatch(/^[\w-]{40,}$/)
  expect(await firstAnswer({ token })).toBe('closed 4401')
  expect(await firstAnswer({ session })).toBe(session)
  const late = tokenOf(server.freshUrl())
  now += TOKEN_LIFE + 1
  expect(await firstAnswer({ token: late })).toBe('closed 4401')
  expect(windows).toHaveLength(2)
})

test('a first message that is no key closes the socket', async () => {
  for (const greeting of [{}, { session: 'guess' }, { token: 42 }, 'hello', null]) {
    expect(await firstAnswer(greeting), JSON.stringify(greeting)).toBe('closed 4401')
  }
  expect(windows).toHaveLength(0)
})

test('a port that is taken is named in a sentence', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const port = (other.address() as { port: number }).port
  const started = await startLocalServer({
    port,
    pages: folder,
    keys: createSessionKeys({ now: () => 0, saved: {}, save: () => undefined }),
    onWindow: () => undefined,
  })
  await new Promise((resolve) => other.close(resolve))
  expect(started).toEqual({
    ok: false,
    error: {
      type: 'port-taken',
      message: `Port ${port} is taken by another program. Choose another with --port, or leave --port out.`,
    },
  })
})

function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: server.port, path, headers: { host: `127.0.0.1:${server.port}`, ...headers } },
      (answer) => {
        let text = ''
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}

/** What comes back for a greeting: the session, how the socket was closed, or that it never opened. */
function firstAnswer(greeting: unknown, origin: string | null = `http://127.0.0.1:${server.port}`): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/socket`, origin === null ? {} : { origin })
    socket.on('error', () => resolve('refused'))
    socket.on('open', () => socket.send(encodeWire(greeting)))
    socket.on('message', (data: Buffer) => {
      resolve((decodeWire(data) as { session: string }).session)
      socket.close()
    })
    socket.on('close', (code) => resolve(`closed ${code}`))
  })
}

function tokenOf(url: string): string {
  return new URL(url).hash.replace('#token=', '')
}
