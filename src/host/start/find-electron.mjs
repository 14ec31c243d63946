// @ts-check
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The folder of the npm package `electron`, which comes without its program. */
function packageFolder() {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return null
  }
}

const PROGRAM = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/**
 * The program that opens the desktop window: ELECTRON_OVERRIDE_DIST_PATH first, then the one that npm fetched. Null if
 * there is none. Never downloads.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string | null}
 */
export function findElectron(env = process.env, folder = packageFolder()) {
  const name = /** @type {Record<string, string>} */ (PROGRAM)[process.platform] ?? 'electron'
  const named = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (named) return existsSync(join(named, name)) ? join(named, name) : null
  if (folder === null) return null
  const note = join(folder, 'path.txt')
  const program = join(folder, 'dist', existsSync(note) ? readFileSync(note, 'utf8') : name)
  return existsSync(program) ? program : null
}

/**
 * Lets the npm package fetch its program. True if it is there afterwards; gives up after `limit` milliseconds.
 * @param {number} limit
 * @returns {Promise<boolean>}
 */
export function fetchElectron(limit) {
  const folder = packageFolder()
  if (folder === null) return Promise.resolve(false)
  return new Promise((resolve) => {
    const run = spawn(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore' })
    const tooLong = setTimeout(() => run.kill('SIGKILL'), limit)
    const end = () => {
      clearTimeout(tooLong)
      resolve(findElectron() !== null)
    }
    run.once('error', end)
    run.once('exit', end)
  })
}
