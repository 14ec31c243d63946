import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findBrowser } from '../../support/find-browser.ts'

test('a browser that CHROMIUM_PATH names is taken, and a name without a file is an error that says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ordinal-browser-'))
  const program = join(folder, 'chromium')
  await writeFile(program, '')
  await chmod(program, 0o755)
  expect(await findBrowser({ CHROMIUM_PATH: program })).toEqual({ executablePath: program, from: 'CHROMIUM_PATH' })
  await expect(findBrowser({ CHROMIUM_PATH: join(folder, 'none') })).rejects.toThrow('there is no such file')
  expect(await findBrowser({ PATH: folder })).toEqual({ executablePath: program, from: 'installed' })
  await rm(folder, { recursive: true })
})
