import { mkdir, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfNeeded } from '../../../src/host/start/build.mjs'
import { temporaryFolder } from '../../e2e/running-host.ts'
import { writtenPlan } from '../measure-history.ts'
import { generatePlan } from '../plan-generator.ts'
import { measureFirstSync, type FirstSync } from './measure-first-sync.ts'
import { measureMesh, type MeshFigures } from './measure-mesh.ts'
import { buildPeerProcess } from './peers.ts'

const SEED = 1

/**
 * Rooms of real hosts, each in a process of its own on this machine. Prints a line for each thing; asserts nothing.
 *
 *   npm run bench -- room --peers 2,8,30 [--edits 200] [--items 10000]        one edit to all
 *   npm run bench -- room --sync 0,100000 [--keep DIR] [--profile DIR]         an empty peer gets a plan with so many edits
 *
 * `--keep` keeps the written plans and finds them the next time.
 */
export async function measureRoom(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      peers: { type: 'string' },
      sync: { type: 'string' },
      edits: { type: 'string', default: '200' },
      items: { type: 'string', default: '10000' },
      keep: { type: 'string' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const items = Number(values.items)
  const isBare = values.peers === undefined && values.sync === undefined
  const sizes = numbers(values.peers ?? (isBare ? '2,8,30' : ''))
  const histories = numbers(values.sync ?? (isBare ? '0,100000' : ''))
  buildIfNeeded()
  await buildPeerProcess()
  const folder = await temporaryFolder()
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}, load before ${(loadavg()[0] as number).toFixed(1)}`
  const meshes: MeshFigures[] = []
  const syncs: FirstSync[] = []
  try {
    const file = join(folder.path, 'plan.json')
    await writeFile(file, generatePlan(items, SEED).json)
    for (const peers of sizes) {
      say(`A room of ${peers} ...`)
      const own = join(folder.path, `room-${peers}`)
      await mkdir(own)
      meshes.push(await measureMesh({ folder: own, file, peers, edits: Number(values.edits), say }))
      await rm(own, { recursive: true, force: true })
      say(meshLine(meshes.at(-1) as MeshFigures))
    }
    for (const edits of histories) {
      say(`A first sync with ${edits.toLocaleString('en')} edits behind the plan ...`)
      const joiner = join(folder.path, `joiner-${edits}`)
      const data =
        edits === 0
          ? join(folder.path, 'giver')
          : (await writtenPlan(values.keep ?? folder.path, items, edits, say)).data
      syncs.push(await measureFirstSync({ data, joiner, file, profile: values.profile ?? null }))
      say(syncLine(syncs.at(-1) as FirstSync))
    }
    const lines = [machine, '', ...meshes.map(meshLine), ...syncs.map(syncLine), '']
    process.stdout.write(values.json ? JSON.stringify({ machine, meshes, syncs }, null, 2) + '\n' : lines.join('\n'))
  } finally {
    await folder.remove()
  }
}

function meshLine(of: MeshFigures): string {
  return [
    `${String(of.peers).padStart(3)} peers, load ${of.load.toFixed(1)}`,
    `to all p50 ${ms(of.all.p50)} p95 ${ms(of.all.p95)} longest ${ms(of.all.longest)} ms`,
    `to half p50 ${ms(of.half.p50)} ms`,
    `saved p50 ${ms(of.saved.p50)} p95 ${ms(of.saved.p95)} ms`,
    `${of.wire.toFixed(1)} kB and ${ms(of.work)} ms of work an edit (${of.each.toFixed(2)} a peer)`,
    `at rest ${of.restCpu.toFixed(2)} % and ${of.restWire.toFixed(2)} kB/s a peer`,
    `${ms(of.rss)} MB resident, ${ms(of.own)} of it its own`,
    `joined p50 ${ms(of.joined.p50)} p95 ${ms(of.joined.p95)} ms`,
    `${of.joinWire.toFixed(1)} MB sent a join`,
    `longest stall ${ms(of.stall)} ms`,
    ...of.faults.slice(0, 5).map((fault) => `\n      ${fault}`),
  ].join('; ')
}

function syncLine(of: FirstSync): string {
  const side = (name: string, { cpu, stall, turn, rss }: FirstSync['giver']): string =>
    `${name}: ${ms(cpu)} ms of work, longest turn ${ms(turn)} ms of work (${ms(stall)} on the clock), ${ms(rss)} MB`
  return [
    `first sync of ${of.records.toLocaleString('en')} records, load ${of.load.toFixed(1)}`,
    `in ${ms(of.in)}, items readable ${ms(of.readable)}, all verified ${ms(of.whole)} ms`,
    `${of.sent.toFixed(1)} MB sent`,
    side('giver', of.giver),
    side('taker', of.taker),
    ...of.faults.slice(0, 5).map((fault) => `\n      ${fault}`),
  ].join('; ')
}

const numbers = (words: string): number[] => words.split(',').filter(Boolean).map(Number)
const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0)

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
