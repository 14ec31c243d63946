import { CallFailed } from '../../../src/contract/calls.ts'
import type { BackupInfo, BackupsOverview } from '../../../src/contract/backup-calls.ts'
import type { Health, PlanHealth } from '../../../src/contract/health-calls.ts'
import type { BackPlan } from '../../../src/contract/history-calls.ts'

const HOUR = 3_600_000

/** What a host says of backups and of the files, kept in memory; `worn` has everything that can have gone wrong. */
export function memorySafety(state: 'good' | 'none' | 'worn' = 'good') {
  const now = Date.now()
  const backup = (more: Partial<BackupInfo> & { id: string; madeAt: number }): BackupInfo => ({
    plan: 'harbour',
    planName: 'Harbour',
    name: '',
    reason: 'automatic',
    provenAt: more.madeAt + 4_000,
    fault: '',
    items: 62,
    records: 1_204,
    lastChange: more.madeAt - 60_000,
    bytes: 184_000,
    places: ['data'],
    ...more,
  })
  let overview: BackupsOverview = {
    settings: {
      automatic: true,
      everyMinutes: 60,
      keepHourlyHours: 24,
      keepDailyDays: 30,
      folder: state === 'worn' ? '/media/ada/STICK' : null,
    },
    folderTrouble:
      state === 'worn'
        ? 'The folder is not there; the stick may be pulled out. Backups go there again once it is back.'
        : '',
    folderSince: state === 'worn' ? now - 50 * HOUR : null,
    folderSameDisk: false,
    removed: [
      {
        path: '/home/ada/.local/share/ordinal/removed/pier-2026-11-20',
        plan: 'pier',
        planName: 'Pier and promenade',
        removedAt: now - 30 * HOUR,
      },
    ],
    backups:
      state === 'none'
        ? []
        : [
            backup({ id: 'b6', madeAt: now - 0.2 * HOUR }),
            backup({ id: 'b5', madeAt: now - 1.3 * HOUR, provenAt: state === 'worn' ? null : now - HOUR }),
            backup({
              id: 'b4',
              madeAt: now - 26 * HOUR,
              reason: 'person',
              name: 'Before the offsite in the old lighthouse keeper’s house, with everybody and their dogs',
              places: ['data', 'folder'],
            }),
            backup({
              id: 'b3',
              madeAt: now - 27 * HOUR,
              reason: 'before-import',
              fault: state === 'worn' ? 'A part of it is damaged. A new one was made.' : '',
            }),
            backup({ id: 'b2', madeAt: now - 400 * HOUR, items: 12_310, bytes: 5_400_000 }),
          ],
  }
  const health: PlanHealth = {
    plan: 'harbour',
    name: 'Harbour',
    records: 1_204,
    checkedAt: state === 'none' ? null : now - 3 * HOUR,
    salvaged: state === 'worn' ? 2 : 0,
    refused: state === 'worn' ? 1 : 0,
    damage:
      state === 'worn'
        ? [
            {
              file: 'plans/harbour/journal-000001',
              words:
                'The edit of Anna at 2026-05-03T14:02:11.000Z (record 42 of line 3157) is damaged (journal-000001, bytes 139 to 536).',
              record: { client: 3157, seq: 42, person: 'anna', time: now - 40 * HOUR },
              state: 'mended',
              from: 'the backup of yesterday',
              keptAt: 'damaged/journal-000001-20261121',
            },
            {
              file: 'plans/harbour/journal-000002',
              words:
                'Something between the edit of Anna at 2026-05-03T14:02:11.000Z (record 7 of line 88) and the edit of Anna at 2026-05-03T14:03:00.000Z (record 9 of line 88) is damaged (journal-000001, bytes 900 to 1200).',
              record: null,
              state: 'lost',
              from: '',
              keptAt: '',
            },
          ]
        : [],
    held:
      state === 'worn'
        ? [
            {
              client: 88,
              seq: 9,
              person: 'ben',
              device: 'd',
              time: now - 30 * HOUR,
              words: 'Set the estimate of “Waiting list for a full harbour” to 5',
              waitsFor: [{ client: 88, from: 8, to: 8 }],
            },
          ]
        : [],
    takenOut: [],
    aside: [],
  }
  const ofDamagedPlan = backup({ id: 'd1', madeAt: now - 50 * HOUR, plan: 'broken', planName: 'Marina pilot' })
  const set = (id: string, by: Partial<BackupInfo>): BackupInfo => {
    overview = { ...overview, backups: overview.backups.map((one) => (one.id === id ? { ...one, ...by } : one)) }
    return overview.backups.find((one) => one.id === id) as BackupInfo
  }
  const back: BackPlan = {
    change: null,
    changes: 0,
    itemsBack: 50,
    itemsDeleted: 2,
    fields: 7,
    moves: 3,
    texts: 1,
    entries: [],
    left: [],
    leftInAll: 0,
  }
  return {
    'backups.list': ({ plan }: { plan: string | null }) =>
      plan === null ? { ...overview, backups: [...overview.backups, ofDamagedPlan] } : { ...overview, removed: [] },
    'backups.make': ({ name }: { name: string }) => {
      const made = backup({ id: `b${overview.backups.length + 7}`, madeAt: Date.now(), reason: 'person', name })
      overview = { ...overview, backups: [made, ...overview.backups] }
      return made
    },
    'backups.prove': ({ backup: id }: { backup: string }) => set(id, { provenAt: Date.now(), fault: '' }),
    'backups.rename': ({ backup: id, name }: { backup: string; name: string }) => set(id, { name }),
    'backups.remove': ({ backup: id }: { backup: string }) => {
      overview = { ...overview, backups: overview.backups.filter((one) => one.id !== id) }
    },
    'backups.putBack': ({ backup: source }: { backup: string }) => {
      const removed = overview.removed ?? []
      const found = removed.find(({ path }) => path === source)
      if (found === undefined) throw new CallFailed('no-backup', `There is no backup "${source}".`)
      overview = { ...overview, removed: removed.filter((one) => one !== found) }
      return { id: found.plan, name: found.planName }
    },
    'backups.restoreAs': ({ name }: { name: string | null }) => ({ id: 'restored', name: name ?? 'Harbour' }),
    'backups.bringBack': ({ preview }: { preview: boolean }) => ({ ...back, change: preview ? null : 'change9' }),
    'backups.set': (by: object) => {
      overview = { ...overview, settings: { ...overview.settings, ...by }, folderSameDisk: true }
      return overview
    },
    'backups.folders': ({ path }: { path: string | null }) => ({
      path: path ?? '/home/ada',
      parent: path === '/' ? null : '/home',
      folders: ['Documents', 'Nextcloud', 'Pictures'],
      writable: true,
      sameDisk: true,
    }),
    'health.state': () => health,
    'health.check': (): Health => ({ plans: [{ ...health, checkedAt: Date.now() }], files: [] }),
  }
}
