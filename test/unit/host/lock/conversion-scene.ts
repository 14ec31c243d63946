import { join } from 'node:path'
import { openFolder, sealFolder } from '../../../../src/host/lock/convert-folder.ts'
import { COST, wrapKey } from '../../../../src/host/lock/wrapped-key.ts'
import { isNoContent, isSealedName, settleFolder } from '../../../../src/host/lock/sealed-folder.ts'
import type { KeyFile } from '../../../../src/host/lock/key-file.ts'
import { filesBelow } from '../../../../src/host/lock/copy-tree.ts'
import { encryptedFiles } from '../../../../src/host/ports/encrypted-files.ts'
import type { Files } from '../../../../src/host/ports/files.ts'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { writeWhole } from '../../../../src/host/vault/json-file.ts'
import { seededRandom } from '../vault/seeded-random.ts'

export type ConversionKind = 'seal' | 'open' | 'seal anew'

const ROOT = '/data'
const OLD = { inside: 'a'.repeat(26), key: new Uint8Array(32).fill(1) }
const NEW = { inside: 'b'.repeat(26), key: new Uint8Array(32).fill(2) }
const CONTENT: Readonly<Record<string, string>> = {
  'profile.json': '{"name":"Quillfeather"}',
  'folder-mark': 'Tells this folder from a copy of it.',
  'plans/xyzzy/journal-000001': 'ORDJRNL1 '.repeat(2000),
  'plans/xyzzy/plan.json': '{"id":"xyzzy"}',
  'removed/old/plan.json': '',
}

export const keyFileOf = (key: Uint8Array, serial: number): KeyFile => ({
  v: 1,
  serial,
  cost: COST,
  salt: new Uint8Array(16),
  byPassphrase: null,
  byRecoveryCode: wrapKey(key, new Uint8Array(32)),
  byKeychain: null,
})

/** Converts a small folder on a disk whose power goes at that call, and starts again on what is left. */
export async function convertedFolder(kind: ConversionKind, { cutAt, seed }: { cutAt: number; seed: number }) {
  const disk = createMemoryFiles()
  await disk.makeFolder(ROOT)
  await put(disk)
  if (kind !== 'seal') await sealFolder(conversion(disk), null, OLD, keyFileOf(OLD.key, 1))
  await writeWhole(disk, join(ROOT, 'lock'), new TextEncoder().encode('{}'))
  await syncAll(disk, ROOT)
  await disk.syncFolder('/')
  const counting = countCalls(disk, cutAt)
  try {
    if (kind === 'seal') await sealFolder(conversion(counting.files), null, NEW, keyFileOf(NEW.key, 1))
    else if (kind === 'open') await openFolder(conversion(counting.files), OLD)
    else await sealFolder(conversion(counting.files), OLD, NEW, keyFileOf(NEW.key, 2))
  } catch (error) {
    if (cutAt === Infinity) throw error
  }
  const files = cutAt === Infinity ? disk : disk.afterPowerCut(seededRandom(seed))
  const settled = await settleFolder(files, ROOT)
  const judged = settled.ok
    ? await judge(files, kind, settled.value?.inside ?? null)
    : { found: 'neither', why: settled.error.message }
  await files.remove(join(ROOT, 'lock'))
  const inside = settled.ok ? (settled.value?.inside ?? null) : null
  const leftovers = (await files.list(ROOT)).filter((name) =>
    inside !== null ? name !== inside : isNoContent(name) || name.startsWith('.'),
  )
  return { ...judged, leftovers, files, root: ROOT, inside: inside ?? '', calls: counting.calls() }
}

async function judge(files: Files, kind: ConversionKind, inside: string | null) {
  const was = kind === 'seal' ? null : OLD
  const is = kind === 'open' ? null : NEW
  for (const [found, sealing] of [
    ['old', was],
    ['new', is],
  ] as const) {
    if ((sealing?.inside ?? null) !== inside) continue
    const view = sealing === null ? files : encryptedFiles(files, { root: ROOT, inside: sealing.inside }, sealing.key)
    const why = await differs(view)
    return { found: why === '' ? found : 'half', why }
  }
  return { found: 'neither', why: `sealed in ${inside}` }
}

async function differs(view: Files): Promise<string> {
  for (const [name, text] of Object.entries(CONTENT)) {
    const content = await view.read(join(ROOT, name)).catch((error: unknown) => error)
    if (!(content instanceof Uint8Array)) return `${name}: ${String(content)}`
    if (new TextDecoder().decode(content) !== text) return `${name} is other`
  }
  const names = (await filesBelow(view, ROOT)).map((path) => path.slice(ROOT.length + 1))
  const others = names.filter(
    (name) => !(name in CONTENT) && name !== 'lock' && !isSealedName(name.split('/')[0] ?? ''),
  )
  return others.length === 0 ? '' : `also there: ${others.join()}`
}

async function put(files: Files): Promise<void> {
  for (const [name, text] of Object.entries(CONTENT)) {
    const path = join(ROOT, name)
    await files.makeFolder(join(path, '..'))
    await writeWhole(files, path, new TextEncoder().encode(text))
  }
}

async function syncAll(files: Files, path: string): Promise<void> {
  if ((await files.kind(path)) !== 'folder') return
  for (const name of await files.list(path)) await syncAll(files, join(path, name))
  await files.syncFolder(path)
}

const conversion = (files: Files) => ({ files, root: ROOT, machine: 'here', onProgress: () => undefined })

function countCalls(disk: MemoryFiles, cutAt: number): { files: Files; calls: () => number } {
  let calls = 0
  const count = (): void => {
    if (++calls === cutAt) disk.powerOff()
  }
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const value: unknown = Reflect.get(of, name)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]) => {
          count()
          const answer: unknown = await (value as (...all: unknown[]) => unknown).apply(of, args)
          return name === 'open' ? counted(answer as object) : answer
        }
      },
    })
  return { files: counted(disk as Files), calls: () => calls }
}
