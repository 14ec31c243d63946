import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { alienWords, ambientUses, otherCases, PURE, silentSkips, vagueNames } from './habits.ts'
import { layeredSources, projectFiles, readProjectFile } from './source-files.ts'

const TEXT = /\.(ts|js|mjs|cjs|svelte|json|md|css|html|csv|txt|yml|svg)$|(^|\/)(run|\.npmrc|\.gitignore)$/
const ours = projectFiles().filter((path) => /^(src|electron|test|resources)\//.test(path))

test('the pure folders are handed their time, timers and randomness', () => {
  const found = layeredSources()
    .filter((file) => PURE.test(file.path))
    .flatMap((file) => ambientUses(file.path, file.text))
  expect(found).toEqual([])
  const planted = `export const x = [Date.now(), Math.random(), new Date()]\nsetTimeout(() => {}, 1)`
  expect(ambientUses('src/doc/x.ts', planted)).toHaveLength(4)
  expect(ambientUses('src/doc/x.ts', '// Date.now() is handed in\nexport const x = new Date(0)')).toEqual([])
})

test('no file is named utils, helpers, common or misc', () => {
  expect(vagueNames(ours)).toEqual([])
  expect(vagueNames(['src/ui/date-utils.ts', 'src/common/x.ts', 'test/support/helper.ts'])).toHaveLength(3)
})

test('file names are in kebab-case', () => {
  const named = ours.filter((path) => !/^test\/fixtures\/|README\.md$|LICENSE/.test(path))
  expect(otherCases(named)).toEqual([])
  expect(otherCases(['src/ui/BacklogRow.svelte', 'src/ui/row_view.ts'])).toHaveLength(2)
})

test('no test is skipped without its reason in its name, and none runs alone', () => {
  const tests = ours.filter((path) => /\.test\.ts$/.test(path))
  expect(tests.flatMap((path) => silentSkips(path, readProjectFile(path)))).toEqual([])
  const planted = `test.skip('a thing', f)\ntest.only('b', f)\ntest.skipIf(x())('opens a window', f)\ntest.skip('opens a window (needs the Electron program)', f)`
  expect(silentSkips('test/x.test.ts', planted)).toEqual([
    `test/x.test.ts: test.skip 'a thing'`,
    `test/x.test.ts: test.only 'b'`,
    `test/x.test.ts: test.skipIf(x()) 'opens a window'`,
  ])
})

test('nothing names a machine, a registry or a key', () => {
  const texts = projectFiles().filter((path) => TEXT.test(path) && path !== 'package-lock.json')
  expect(texts.flatMap((path) => alienWords(path, readProjectFile(path)))).toEqual([])
  expect(alienWords('x.ts', `const x = '${['../sha', 'red/x'].join('')}'`)).toHaveLength(1)
})

test('every path that a page names exists', () => {
  const pages = projectFiles().filter((path) => /\.md$/.test(path))
  const named = (text: string): string[] => text.match(/\b(src|test|electron)\/[\w./-]*\w/g) ?? []
  const missing = (path: string, text: string): string[] =>
    named(text)
      .filter((target) => !existsSync(fileURLToPath(new URL(`../../${target}`, import.meta.url))))
      .map((target) => `${path}: ${target}`)
  expect(pages.flatMap((path) => missing(path, readProjectFile(path)))).toEqual([])
  expect(missing('x.md', 'see test/unit/none.test.ts')).toEqual(['x.md: test/unit/none.test.ts'])
})

test('the lockfile holds no registry host', () => {
  expect(readProjectFile('package-lock.json')).not.toMatch(/"resolved":/)
})

test('every package is pinned to one version', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readProjectFile('package.json')) as Record<
    string,
    Record<string, string>
  >
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(versions.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([])
})
