// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// Phones for measure-guests.ts, in a process of their own: reads one line of JSON, does what it says, answers with one line.
const file = fileURLToPath(new URL('./guest-crowd.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
await /** @type {{ joinAsCrowd(): Promise<void> }} */ (module).joinAsCrowd()
process.exit(0)
