import { join } from 'node:path'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import { readCheckpoint } from '../history/checkpoint-file.ts'
import { decodeIndex } from '../history/index-file.ts'
import type { Files } from '../ports/files.ts'
import { createJsonFile } from './json-file.ts'
import { ASIDE_FOLDERS, isAsItWasKept } from './kept-aside.ts'
import { FOLDER_MARK_WORDS } from './device-key.ts'
import { HEALTH_NOTE } from './known-damage.ts'
import { isPacked, unpackSegment } from './packed-segment.ts'
import { MARK, readMark } from './plan-folder.ts'
import { readSnapshot } from './snapshot-file.ts'

/** A place that nothing of a plan depends on. */
export function harmless(file: string, words: string): DamagedPlace {
  return { file, words, record: null, state: 'harmless', from: '', keptAt: '' }
}

/** What lies in a plan's folder beside its journal and snapshots: leases, History's files, what was kept aside. */
export async function checkPlanFiles(files: Files, folder: string, plan: string): Promise<DamagedPlace[]> {
  const places: DamagedPlace[] = []
  if ((await readMark(files, folder)) === undefined)
    places.push(
      harmless(
        MARK,
        `${MARK}, which says which plan this folder holds, is missing or damaged. The journal says it too.`,
      ),
    )
  for (const name of await files.list(folder)) {
    const path = join(folder, name)
    if (/^leases\.json(\.second)?$/.test(name) && !(await isWholeJson(files, path)))
      places.push(
        harmless(
          name,
          `${name}, a list of the lines that this device wrote under, is damaged. Its other copy stands in; without one, no line is used again.`,
        ),
      )
    if (name === HEALTH_NOTE && !(await isWholeJson(files, path)))
      places.push(harmless(name, 'What the last check found is damaged. The next check finds it again.'))
    if (isPacked(name)) {
      const { damage } = unpackSegment(await files.read(path))
      for (const where of damage)
        places.push(
          harmless(name, `The compressed file ${name} is damaged (${where}); records that lay there are named beside.`),
        )
    }
    if (name === 'history' && (await files.kind(path)) === 'folder')
      places.push(...(await checkHistory(files, path, plan)))
    if (ASIDE_FOLDERS.some((one) => one === name) && (await files.kind(path)) === 'folder')
      for (const kept of await files.list(path))
        if (!(await isKeptWhole(files, name, join(path, kept))))
          places.push(harmless(`${name}/${kept}`, `${kept}, which was kept aside, is damaged.`))
  }
  return places
}

async function isKeptWhole(files: Files, folder: string, path: string): Promise<boolean> {
  const bytes = await files.read(path)
  return folder === 'unproven' ? readSnapshot(bytes) !== null : isAsItWasKept(path, bytes)
}

async function checkHistory(files: Files, folder: string, plan: string): Promise<DamagedPlace[]> {
  const places: DamagedPlace[] = []
  for (const name of await files.list(folder)) {
    const bytes = await files.read(join(folder, name))
    const whole = name.startsWith('state-') ? readCheckpoint(bytes) !== null : isWholeIndex(bytes, plan)
    if (!whole && !name.endsWith('.new'))
      places.push(harmless(`history/${name}`, `${name} of History is damaged. It is made anew from the journal.`))
  }
  return places
}

function isWholeIndex(bytes: Uint8Array, plan: string): boolean {
  try {
    return decodeIndex(bytes, plan) !== null
  } catch {
    return false
  }
}

/** What lies in the data folder beside its plans. `isHeld` tells whether the lock says what this process wrote. */
export async function checkDataFiles(
  files: Files,
  root: string,
  isHeld: () => Promise<boolean>,
): Promise<DamagedPlace[]> {
  const places: DamagedPlace[] = []
  for (const name of await files.list(root)) {
    const path = join(root, name)
    if ((await files.kind(path)) !== 'file') continue
    if (/\.damaged-/.test(name)) {
      if (!isAsItWasKept(name, await files.read(path)))
        places.push(harmless(name, `${name}, which was kept aside, is damaged.`))
      else places.push(mendedBefore(name))
    } else if (/^(?:device\.key|[a-z][a-z0-9-]*\.json)(?:\.second)?$/.test(name)) {
      if (!(await isWholeJson(files, path))) places.push(harmless(name, wordsOf(name)))
    } else if (name === 'folder-mark') {
      if (new TextDecoder().decode(await files.read(path)) !== FOLDER_MARK_WORDS)
        places.push(harmless(name, 'The file that tells this folder from a copy of it has other words. It still does.'))
    } else if (name === 'lock') {
      if (!(await isHeld())) places.push(harmless(name, 'The lock of this folder has other words than Ordinal wrote.'))
    }
  }
  return places
}

/** A file that was found damaged at a start lies beside the good one under the moment it was found. */
function mendedBefore(name: string): DamagedPlace {
  const [, file = name, day = '', hour = '', minute = ''] =
    /^(.+)\.damaged-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)/.exec(name) ?? []
  const words = `${file} was found damaged on ${day} at ${hour}:${minute} UTC. Its other copy took its place, or it was made anew.${file.startsWith('device.key') ? ' If no copy of it was whole, this device has a new key since then; what it wrote before stays good.' : ''}`
  return { file, words, record: null, state: 'mended', from: '', keptAt: name }
}

async function isWholeJson(files: Files, path: string): Promise<boolean> {
  try {
    return (await createJsonFile(files, path).read()) !== undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return false
    throw error
  }
}

function wordsOf(name: string): string {
  const second = name.endsWith('.second')
  const bare = name.replace(/\.(?:key|json)(?:\.second)?$/, '')
  const copy = second ? 'The second copy of' : 'The file of'
  return `${copy} ${bare} is damaged. Another copy stands in for it, or it is made anew.`
}
