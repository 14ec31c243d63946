import { CallFailed, type HostEvents, type HostLink } from '../../../src/contract/calls.ts'
import type { MergeReport, Stranger } from '../../../src/contract/plan-file-calls.ts'

const HOUR = 3_600_000

export const BEN: Stranger = {
  device: 'bens-laptop',
  name: 'Ben Ito',
  fingerprint: 'Q8WD-51XN-KJ0T-M3ZP',
  wasRemoved: false,
  records: 4,
  changes: [
    {
      change: 'c2',
      time: Date.now() - 2 * HOUR,
      person: null,
      entries: [
        {
          name: 'item.edit',
          record: 'items/new',
          field: 'estimate',
          from: null,
          to: 5,
          why: 'we measured on the ferry',
        },
      ],
    },
    {
      change: 'c1',
      time: Date.now() - 3 * HOUR,
      person: null,
      entries: [
        {
          name: 'item.create',
          record: 'items/new',
          field: '',
          from: null,
          to: 'Show the tide beside each berth',
          why: '',
        },
      ],
    },
  ],
  others: 0,
}

export const MERGED: MergeReport = {
  plan: {
    id: 'harbour',
    name: 'Harbour',
    items: 62,
    lastChange: null,
    archived: false,
    alsoCalled: '',
    sample: false,
    damaged: null,
  },
  isNew: false,
  applied: 32,
  known: 1_204,
  waiting: 0,
  refused: 0,
  aside: 0,
  files: 0,
  strangers: [],
  founder: null,
}

export interface FakeFiles {
  readonly link: HostLink
  readonly asked: [name: string, args: Record<string, unknown>][]
  failNext(name: string, type: string, message: string): void
  strangers: readonly Stranger[]
  report: MergeReport
  /** The passphrase of the file that comes in; null: it has none. */
  passphrase: string | null
}

/** A host that makes and takes plan files without any plan behind them; all else is answered by another one. */
export function fakeFiles(rest: HostLink): FakeFiles {
  const failing = new Map<string, CallFailed>()
  const handlers = new Map<string, Set<(news: never) => void>>()
  const tell = <E extends keyof HostEvents>(event: E, news: HostEvents[E]): void =>
    handlers.get(event)?.forEach((handler) => handler(news as never))
  let pieces = 3
  const without = (device: string): void => {
    files.strangers = files.strangers.filter((one) => one.device !== device)
    tell('strangers.changed', { plan: 'plan-1' })
  }
  const answers: Record<string, (args: never) => unknown> = {
    'planFile.share': () => {
      pieces = 3
      return { file: 'f1', fileName: 'Harbour.ordinal' }
    },
    'planFile.read': () => {
      tell('job.progress', { job: 'f1', what: 'Writing the plan file', done: 400, total: 1_200 })
      return pieces-- > 0 ? new Uint8Array(600_000) : null
    },
    'planFile.begin': () => ({ file: 'f2' }),
    'planFile.write': () => undefined,
    'planFile.merge': ({ passphrase }: { passphrase: string | null }) => {
      if (files.passphrase !== null && passphrase === null)
        throw new CallFailed('passphrase-needed', 'This plan file opens with a passphrase only.')
      if (files.passphrase !== passphrase)
        throw new CallFailed('wrong-passphrase', 'This is not the passphrase of the plan file. Nothing was changed.')
      return files.report
    },
    'planFile.drop': () => undefined,
    'planFile.strangers': () => files.strangers,
    'planFile.accept': ({ device }: { device: string }) => {
      without(device)
      return { device, name: 'Ben Ito', applied: 4, waiting: 0, refused: 0 }
    },
    'planFile.turnAway': ({ device }: { device: string }) => without(device),
  }
  const files: FakeFiles = {
    asked: [],
    strangers: [],
    report: MERGED,
    passphrase: null,
    failNext: (name, type, message) => failing.set(name, new CallFailed(type, message)),
    link: {
      ...rest,
      async call(name, args) {
        const answer = answers[name]
        if (answer === undefined) return rest.call(name, args)
        files.asked.push([name, (args ?? {}) as Record<string, unknown>])
        await Promise.resolve()
        const failure = failing.get(name)
        failing.delete(name)
        if (failure !== undefined) throw failure
        return answer(args as never) as never
      },
      on(event, handler) {
        const set = handlers.get(event) ?? new Set()
        handlers.set(event, set.add(handler as (news: never) => void))
        const stop = rest.on(event, handler)
        return () => {
          set.delete(handler as (news: never) => void)
          stop()
        }
      },
    },
  }
  return files
}

/** A file as a person chooses it. */
export function planFile(name = 'Harbour.ordinal'): File {
  return new File([new TextEncoder().encode('ORDPLAN and the rest')], name)
}
