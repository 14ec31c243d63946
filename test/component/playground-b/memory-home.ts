import { CallFailed, type HostLink } from '../../../src/contract/calls.ts'
import type { HostInfo, PlanSummary } from '../../../src/contract/host-info.ts'
import type { ImportReport } from '../../../src/contract/import-report.ts'
import { memorySafety } from './memory-safety.ts'

const HOUR = 3_600_000

/** A host's answers about plans and settings, kept in memory: enough to look at the pages outside of a plan. */
export function memoryHome(
  options: { profile?: boolean; plans?: boolean; slow?: number; safety?: 'good' | 'none' | 'worn' } = {},
): HostLink {
  const handlers = new Map<string, Set<(news: never) => void>>()
  const now = Date.now()
  let info: HostInfo = {
    version: '0.1.0',
    dataFolder: '/home/ada/.local/share/ordinal',
    shell: 'browser',
    profile: options.profile === false ? null : { person: 'p1', name: 'Ada Lovelace', role: 'po' },
    settings: { theme: 'light', singleKeys: true },
    encrypted: false,
  }
  let plans: PlanSummary[] =
    options.plans === false
      ? []
      : [
          {
            id: 'harbour',
            name: 'Harbour',
            items: 62,
            lastChange: now - 12 * 60_000,
            archived: false,
            sample: false,
            damaged: null,
            alsoCalled: '',
          },
          {
            id: 'quay',
            name: 'Quayside payments',
            items: 1243,
            lastChange: now - 26 * HOUR,
            archived: false,
            sample: false,
            damaged: null,
            alsoCalled: '',
          },
          {
            id: 'sample',
            name: 'Lighthouse',
            items: 48,
            lastChange: now - 9 * 24 * HOUR,
            archived: false,
            sample: true,
            damaged: null,
            alsoCalled: '',
          },
          {
            id: 'old',
            name: 'Harbour 2024',
            items: 310,
            lastChange: now - 400 * 24 * HOUR,
            archived: true,
            sample: false,
            damaged: null,
            alsoCalled: '',
          },
          {
            id: 'broken',
            name: 'Marina pilot',
            items: 0,
            lastChange: null,
            archived: false,
            sample: false,
            damaged: 'Record 42 of this device, made by Ada on 3 November, cannot be read.',
            alsoCalled: '',
          },
        ]
  const wait = () => new Promise((resolve) => setTimeout(resolve, options.slow ?? 0))
  const found = (id: string): PlanSummary => {
    const plan = plans.find((one) => one.id === id)
    if (plan === undefined) throw new CallFailed('unknown-plan', 'There is no such plan on this device.')
    return plan
  }
  const change = (id: string, by: Partial<PlanSummary>): PlanSummary => {
    plans = plans.map((plan) => (plan.id === id ? { ...plan, ...by } : plan))
    return found(id)
  }
  const answers: Record<string, (args: never) => unknown> = {
    'host.info': () => info,
    'plans.list': () => plans,
    'profile.set': ({ name, role }: { name: string; role: string }) => {
      info = { ...info, profile: { person: 'p1', name, role } }
      return info.profile
    },
    'settings.set': (by: object) => {
      info = { ...info, settings: { ...info.settings, ...by } }
      return info.settings
    },
    'plans.create': ({ name }: { name: string }) => {
      const plan = {
        id: `plan${plans.length}`,
        name,
        items: 0,
        lastChange: null,
        archived: false,
        sample: false,
        damaged: null,
        alsoCalled: '',
      }
      plans = [plan, ...plans]
      return plan
    },
    'plans.rename': ({ plan, name }: { plan: string; name: string }) => change(plan, { name }),
    'plans.duplicate': ({ plan }: { plan: string }) => {
      const copy = { ...found(plan), id: `${plan}-copy`, name: `${found(plan).name} (copy)` }
      plans = [copy, ...plans]
      return copy
    },
    'plans.archive': ({ plan, archived }: { plan: string; archived: boolean }) => change(plan, { archived }),
    'plans.remove': ({ plan }: { plan: string }) => {
      found(plan)
      plans = plans.filter((one) => one.id !== plan)
      return { copy: `${info.dataFolder}/removed/${plan}-2026-11-21` }
    },
    'plans.sample': () => {
      throw new CallFailed('disk-full', 'The disk is full. Free some space and try again; nothing was written.')
    },
    'import.preview': () => REPORT,
    'import.run': () => ({ ...REPORT, dryRun: false, plan: 'harbour', change: 'change1' }),
    'import.cancel': () => undefined,
    ...memorySafety(options.safety),
    'plan.undo': () => ({ change: 'change2', left: [], restored: 1998 }),
  }
  return {
    async call(name, args) {
      await wait()
      const answer = answers[name]
      if (answer === undefined) throw new CallFailed('unknown-call', `This host does not know "${name}".`)
      const answered = answer(args as never) as never
      // As a host does: whoever shows backups looks again.
      if (name === 'backups.rename')
        for (const handler of handlers.get('backups.changed') ?? []) handler(undefined as never)
      return answered
    },
    on(event, handler) {
      const set = handlers.get(event) ?? new Set()
      handlers.set(event, set.add(handler as (news: never) => void))
      return () => set.delete(handler as (news: never) => void)
    },
    onState(handler) {
      handler(true)
      return () => undefined
    },
  }
}

const column = (index: number, name: string, field: string, ...samples: string[]) => ({ index, name, field, samples })
export const REPORT: ImportReport = {
  format: 'jira-csv',
  plan: '',
  change: '',
  dryRun: true,
  rows: 2000,
  created: 1847,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  missing: 0,
  epics: 41,
  tasks: 112,
  conflicts: [],
  columns: [
    column(
      0,
      'Summary',
      'title',
      'Two skippers can confirm the same berth at once',
      'Hold a berth for 15 minutes while the skipper pays',
      'مرسى مجاني 🚤',
    ),
    column(1, 'Issue key', 'key', 'HAR-101', 'HAR-102', 'HAR-103'),
    column(2, 'Issue Type', 'kind', 'Story', 'Bug', 'Technical debt'),
    column(3, 'Status', 'stage', 'To Do', 'In Progress', 'Done'),
    column(
      4,
      'Description',
      'description',
      'h2. Why\nGuests sail past because *nobody* answers the phone after eight.',
    ),
    column(5, 'Labels', 'labels', 'quay', 'payment', 'board'),
    column(6, 'Custom field (Story Points)', 'estimate', '5', '3', '8'),
    column(7, 'Custom field (Epic Link)', 'epic', 'HAR-12'),
    column(8, 'Sprint', 'text', 'Keel 13', 'Keel 14'),
    column(9, 'Watchers', 'text', 'jm@example.org'),
    column(10, 'Attachment', 'text', '11/May/24 03:26 PM;jm;berth.png'),
    column(11, 'Environment', ''),
    column(12, 'Original Estimate', ''),
  ],
  columnsAsText: ['Sprint', 'Watchers', 'Attachment'],
  columnsNotKept: ['Environment', 'Original Estimate'],
  problems: [
    {
      row: 0,
      column: 'Due date',
      value: '03/11/2026',
      why: 'All dates of this column can be read day first or month first. They were read day first; choose the other if that is wrong.',
    },
    {
      row: 412,
      column: 'Custom field (Story Points)',
      value: 'five',
      why: 'This is not a number; the field was left empty.',
    },
    {
      row: 1377,
      column: 'Epic Link',
      value: 'HAR-9',
      why: 'The epic HAR-9 is not in this file; the item stands without one.',
    },
    {
      row: 1690,
      column: '',
      value: '',
      why: 'This row has more cells than the header. What is beyond the last column was left out.',
    },
  ],
  notes: ['A second level of epics became labels with the parent’s name: “Berths and board” on 14 items.'],
  types: [
    { name: 'Story', kind: 'feature', rows: 1201 },
    { name: 'Bug', kind: 'bug', rows: 431 },
    { name: 'Task', kind: 'feature', rows: 188 },
    { name: 'Epic', kind: 'epic', rows: 41 },
  ],
}
