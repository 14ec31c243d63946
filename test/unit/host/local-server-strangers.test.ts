import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startLocalServer, type LocalServer } from '../../../src/host/server/local-server.ts'
import { createSessionKeys } from '../../../src/host/server/session-keys.ts'

let folder = ''
let server: LocalServer
let crashes: unknown[] = []
const note = (error: unknown): void => void crashes.push(error)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordinal-pages-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
  const keys = createSessionKeys({ now: () => 0, saved: { short: 0 }, save: () => undefined })
  const started = await startLocalServer({ port: 0, pages: folder, keys, onWindow: () => undefined })
  if (!started.ok) throw new Error(started.error.message)
  server = started.value
  crashes = []
  process.on('uncaughtException', note)
})
afterEach(async () => {
  process.off('uncaughtException', note)
  await server.close()
  await rm(folder, { recursive: true })
})

test('a stranger whose socket breaks off while it is refused does not end the host', async () => {
  for (let i = 0; i < 20; i++) {
    const socket = await raw()
    socket.write(
      `GET /socket HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
    setTimeout(() => socket.resetAndDestroy(), i % 4)
    await pause(5)
  }
  await pause(50)
  expect(crashes).toEqual([])
})

test('connections that say nothing, and refused ones that stay, do not keep the server from closing', async () => {
  const silent = await raw()
  const refused = await raw()
  refused.write('GET /socket HTTP/1.1\r\nHost: evil\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await pause(50)
  const closed = await Promise.race([server.close().then(() => true), pause(1_500).then(() => false)])
  silent.destroy()
  refused.destroy()
  expect(closed).toBe(true)
})

test('who has not shown a key yet cannot fill the memory', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/socket`, { origin: `http://127.0.0.1:${server.port}` })
  const ended = new Promise<number>((resolve) => socket.on('close', resolve))
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.on('open', resolve))
  socket.send(Buffer.alloc(64 * 1024), { fin: false })
  expect(await Promise.race([ended, pause(1_000).then(() => 'open')])).not.toBe('open')
})

test('a list of sessions that is damaged opens for nobody and ends nothing', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/socket`, { origin: `http://127.0.0.1:${server.port}` })
  const ended = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve) => socket.on('open', resolve))
  const { encodeWire } = await import('../../../src/contract/wire.ts')
  socket.send(encodeWire({ session: 'guess' }))
  expect(await ended).toBe(4401)
  expect(crashes).toEqual([])
})

function raw(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true }, () => resolve(socket))
    socket.on('error', () => undefined)
    socket.resume()
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
