import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { guestPage } from '../../../../src/host/guests/guest-page.ts'
import { tempFolder } from '../../../support/host-in-process.ts'

let folder: Awaited<ReturnType<typeof tempFolder>>
beforeEach(async () => (folder = await tempFolder()))
afterEach(() => folder.remove())

async function build(at: string): Promise<void> {
  await mkdir(at, { recursive: true })
  await writeFile(join(at, 'index.html'), '<p>page</p>')
  await writeFile(join(at, 'index-abc.js'), 'script()')
  await writeFile(join(at, 'notes.txt'), 'not a part of it')
  await writeFile(join(at, '..', 'secret.js'), 'secret')
}

test('the page and its script are served by their types, read once, and nothing else is', async () => {
  const at = join(folder.path, 'guest')
  await build(at)
  const serve = guestPage(at)
  expect(Buffer.from((await serve('/g'))?.bytes ?? []).toString()).toBe('<p>page</p>')
  await rm(at, { recursive: true })
  expect((await serve('/g/index-abc.js'))?.type).toBe('text/javascript; charset=utf-8')
  for (const path of [
    '/',
    '/g/',
    '/g/index.html',
    '/g/notes.txt',
    '/g/../secret.js',
    '/g/%2e%2e/secret.js',
    '/secret.js',
  ])
    expect(await serve(path), path).toBeNull()
})

test('a page that is built after the host started is found', async () => {
  const at = join(folder.path, 'guest')
  const serve = guestPage(at)
  expect(await serve('/g')).toBeNull()
  await build(at)
  expect(await serve('/g')).not.toBeNull()
})
