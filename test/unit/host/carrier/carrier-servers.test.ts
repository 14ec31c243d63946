import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { hocuspocusServer } from '../../../../src/host/carrier/hocuspocus-server.ts'
import type { MailServer } from '../../../../src/host/carrier/mail-server.ts'
import { yWebsocketServer } from '../../../../src/host/carrier/y-websocket-server.ts'
import { clock } from '../../../../src/host/ports/clock.ts'
import { carriedHost, type CarriedHost } from '../../../support/carried-hosts.ts'
import { until } from '../../../support/room-of-hosts.ts'
import { runsHere, startYjsServer, type YjsServer, type YjsServerKind } from '../../../support/yjs-server.ts'

let stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  stops = []
})

async function startServer(...args: Parameters<typeof startYjsServer>): Promise<YjsServer> {
  const server = await startYjsServer(...args)
  stops.push(server.kill)
  return server
}

async function twoApart(): Promise<{ ada: CarriedHost; ben: CarriedHost }> {
  const ada = await carriedHost(11, 'Ada')
  stops.push(ada.stop)
  await ada.edit('Berth 7 closes at noon')
  const ben = await carriedHost(22, 'Ben', ada.plan)
  stops.push(ben.stop)
  await ada.letIn(ben)
  return { ada, ben }
}

async function haveTheSame(...hosts: CarriedHost[]): Promise<void> {
  await until(() => new Set(hosts.map((host) => JSON.stringify(host.host().ledger.frontier()))).size === 1)
  for (const host of hosts) expect(host.titles()).toEqual(hosts[0]?.titles())
}

const makers: Record<YjsServerKind, typeof yWebsocketServer> = {
  'y-websocket': yWebsocketServer,
  hocuspocus: hocuspocusServer,
}

for (const kind of ['y-websocket', 'hocuspocus'] as const)
  describe.skipIf(!runsHere[kind])(`${kind}, the real server${kind === 'hocuspocus' ? ' (needs Node 22)' : ''}`, () => {
    const reach = (server: Pick<YjsServer, 'url'>, token = ''): MailServer =>
      makers[kind]({ url: server.url, token, clock })

    test('two hosts that never meet hold one plan, and the server reads nothing of it', async () => {
      const { ada, ben } = await twoApart()
      const server = await startServer(kind)
      ada.connect(reach(server))
      ben.connect(reach(server))
      await ada.edit('made by Ada')
      await ben.edit('made by Ben')
      await until(() => ada.titles().length === 3 && ben.titles().length === 3)
      await haveTheSame(ada, ben)
      await until(() => ada.carrier().isLevel())
      const text = (await server.bytes()).toString('latin1').toLowerCase()
      expect(text.length).toBeGreaterThan(1024)
      const secrets = ['Berth', 'Ferry timetable', 'made by', ada.plan, ada.device, ben.device, 'title', 'record']
      for (const secret of secrets) expect(text).not.toContain(secret.toLowerCase())
      expect([...ada.faults, ...ben.faults]).toEqual([])
    })

    test('who comes late gets what was made by one who is gone', async () => {
      const { ada, ben } = await twoApart()
      const server = await startServer(kind)
      ada.connect(reach(server))
      for (let i = 0; i < 20; i++) await ada.edit(`item ${i}`)
      await until(() => ada.carrier().isLevel())
      await ada.disconnect()
      ben.connect(reach(server))
      await until(() => ben.titles().length === 21)
    })

    test('a server that is killed and started empty gets everything again from hosts that go on', async () => {
      const { ada, ben } = await twoApart()
      const server = await startServer(kind)
      ada.connect(reach(server))
      await until(() => ada.carrier().isLevel())
      await server.kill()
      await until(() => ada.carrier().state().state === 'away')
      expect(ada.carrier().state().trouble).toMatch(/server/)
      await ada.edit('made while it was gone')
      const again = await startServer(kind, { port: server.port })
      await until(() => ada.carrier().isLevel())
      await ada.disconnect()
      ben.connect(reach(again))
      await until(() => ben.titles().length === 2)
    })

    test('a token lets in; without it there is a sentence, which does not say it', async () => {
      const { ada } = await twoApart()
      const server = await startServer(kind, { token: 'let-me-in' })
      ada.connect(reach(server, 'a-wrong-secret'))
      await until(() => ada.carrier().state().state === 'away')
      expect(ada.carrier().state().trouble).toMatch(/token is missing, wrong/)
      expect(JSON.stringify(ada.carrier().state())).not.toContain('a-wrong-secret')
      await ada.disconnect()
      ada.connect(reach(server, 'let-me-in'))
      await until(() => ada.carrier().isLevel())
      expect(ada.faults).toEqual([])
    })

    test('a port at which nobody is, and a name that is none, are said, and editing goes on', async () => {
      const { ada } = await twoApart()
      ada.connect(reach({ url: 'ws://127.0.0.1:9' }))
      await until(() => ada.carrier().state().state === 'away')
      expect(ada.carrier().state().trouble).toBe('No server answers at that address.')
      await ada.edit('made meanwhile')
      expect(ada.titles()).toHaveLength(2)
    })
  })

const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

test.skipIf(!hasOpenssl)(
  'wss works with a certificate that is trusted, and is refused with any other (needs openssl)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ordinal-tls-'))
    stops.push(() => rmSync(folder, { recursive: true }))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const make = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
    execFileSync('openssl', [...make, ...named, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    const { ada } = await twoApart()
    const server = await startServer('y-websocket', { tls: { key, cert }, token: 'x' })
    ada.connect(yWebsocketServer({ url: server.url, token: 'x', clock }))
    await until(() => ada.carrier().state().state === 'away')
    expect(ada.carrier().state().trouble).toMatch(/certificate was not accepted/)
    await ada.disconnect()
    ada.connect(yWebsocketServer({ url: server.url, token: 'x', clock, ca: readFileSync(cert, 'utf8') }))
    await until(() => ada.carrier().isLevel())
  },
)
