// @ts-check
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `node test/bench/guests.mjs [guests] [items] [runs]`: so many phones join a room at once. Needs a built page (`npm run build`).
const load = async (/** @type {string} */ name) =>
  (await runnerImport(fileURLToPath(new URL(name, import.meta.url)), { configFile: false, logLevel: 'error' })).module
const [guests = 50, items = 10_000, times = 3] = process.argv.slice(2).map(Number)
const { measureGuests, guestMeasures } = /** @type {typeof import('./measure-guests.ts')} */ (
  await load('./measure-guests.ts')
)
const { table } = /** @type {typeof import('./measures.ts')} */ (await load('./measures.ts'))
const runs = []
for (let i = 0; i < times; i++) runs.push(await measureGuests(guests, items))
const where = `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`
process.stdout.write(`${where}\n\n${table(guestMeasures(items, runs))}\n`)
process.exit(0)
