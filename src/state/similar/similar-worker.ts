import { serveSimilar } from './similar-service.ts'

/** The program of the worker that finds similar items. */
serveSimilar(
  globalThis as unknown as Parameters<typeof serveSimilar>[0],
  () => new Promise((resolve) => setTimeout(resolve)),
)
