// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `node test/bench/take-back.mjs [--items 10000] [--records 100000] [--vandal 50000] [--json]`
const file = fileURLToPath(new URL('./measure-take-back.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
await /** @type {{ measureTakeBack(words: readonly string[]): Promise<void> }} */ (module).measureTakeBack(
  process.argv.slice(2),
)
process.exit(0)
