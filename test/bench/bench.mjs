// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `npm run bench [-- --items 10000] [--history 300000 [--keep DIR]] [--json]`. Written in TypeScript, which this Node does not run by itself.
// Leaving by a signal also ends the host and the browser that were started.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const file = fileURLToPath(new URL('./run-bench.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
await /** @type {{ runBench(words: readonly string[]): Promise<void> }} */ (module).runBench(process.argv.slice(2))
