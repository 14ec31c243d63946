import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../out/guest', import.meta.url))
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const MOST_KB = 60

test('the page for phones is at most 60 kB in all, gzipped', () => {
  const names = readdirSync(folder)
  const bytes = names.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0)
  expect(names.some((name) => name.endsWith('.js'))).toBe(true)
  expect(bytes / 1024).toBeLessThan(MOST_KB)
})

test('it is one script and one style sheet, from the host itself, and nothing inline', () => {
  const page = read('index.html')
  const asked = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '')
  expect(asked.filter((url) => url !== 'data:,')).toEqual([
    expect.stringMatching(/^\/g\/index-[\w-]+\.js$/),
    expect.stringMatching(/^\/g\/index-[\w-]+\.css$/),
  ])
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=/)
})

test('neither asks another machine for anything, nor needs what plain http does not have', () => {
  const all = readdirSync(folder).map(read).join('\n')
  const named = [...all.matchAll(/\b(?:https?|wss?):\/\/[\w.-]+/g)].map(([url]) => url)
  // A name space and the address of Svelte's own error texts; nobody fetches either.
  expect(new Set(named)).toEqual(
    new Set(['http://www.w3.org', 'https://svelte.dev'].filter((url) => all.includes(url))),
  )
  expect(all).not.toMatch(/crypto\.subtle|serviceWorker|@import|url\(/)
})
