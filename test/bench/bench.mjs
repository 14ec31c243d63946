// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `npm run bench [-- --items 10000] [--history 300000 [--keep DIR]] [--json]`, `npm run bench -- room [...]` for rooms of many
// hosts, `npm run bench -- similar [--fit]` for how well and how fast similar items are found. Written in TypeScript, which
// this Node does not run by itself.
// Leaving by a signal also ends the host and the browser that were started.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const [what, ...words] = process.argv.slice(2)
const isRoom = what === 'room'
const isSimilar = what === 'similar'
const path = isRoom ? './room/measure-room.ts' : isSimilar ? './similar/measure-similar.ts' : './run-bench.ts'
const file = fileURLToPath(new URL(path, import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
const benches =
  /** @type {{ runBench?(words: readonly string[]): Promise<void>, measureRoom?(words: readonly string[]): Promise<void>, measureSimilar?(words: readonly string[]): Promise<void> }} */ (
    module
  )
await (isRoom
  ? benches.measureRoom?.(words)
  : isSimilar
    ? benches.measureSimilar?.(words)
    : benches.runBench?.(process.argv.slice(2)))
