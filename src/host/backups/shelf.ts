import { join } from 'node:path'
import type { BackupInfo, BackupReason } from '../../contract/backup-calls.ts'
import { listPlace, type KeptBackup, type Place, type PlaceList } from './place.ts'

/** All backups of one plan: in the data folder, and in the folder of the person's choice where there is one. */
export interface Shelf {
  readonly plan: string
  readonly data: Place
  readonly folder: Place | null
  readonly inData: PlaceList
  readonly inFolder: PlaceList
}

const NOTHING: PlaceList = { backups: [], unreadable: [] }

/** Reads both places. A chosen folder that cannot be read holds nothing now; `onTrouble` is told why. */
export async function readShelf(
  plan: string,
  data: Place,
  folder: Place | null,
  onTrouble: (error: unknown) => void,
): Promise<Shelf> {
  const inFolder =
    folder === null
      ? NOTHING
      : await listPlace(folder).catch((error: unknown) => {
          onTrouble(error)
          return NOTHING
        })
  return { plan, data, folder, inData: await listPlace(data), inFolder }
}

/** One line a backup, the newest first, wherever it lies. */
export function infosOf({ data, folder, inData, inFolder }: Shelf): BackupInfo[] {
  const byId = new Map<string, { data?: KeptBackup; folder?: KeptBackup }>()
  for (const kept of inData.backups) byId.set(kept.manifest.id, { data: kept })
  for (const kept of inFolder.backups) byId.set(kept.manifest.id, { ...byId.get(kept.manifest.id), folder: kept })
  return [...byId.values()]
    .map((kept): BackupInfo => {
      const info = infoOf(kept)
      const home = kept.data === undefined ? folder?.folder : data.folder
      return home === undefined ? info : { ...info, path: join(home, `${info.id}.backup`) }
    })
    .sort((a, b) => b.madeAt - a.madeAt || (a.id < b.id ? 1 : -1))
}

export function infoOf({ data, folder }: { data?: KeptBackup; folder?: KeptBackup }): BackupInfo {
  const { manifest } = (data ?? folder) as KeptBackup
  const proofs = [data?.marks.provenAt, folder?.marks.provenAt].filter((at) => typeof at === 'number')
  const faults = [
    data !== undefined && data.marks.fault !== '' ? `In the data folder: ${data.marks.fault}` : '',
    folder !== undefined && folder.marks.fault !== '' ? `In the chosen folder: ${folder.marks.fault}` : '',
    manifest.damage.length > 0 ? `The plan itself was damaged when it was made: ${manifest.damage[0]}.` : '',
  ]
  return {
    id: manifest.id,
    plan: manifest.plan,
    planName: shown(manifest.planName),
    name: shown(data?.marks.name || folder?.marks.name || ''),
    reason: REASONS.find((one) => one === manifest.reason) ?? 'person',
    madeAt: manifest.madeAt,
    provenAt: proofs.length === 0 ? null : Math.max(...proofs),
    fault: shown(faults.filter((one) => one !== '').join(' '), LONGEST_FAULT),
    items: manifest.items,
    records: manifest.records,
    lastChange: manifest.lastChange,
    bytes: manifest.stored,
    places: [
      ...(data === undefined ? [] : (['data'] as const)),
      ...(folder === undefined ? [] : (['folder'] as const)),
    ],
  }
}

/** Any other counts like one that a person made: no thinning takes it. */
const REASONS: readonly BackupReason[] = [
  'automatic',
  'person',
  'before-update',
  'before-repair',
  'before-restore',
  'before-import',
  'before-take-back',
]
/** As long as Ordinal itself would ever write it; a backup from elsewhere may hold megabytes. */
const LONGEST_NAME = 200
const LONGEST_FAULT = 2_000

const shown = (text: string, most = LONGEST_NAME): string => (text.length > most ? `${text.slice(0, most)}…` : text)
