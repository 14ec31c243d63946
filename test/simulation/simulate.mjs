// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `npm run simulate [-- --schedules 100000 --seed 1]`. Written in TypeScript, which this Node does not run by itself.
const file = fileURLToPath(new URL('./run-simulation.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
const { runSimulation } = /** @type {{ runSimulation(script: string, words: readonly string[]): Promise<void> }} */ (
  module
)
await runSimulation(fileURLToPath(import.meta.url), process.argv.slice(2))
