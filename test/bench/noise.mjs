// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `node test/bench/noise.mjs`: what knocking, handshakes and the encrypted channel cost, in milliseconds.
const file = fileURLToPath(new URL('./measure-noise.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
const { measureNoise } = /** @type {{ measureNoise(): void }} */ (module)
measureNoise()
process.exit(0)
