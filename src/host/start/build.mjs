// @ts-check
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hashOfSources, root, whyBuild } from './sources.mjs'

/**
 * Builds everything that start, serve and the command line need into `out/`. Says so on stderr, since stdout belongs to
 * the command. Ends the process with 1 if the build fails; a failed build is never taken for a good one.
 */
export function build() {
  const before = hashOfSources()
  rmSync(join(root, 'out'), { recursive: true, force: true })
  run('electron-vite', 'electron-vite.js', ['build'])
  // The page for phones shares nothing with the window's, so that it stays small.
  run('vite', 'vite.js', ['build', '--config', 'guest.vite.config.ts'])
  writeFileSync(join(root, 'out', 'sources.txt'), before)
}

/** The same, if `out/` is missing or older than the sources. */
export function buildIfNeeded() {
  const why = whyBuild()
  if (why === null) return
  process.stderr.write(`${why} ...\n`)
  build()
}

/**
 * @param {string} name of the package
 * @param {string} file in its `bin` folder
 * @param {readonly string[]} words
 */
function run(name, file, words) {
  const tool = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin', file)
  const ended = spawnSync(process.execPath, [tool, ...words, '--logLevel', 'warn'], {
    cwd: root,
    // Whoever builds, also a test, gets the pages that people get: checks of development made them a tenth larger.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2],
  })
  if (ended.status !== 0) fail('Ordinal could not be built; the lines above say why.')
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) build()
