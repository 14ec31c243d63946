// @ts-check
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildIfNeeded } from './build.mjs'
import { fetchElectron, findElectron } from './find-electron.mjs'
import { root } from './sources.mjs'

// `npm start`: the desktop window where Electron can be had, else the same pages in the default browser.
const PATIENCE = 30_000
const given = process.argv.slice(2)
const options = given.filter((word) => word !== '--browser')

buildIfNeeded()
const electron = await chooseElectron()
if (electron !== null) run(electron, [root, ...options])
else run(process.execPath, [join(root, 'out', 'host', 'cli.mjs'), 'serve', ...options])

/** The window's program, or null - after one line that says why - where the browser has to do. */
async function chooseElectron() {
  if (given.includes('--browser') || given.includes('--no-open') || given.includes('--port')) return null
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    say('There is no screen for a desktop window here, so Ordinal opens in your browser.')
    return null
  }
  const found = findElectron()
  if (found !== null) return found
  say(`Fetching Electron for the desktop window, for ${PATIENCE / 1000} seconds at most ...`)
  if (await fetchElectron(PATIENCE)) return findElectron()
  say('Electron could not be fetched, so Ordinal opens in your browser. Nothing else is different.')
  return null
}

/**
 * Hands over to the program that does the work, and leaves as it leaves.
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(program, args) {
  const child = spawn(program, args, { stdio: 'inherit' })
  // Ctrl+C in a terminal reaches the child by itself; sent twice it would look like impatience.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.once('error', (error) => {
    say(`Ordinal could not be started: ${error.message}`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 0 : 1)
  })
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`)
}
