import { expect, test } from 'vitest'
import { plainJson, plainWords } from '../../../../src/host/cli/plain-words.ts'
import { progressLine } from '../../../../src/host/cli/progress.ts'

const HOSTILE = [
  '\u001b]0;title\u0007',
  '\u001b[2J\u001b[31m',
  '\u009b31m',
  '\rover',
  '\u202egnp.exe',
  '\u2066x\u2069',
  'a\u0000b\u007f',
  'line\u2028break',
]
const DANGEROUS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/

test('nothing that somebody wrote into a plan reaches a terminal as a command', () => {
  for (const text of HOSTILE) {
    expect(plainWords(`"${text}" is archived.`)).not.toMatch(DANGEROUS)
    expect(plainWords(`"${text}" is archived.`)).toContain('\ufffd')
    expect(plainJson({ name: text })).not.toMatch(DANGEROUS)
    expect(JSON.parse(plainJson({ name: text }))).toEqual({ name: text })
  }
})

test('letters of every script, lines and tabs stay as they are', () => {
  const text = 'Ägypten\tשלום مرحبا 你好 👩‍👩‍👧\nsecond line – “quoted”'
  expect(plainWords(text)).toBe(text)
  expect(plainJson({ text })).toBe(JSON.stringify({ text }))
})

test('a line of a hundred thousand letters is cut', () => {
  const [first = '', second] = plainWords(`${'x'.repeat(100_000)}\nnext`).split('\n')
  expect([first.length, second]).toEqual([5_001, 'next'])
})

test('progress names a plan and obeys nothing in its name', () => {
  let said = ''
  const out = { isTTY: true, write: (text: string) => ((said += text), true) } as unknown as NodeJS.WriteStream
  progressLine(out).show({ job: 'check', what: 'Reading "\u001b]0;x\u0007\nfake"', done: 1, total: 2 })
  expect(said.replace('\r\u001b[K', '')).not.toMatch(DANGEROUS)
  expect(said).not.toContain('\n')
})
