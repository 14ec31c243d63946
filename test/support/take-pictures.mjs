// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `node test/support/take-pictures.mjs` renews the pictures in README.md from the real app with its sample plan.
const file = fileURLToPath(new URL('./pictures-of-sample.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
await /** @type {{ takePictures(): Promise<void> }} */ (module).takePictures()
