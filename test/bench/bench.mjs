// @ts-check
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

// `npm run bench [-- --items 10000] [--history 300000 [--keep DIR]] [--json]`, `npm run bench -- room [...]` for rooms of many
// hosts, `npm run bench -- find` for filter and search, `npm run bench -- similar [--fit]` for how well and how fast similar
// items are found, `npm run bench -- scores [--items 10000]` for the score table, `npm run bench -- bulk` for what is
// done to hundreds of items at once, `npm run bench -- forecast` for forecast lines and pictures of flow, `npm run bench -- board`
// for cards that are dragged over a board of 200 items, `npm run bench -- planning [--items 10000]` for a sprint that is planned from
// a long backlog, `npm run bench -- look-back` for the pictures of a long sprint. Written in TypeScript, which this Node does not run by itself.
// Leaving by a signal also ends the host and the browser that were started.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const [what, ...words] = process.argv.slice(2)
const NAMED = {
  room: ['./room/measure-room.ts', 'measureRoom'],
  find: ['./find/measure-find.ts', 'measureFind'],
  similar: ['./similar/measure-similar.ts', 'measureSimilar'],
  scores: ['./measure-scores.ts', 'measureScores'],
  bulk: ['./measure-bulk.ts', 'measureBulk'],
  'file-line': ['./measure-file-line.ts', 'measureFileLine'],
  forecast: ['./measure-forecast.ts', 'measureForecast'],
  board: ['./board/measure-board.ts', 'measureBoard'],
  planning: ['./planning/measure-planning.ts', 'measurePlanning'],
  'look-back': ['./look-back/measure-look-back.ts', 'measureLookBack'],
}
const named = Object.entries(NAMED).find(([name]) => name === what)?.[1]
const [path = '', bench = ''] = named ?? ['./run-bench.ts', 'runBench']
const { module } = await runnerImport(fileURLToPath(new URL(path, import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})
const benches = /** @type {Record<string, ((words: readonly string[]) => Promise<void>) | undefined>} */ (module)
await benches[bench]?.(named === undefined ? process.argv.slice(2) : words)
