import { dirname, join } from 'node:path'
import { codeOf, isNoFile, type Files, type OpenFile } from '../ports/files.ts'
import { damagedName } from '../vault/kept-aside.ts'
import type { FileDevice } from './file-content.ts'
import { openPlanFile, type OpenPlanFile } from './read-plan-file.ts'
import { writePlanFile } from './write-plan-file.ts'

/**
 * Records of devices that belong to no room, kept in the plan's folder until a person takes them or does not: a plan file for
 * each device. What is damaged there is put beside; whoever shared it can share it again.
 */
export interface Shelf {
  devices(plan: string): Promise<string[]>
  /** Null where nothing is kept of the device. */
  read<T>(plan: string, device: string, act: (kept: KeptRecords) => Promise<T>): Promise<T | null>
  /** In place of what is kept of it. */
  keep(plan: string, device: FileDevice, records: AsyncIterable<readonly Uint8Array[]>): Promise<void>
  remove(plan: string, device: string): Promise<void>
}

export interface KeptRecords {
  readonly device: FileDevice
  /** In their order, from the beginning each time. */
  records(): AsyncGenerator<readonly Uint8Array[]>
}

const FOLDER = 'strangers'
/** It becomes a path. */
const isDeviceName = (text: string): boolean => /^[a-z0-9-]{1,64}$/i.test(text)

export function createShelf(parts: {
  readonly files: () => Files
  readonly planFolder: (plan: string) => string
  readonly random: (length: number) => Uint8Array
  readonly now: () => number
  readonly onFault: (what: string, error: unknown) => void
}): Shelf {
  const placeOf = (plan: string, device: string): string => join(parts.planFolder(plan), FOLDER, device)
  return {
    async devices(plan) {
      try {
        return (await parts.files().list(join(parts.planFolder(plan), FOLDER))).filter(isDeviceName)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return []
        throw error
      }
    },
    async read(plan, device, act) {
      if (!isDeviceName(device)) return null
      const file = await openIfThere(parts.files(), placeOf(plan, device))
      if (file === null) return null
      try {
        const kept = await readWhole(file, plan, device)
        if (kept !== null) return await act(kept)
      } finally {
        await file.close()
      }
      await putBeside(placeOf(plan, device))
      return null
    },
    async keep(plan, device, records) {
      if (!isDeviceName(device.device)) return
      const files = parts.files()
      const path = placeOf(plan, device.device)
      const about = { plan, name: '', madeAt: parts.now(), madeBy: '', founder: null, devices: [device], records: 0 }
      await files.makeFolder(dirname(path))
      await files.remove(`${path}.new`)
      const file = await files.open(`${path}.new`, 'new')
      try {
        let at = 0
        for await (const piece of writePlanFile({ about, records, passphrase: null, random: parts.random })) {
          await file.write(piece, at)
          at += piece.length
        }
        await file.sync()
      } finally {
        await file.close()
      }
      await files.rename(`${path}.new`, path)
      await files.syncFolder(dirname(path))
      await files.syncFolder(parts.planFolder(plan))
    },
    async remove(plan, device) {
      if (isDeviceName(device)) await parts.files().remove(placeOf(plan, device))
    },
  }

  async function putBeside(path: string): Promise<void> {
    const beside = damagedName(path, null, parts.now())
    await parts.files().rename(path, beside)
    parts.onFault('what is kept of a device', new Error(`It cannot be read. Its file is ${beside} now.`))
  }
}

async function readWhole(file: OpenFile, plan: string, device: string): Promise<KeptRecords | null> {
  const size = await file.size()
  const opened = await openPlanFile({ size, read: (from, length) => file.read(from, length) }, null)
  if (!opened.ok) return null
  const { about, check } = opened.value
  const of = about.devices[0]
  const isWhole = about.plan === plan && of?.device === device && (await check()).ok
  return isWhole ? { device: of, records: () => recordsOf(opened.value) } : null
}

async function* recordsOf(file: OpenPlanFile): AsyncGenerator<readonly Uint8Array[]> {
  // It was checked a moment ago; what is damaged since then ends it.
  for await (const records of file.records()) if (records.ok) yield records.value
}

async function openIfThere(files: Files, path: string): Promise<OpenFile | null> {
  try {
    return await files.open(path, 'read')
  } catch (error) {
    if (isNoFile(error) || codeOf(error) === 'ENOENT') return null
    throw error
  }
}
