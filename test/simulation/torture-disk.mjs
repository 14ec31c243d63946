// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `npm run torture-disk [-- --images 10000 --seed 1]`. Written in TypeScript, which this Node does not run by itself.
const file = fileURLToPath(new URL('./run-disk-torture.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
const { runDiskTorture } = /** @type {{ runDiskTorture(words: readonly string[]): Promise<void> }} */ (module)
await runDiskTorture(process.argv.slice(2))
