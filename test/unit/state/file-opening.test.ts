import { expect, test } from 'vitest'
import { CallFailed, type HostLink } from '../../../src/contract/calls.ts'
import type { MergeReport } from '../../../src/contract/plan-file-calls.ts'
import { createFileOpening } from '../../../src/state/file-opening.svelte.ts'

const REPORT = { isNew: true, applied: 3 } as MergeReport

/** A host that takes files which open with one passphrase. */
function host(right: string | null) {
  const asked: [string, unknown][] = []
  const link: HostLink = {
    async call(name: string, args: unknown) {
      const { passphrase } = (args ?? {}) as { passphrase?: string | null }
      asked.push([name, name === 'planFile.merge' ? passphrase : args])
      if (name === 'planFile.begin') return { file: 'f1' } as never
      if (name !== 'planFile.merge' || right === null) return (name === 'planFile.merge' ? REPORT : undefined) as never
      if (passphrase === null) throw new CallFailed('passphrase-needed', 'It opens with a passphrase only.')
      if (passphrase !== right) throw new CallFailed('wrong-passphrase', 'This is not the passphrase.')
      return REPORT as never
    },
    on: () => () => undefined,
    onState: () => () => undefined,
  }
  const merges = () => asked.flatMap(([name, passphrase]) => (name === 'planFile.merge' ? [passphrase] : []))
  return { link, asked, merges }
}

const file = (pieces: readonly Uint8Array[] = [new Uint8Array(3)]) => ({
  name: 'Harbour.ordinal',
  size: 3,
  async *pieces() {
    yield* pieces
  },
})

/** Lets what is on its way between the window and the host arrive. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

test('a file without a passphrase is taken in at once, and dropped on the host afterwards', async () => {
  const { link, asked } = host(null)
  const opening = createFileOpening({ link, file: file() })
  await opening.start()
  expect([opening.step, opening.report]).toEqual(['done', REPORT])
  expect(asked.map(([name]) => name)).toEqual(['planFile.begin', 'planFile.write', 'planFile.merge', 'planFile.drop'])
})

test('a passphrase is asked for, again while it is wrong, and one that Ordinal made opens however it was typed', async () => {
  const { link, merges } = host('K7QM-2XW9-ABCD-EF30')
  const opening = createFileOpening({ link, file: file() })
  const done = opening.start()
  await settle()
  expect([opening.step, opening.wrong]).toEqual(['passphrase', ''])
  opening.give('a tide table')
  await settle()
  expect([opening.step, opening.wrong]).toEqual(['passphrase', 'This is not the passphrase.'])
  opening.give('k7qm 2xw9 abcd ef3O')
  await done
  expect(opening.step).toBe('done')
  expect(merges()).toEqual([null, 'a tide table', 'k7qm 2xw9 abcd ef3O', 'K7QM-2XW9-ABCD-EF30'])
})

test('whoever cancels at the passphrase changes nothing, and the host drops the file', async () => {
  const { link, asked } = host('right')
  const opening = createFileOpening({ link, file: file() })
  const done = opening.start()
  await settle()
  opening.stop()
  await done
  expect([opening.step, opening.problem]).toEqual(['stopped', ''])
  expect(asked.at(-1)).toEqual(['planFile.drop', { file: 'f1' }])
})

test('a file that cannot be read any more is told as that, and one that the host refuses in its words', async () => {
  const gone = createFileOpening({
    link: host(null).link,
    file: {
      ...file(),
      async *pieces() {
        throw new DOMException('gone', 'NotReadableError')
      },
    },
  })
  await gone.start()
  expect([gone.step, gone.problem]).toEqual([
    'failed',
    '“Harbour.ordinal” could not be read. If it was moved or its stick is gone, choose it again.',
  ])
  const { link } = host(null)
  const cut = createFileOpening({
    link: {
      ...link,
      call: (name, args) =>
        name === 'planFile.merge'
          ? Promise.reject(new CallFailed('cut-short', 'This plan file is not whole: its end is missing.'))
          : link.call(name, args),
    },
    file: file(),
  })
  await cut.start()
  expect([cut.step, cut.problem]).toEqual(['failed', 'This plan file is not whole: its end is missing.'])
})
