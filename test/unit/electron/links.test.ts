import { expect, test } from 'vitest'
import { dataFolderOf } from '../../../electron/main/command-line.ts'
import { placeOfCommandLine, placeOfLink } from '../../../electron/main/links.ts'

test('a link to an item opens its place', () => {
  expect(placeOfLink('ordinal://p/k3v9/backlog/a1b2')).toBe('#/p/k3v9/backlog/a1b2')
  expect(placeOfLink('ordinal://p/k3v9/')).toBe('#/p/k3v9')
})

test('an invite fills the page for joining, and nothing more', () => {
  expect(placeOfLink('ordinal://join/#AXYz_09-')).toBe('#/join?invite=ordinal%3A%2F%2Fjoin%2F%23AXYz_09-')
})

test.each([
  'ordinal://join/',
  'ordinal://join/#a"b',
  'ordinal://join/x#abc',
  `ordinal://join/#${'a'.repeat(601)}`,
  'https://p/x',
  'ordinal://settings/x',
  'ordinal://p',
  'ordinal://p/x?run=1',
  'ordinal://p/x#y',
  'ordinal://p/%3Cscript%3E/x',
  'ordinal://p/<script>/x',
  'ordinal://p/a/b/c/d/e',
  `ordinal://p/${'x'.repeat(65)}`,
  'no link',
])('%s leads nowhere', (link) => {
  expect(placeOfLink(link)).toBeNull()
})

test('a second start finds the link among its words', () => {
  expect(placeOfCommandLine(['/usr/bin/ordinal', '--flag', 'ordinal://p/x/sprint'])).toBe('#/p/x/sprint')
  expect(placeOfCommandLine(['/usr/bin/ordinal'])).toBeNull()
})

test('the data folder is read from the command line in both spellings', () => {
  expect(dataFolderOf(['electron', '.', '--data', '/plans'])).toBe('/plans')
  expect(dataFolderOf(['electron', '.', '--data=/plans'])).toBe('/plans')
  expect(dataFolderOf(['electron', '.'])).toBeNull()
  expect(dataFolderOf(['electron', '.', '--data'])).toBeNull()
})
