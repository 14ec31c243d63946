// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `node test/bench/plan-files.mjs [--items 10000] [--records 300000] [--json]`
const file = fileURLToPath(new URL('./measure-plan-files.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
await /** @type {{ measurePlanFiles(words: readonly string[]): Promise<void> }} */ (module).measurePlanFiles(
  process.argv.slice(2),
)
process.exit(0)
