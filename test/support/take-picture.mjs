// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `node test/support/take-picture.mjs` renews the picture in README.md from the real app with its sample plan.
const file = fileURLToPath(new URL('./picture-of-sample.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
await /** @type {{ takePicture(): Promise<void> }} */ (module).takePicture()
