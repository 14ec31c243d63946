// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `node test/bench/backups.mjs [--items 10000] [--records 100000] [--json]`
const file = fileURLToPath(new URL('./measure-backups.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
await /** @type {{ measureBackups(words: readonly string[]): Promise<void> }} */ (module).measureBackups(
  process.argv.slice(2),
)
process.exit(0)
