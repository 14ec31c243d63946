import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findElectron } from '../../../../src/host/start/find-electron.mjs'

const NAMES: Record<string, string> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
const name = NAMES[process.platform] ?? 'electron'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordinal-electron-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function put(...path: string[]): Promise<string> {
  const file = join(folder, ...path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, '')
  return file
}

test('without its program there is no Electron, and nothing is fetched to find out', () => {
  expect(findElectron({}, folder)).toBeNull()
})

test('the program that npm fetched is found', async () => {
  const program = await put('dist', name)
  await writeFile(join(folder, 'path.txt'), name)
  expect(findElectron({}, folder)).toBe(program)
})

test('ELECTRON_OVERRIDE_DIST_PATH wins, and an empty one leads nowhere', async () => {
  await put('dist', name)
  const other = await put('other', name)
  expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'other') }, folder)).toBe(other)
  expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'none') }, folder)).toBeNull()
})
