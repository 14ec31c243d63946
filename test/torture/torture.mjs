// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `npm run torture -- [--kills 30] [--seed S] [--minutes M]`. Written in TypeScript, which this Node does not run by itself.
// Leaving by a signal also ends the host and the browser that were started.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const file = fileURLToPath(new URL('./run-torture.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
const { runTorture } = /** @type {{ runTorture(words: readonly string[]): Promise<number> }} */ (module)
process.exit(await runTorture(process.argv.slice(2)))
