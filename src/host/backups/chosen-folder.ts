import { isAbsolute, join, relative, sep } from 'node:path'
import { fail, ok, type Result } from '../../model/result.ts'
import { codeOf } from '../ports/files.ts'
import type { Folders } from '../ports/folders.ts'
import { writeWhole } from '../vault/json-file.ts'
import { withoutFolderSync, type FilesFor } from './backup-jobs.ts'
import type { Place } from './place.ts'

/** In the folder of the person's choice: everything of ours lies in here, a folder a plan. */
export const OUTER = 'Ordinal backups'
/** Says that this is the folder that was chosen, and not the empty place where a stick was. */
const MARK = 'About these backups.txt'
const ABOUT = `Backups of plans, made by Ordinal. Each folder here is complete: take it to another machine and say

  ordinal restore "<the folder>"

Leave this file here: by it Ordinal knows the folder again.
`

export interface OuterPlaces {
  /** Makes it the chosen folder, or says why it cannot be. */
  choose(folder: string): Promise<Result<string>>
  /** Empty if it is there and is the one that was chosen, else a sentence. */
  trouble(folder: string): Promise<string>
  /** Places of all plans that have backups there, by plan id. */
  all(folder: string): Promise<ReadonlyMap<string, Place>>
  /** Where a plan's backups go; it may not be there yet. */
  of(folder: string, plan: string, planName: string): Promise<Place>
}

export function createOuterPlaces(parts: {
  readonly filesFor: FilesFor
  readonly folders: Folders
  readonly dataFolder: string
  /** Where the data folder is encrypted, a plan's name must not stand in the name of a folder. */
  readonly namesAreSecret: () => boolean
}): OuterPlaces {
  const { filesFor, folders } = parts
  const placeOf = (folder: string): Place => ({ files: withoutFolderSync(filesFor(folder)), folder, isOurs: false })

  const outer: OuterPlaces = {
    async choose(folder) {
      const refuse = (message: string) => fail({ type: 'bad-folder', message })
      if (!isAbsolute(folder)) return refuse('Say the whole path of the folder, from the top of the disk.')
      const files = withoutFolderSync(filesFor(folder))
      try {
        if ((await folders.disk(folder)) === null) return refuse(`There is no folder ${folder}.`)
        const real = await folders.real(folder)
        if (isWithin(await folders.real(parts.dataFolder), real))
          return refuse(
            `${folder} lies in the folder that holds the plans. What happens to them would happen to the backups; choose another place.`,
          )
        await files.makeFolder(join(real, OUTER))
        await files.syncFolder(real)
        await writeWhole(files, join(real, OUTER, MARK), new TextEncoder().encode(ABOUT))
        return ok(real)
      } catch (error) {
        return refuse(`${folder} cannot be used: ${whyNot(error)}. Nothing was changed.`)
      }
    },
    async trouble(folder) {
      try {
        if ((await folders.disk(folder)) === null)
          return `The folder for backups, ${folder}, is not there now. Backups in the data folder go on; what is missing there is written by itself when it is back.`
        if ((await filesFor(folder).kind(join(folder, OUTER, MARK))) === null)
          return `${folder} is there, but not what Ordinal put in it; it may be another stick or the empty place of one. Nothing is written there until the right one is back or you choose the folder again. Backups in the data folder go on.`
        return ''
      } catch (error) {
        return outerTrouble(folder, error)
      }
    },
    async all(folder) {
      const files = filesFor(folder)
      const places = new Map<string, Place>()
      const home = join(folder, OUTER)
      if ((await files.kind(home)) !== 'folder') return places
      for (const name of await files.list(home)) {
        const plan = /(?:^|\s)([a-z0-9][a-z0-9-]{0,63})$/i.exec(name)?.[1]
        if (plan !== undefined && (await files.kind(join(home, name))) === 'folder' && !places.has(plan))
          places.set(plan, placeOf(join(home, name)))
      }
      return places
    },
    async of(folder, plan, planName) {
      const there = (await outer.all(folder)).get(plan)
      return (
        there ?? placeOf(join(folder, OUTER, parts.namesAreSecret() ? plan : `${safeName(planName)} ${plan}`.trim()))
      )
    },
  }
  return outer
}

export function outerTrouble(folder: string, error: unknown): string {
  return `The folder for backups, ${folder}, cannot be written now: ${whyNot(error)}. Backups in the data folder go on, and it is tried again by itself.`
}

export function whyNot(error: unknown): string {
  const code = codeOf(error)
  const words: Record<string, string> = {
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk is full',
    ENOENT: 'it is not there',
    ENODEV: 'the disk is not there',
    EIO: 'the disk does not answer as it should',
    ENOTDIR: 'a part of that path is a file',
    EEXIST: 'a part of that path is a file',
    EISDIR: 'a folder or something else stands where a file should',
    ELOOP: 'the links in that path lead round in a ring',
    EFBIG: 'a file there is too large',
    ENAMETOOLONG: 'that path is too long',
    ERR_INVALID_ARG_VALUE: 'that is no path',
  }
  return words[code] ?? (code || (error instanceof Error ? error.message.replace(/\.$/, '') : 'it failed'))
}

/** As a name that every system takes. */
function safeName(name: string): string {
  return [...name.normalize('NFC')]
    .map((letter) => (/[<>:"/\\|?*\p{Cc}\p{Cf}]/u.test(letter) ? ' ' : letter))
    .slice(0, 60)
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '')
}

function isWithin(outer: string, path: string): boolean {
  const way = relative(outer, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
