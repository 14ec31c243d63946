import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { createItem } from '../../src/commands/create-item.ts'
import { yWebsocketServer } from '../../src/host/carrier/y-websocket-server.ts'
import { clock } from '../../src/host/ports/clock.ts'
import { nodeFiles } from '../../src/host/ports/node-files.ts'
import { carriedHost, type CarriedHost } from '../support/carried-hosts.ts'
import { startYjsServer } from '../support/yjs-server.ts'

const AUTHOR = { person: 'po1', role: 'po', forTeam: null }
const EDITS = 50

/** A plan of so many items, each written by its own record, carried over a real y-websocket server on this machine. */
export async function measureCarrier(items: number): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'ordinal-carrier-'))
  const disk = (name: string) => ({ files: nodeFiles, root: join(folder, name) })
  const ada = await carriedHost(11, 'Ada', undefined, disk('ada'))
  const ben = await carriedHost(22, 'Ben', ada.plan, disk('ben'))
  await ada.letIn(ben)
  for (let i = 0; i < items; i++)
    await ada
      .host()
      .run(AUTHOR, createItem, { title: `Item ${i}: passengers can change the boat ${i % 37}`, at: 'bottom' })
  const server = await startYjsServer('y-websocket')
  const reach = (): ReturnType<typeof yWebsocketServer> => yWebsocketServer({ url: server.url, token: '', clock })
  const seconds = async (act: () => void, isDone: () => boolean): Promise<number> => {
    const began = performance.now()
    act()
    while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10))
    return Math.round(performance.now() - began) / 1000
  }
  const hasAll = (host: CarriedHost): boolean =>
    JSON.stringify(host.host().ledger.frontier()) === JSON.stringify(ada.host().ledger.frontier()) &&
    host.carrier().isLevel()

  const put = await seconds(
    () => ada.connect(reach()),
    () => ada.carrier().isLevel(),
  )
  const bytes = await server.bytes()
  const doc = new Y.Doc()
  // The document's name stands before it.
  Y.applyUpdate(doc, bytes.subarray(32))
  const got = await seconds(
    () => ben.connect(reach()),
    () => hasAll(ben),
  )
  await ben.disconnect()
  const again = await seconds(
    () => ben.connect(reach()),
    () => hasAll(ben),
  )
  await ada.disconnect()
  ada.connect(reach(), { batch: 250 })
  while (!ada.carrier().isLevel()) await new Promise((resolve) => setTimeout(resolve, 10))
  const times: number[] = []
  for (let i = 0; i < EDITS; i++) {
    const began = performance.now()
    await ada.edit(`live ${i}`)
    const { vector } = ada.host().ledger
    while (JSON.stringify(ben.host().ledger.vector()) !== JSON.stringify(vector()))
      await new Promise((resolve) => setTimeout(resolve, 2))
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  await ada.stop()
  await ben.stop()
  await server.kill()
  rmSync(folder, { recursive: true })
  return {
    items,
    'put, s': put,
    'bytes on the server': bytes.length,
    letters: doc.getMap('letters').size,
    'an empty host has all, s': got,
    'a host that has all is level again, s': again,
    'one edit on another host, p50, ms': Math.round(times[EDITS >> 1] as number),
    'one edit on another host, p95, ms': Math.round(times[Math.floor(EDITS * 0.95)] as number),
  }
}
