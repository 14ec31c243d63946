import { CallFailed } from '../contract/calls.ts'
import type { Profile, Settings } from '../contract/host-info.ts'
import { codeOf } from './ports/files.ts'
import { fail, ok, type Result } from '../model/result.ts'

/** What this device remembers beside its plans: who works here, settings, the kept port, archived plans. */
export interface DeviceNotes {
  profile(): Profile | null
  setProfile(profile: Profile): Promise<void>
  settings(): Settings
  setSettings(settings: Settings): Promise<void>
  archived(): ReadonlySet<string>
  setArchived(plan: string, archived: boolean): Promise<void>
  port(): number | null
  setPort(port: number): Promise<void>
  sessions(): Readonly<Record<string, number>>
  setSessions(hashes: Record<string, number>): Promise<void>
  summaries(): Readonly<Record<string, NotedSummary>>
  /** Names that a plan was asked for by when its file already had another. */
  aliases(): Readonly<Record<string, string>>
  setAlias(plan: string, name: string): Promise<void>
  setSummary(plan: string, summary: NotedSummary | null): Promise<void>
}

/** The last known facts of a plan, so that the list of plans needs no plan to be opened. */
export interface NotedSummary {
  readonly name: string
  readonly items: number
  readonly lastChange: number | null
  readonly sample: boolean
}

/** A small file that is replaced whole: the old one or the new one, never half of it. */
export interface NoteFile {
  read(name: string): Promise<unknown>
  write(name: string, value: unknown): Promise<void>
}

const DEFAULT_SETTINGS: Settings = { theme: 'system', singleKeys: true }

interface Notes {
  profile: Profile | null
  settings: Settings
  archived: string[]
  port: number | null
  sessions: Record<string, number>
  summaries: Record<string, NotedSummary>
  aliases: Record<string, string>
}

/**
 * Reads all notes once; each write replaces one file. A damaged note counts as never written. A disk that fails while it is
 * read does not: what is there would be replaced by the next write.
 */
export async function openDeviceNotes(files: NoteFile): Promise<Result<DeviceNotes>> {
  let read: Notes
  try {
    read = await readNotes(files)
  } catch (error) {
    return fail({
      type: 'unreadable',
      message: `The data folder cannot be read: the disk fails (${codeOf(error) || 'unknown'}). Nothing was changed. Try again once the disk is well.`,
    })
  }
  return ok(notesOf(read, files))
}

async function readNotes(files: NoteFile): Promise<Notes> {
  const read = async <K extends keyof Notes>(name: K, otherwise: Notes[K]): Promise<Notes[K]> =>
    ((await files.read(name)) as Notes[K] | null | undefined) ?? otherwise
  return {
    profile: await read('profile', null),
    settings: { ...DEFAULT_SETTINGS, ...(await read('settings', DEFAULT_SETTINGS)) },
    archived: await read('archived', []),
    port: await read('port', null),
    sessions: await read('sessions', {}),
    summaries: await read('summaries', {}),
    aliases: await read('aliases', {}),
  }
}

function notesOf(notes: Notes, files: NoteFile): DeviceNotes {
  const write = async <K extends keyof Notes>(name: K, value: Notes[K]): Promise<void> => {
    try {
      await files.write(name, value)
    } catch (error) {
      throw new CallFailed(
        'not-kept',
        `It could not be kept: the disk takes no writing now (${codeOf(error) || 'unknown'}). Everything is as it was.`,
      )
    }
    notes[name] = value
  }
  return {
    profile: () => notes.profile,
    setProfile: (profile) => write('profile', profile),
    settings: () => notes.settings,
    setSettings: (settings) => write('settings', settings),
    archived: () => new Set(notes.archived),
    setArchived: (plan, archived) =>
      write(
        'archived',
        archived ? [...new Set([...notes.archived, plan])] : notes.archived.filter((id) => id !== plan),
      ),
    port: () => notes.port,
    setPort: (port) => write('port', port),
    sessions: () => notes.sessions,
    setSessions: (hashes) => write('sessions', hashes),
    aliases: () => notes.aliases,
    setAlias: (plan, name) => write('aliases', { ...notes.aliases, [plan]: name }),
    summaries: () => notes.summaries,
    setSummary: (plan, summary) => {
      const { [plan]: _gone, ...rest } = notes.summaries
      return write('summaries', summary === null ? rest : { ...rest, [plan]: summary })
    },
  }
}
