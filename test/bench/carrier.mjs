// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `node test/bench/carrier.mjs [items]`: what carrying a plan over a y-websocket server costs.
const file = fileURLToPath(new URL('./measure-carrier.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
const { measureCarrier } = /** @type {{ measureCarrier(items: number): Promise<object> }} */ (module)
console.table(await measureCarrier(Number(process.argv[2] ?? 10_000)))
process.exit(0)
