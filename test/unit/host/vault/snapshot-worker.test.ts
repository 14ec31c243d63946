import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { beforeAll, expect, test } from 'vitest'
import { clock } from '../../../../src/host/ports/clock.ts'
import { nodeFiles } from '../../../../src/host/ports/node-files.ts'
import { systemRandom } from '../../../../src/host/ports/random.ts'
import { openVault } from '../../../../src/host/vault/vault.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { readAll, writeItems } from './plan-scene.ts'

const entry = fileURLToPath(new URL('../../../../src/host/vault/snapshot-worker.ts', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordinal-worker-'))
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      rolldownOptions: { input: { 'snapshot-worker': entry }, output: { entryFileNames: '[name].mjs' } },
    },
  })
}, 60_000)

async function openOn(root: string, snapshotWorker: string) {
  const opened = await openVault({ files: nodeFiles, root, clock, random: systemRandom, snapshotWorker })
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

test('the built worker makes and proves a snapshot on the real disk while records go on being appended', async () => {
  const root = join(folder, 'data')
  const vault = await openOn(root, join(folder, 'snapshot-worker.mjs'))
  await vault.createPlan('plan')
  const opened = await vault.openPlan('plan')
  if (!opened.ok) throw new Error(opened.error.message)
  const plan = opened.value
  const peer = new RecordPeer(1)
  await Promise.all(writeItems(peer, 0, 200).map((bytes) => plan.append(bytes)))
  const making = plan.takeSnapshot()
  const later = writeItems(peer, 200, 20)
  await Promise.all(later.map((bytes) => plan.append(bytes)))
  expect(await making).toMatchObject({ proven: true, records: 200 })
  await vault.close()
  const again = await openOn(root, join(folder, 'snapshot-worker.mjs'))
  const next = await again.openPlan('plan')
  if (!next.ok) throw new Error(next.error.message)
  expect(next.value.snapshot?.records).toBe(200)
  expect((await readAll(next.value, next.value.snapshot?.end)).records).toEqual(later)
  await again.close()
})

test('a worker file that is not there is an unproven snapshot with a reason, and nothing else', async () => {
  const vault = await openOn(join(folder, 'other'), join(folder, 'nothing.mjs'))
  await vault.createPlan('plan')
  const plan = await vault.openPlan('plan')
  if (!plan.ok) throw new Error(plan.error.message)
  expect(await plan.value.takeSnapshot()).toMatchObject({
    proven: false,
    message: expect.stringContaining('nothing.mjs') as string,
  })
  await plan.value.append(writeItems(new RecordPeer(1), 0, 1)[0] as Uint8Array)
  await vault.close()
})
