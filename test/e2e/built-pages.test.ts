import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const pages = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const FIRST_LOAD_KB = 350

/** The script or style sheet, and everything that it loads by itself before anybody asks. */
function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const text = readFileSync(join(pages, file), 'utf8')
  if (file.endsWith('.js'))
    for (const [, name] of text.matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)) closure(`assets/${name}`, seen)
  return seen
}

test('the backlog loads at most 350 kB first, gzipped', () => {
  const page = readFileSync(join(pages, 'index.html'), 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? '')
  const screen = readdirSync(join(pages, 'assets')).filter((name) => /^backlog-screen-.*\.(js|css)$/.test(name))
  const files = new Set([...named, ...screen.map((name) => `assets/${name}`)].flatMap((file) => [...closure(file)]))
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(pages, file))).length, 0)
  expect(files.size).toBeGreaterThan(2)
  expect(bytes / 1024).toBeLessThan(FIRST_LOAD_KB)
})

test('scripts and style sheets carry a hash in their names, so that a cache is never out of date', () => {
  const names = readdirSync(join(pages, 'assets'))
  expect(names.filter((name) => !/-[\w-]{8}\.\w+$/.test(name))).toEqual([])
})

test('the page holds no inline script', () => {
  const page = readFileSync(join(pages, 'index.html'), 'utf8')
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/)
  expect(page).not.toMatch(/\son\w+=/)
})
