import type { Unnamed } from './sweep-files.ts'

export interface Note {
  read(): Promise<unknown>
  write(value: unknown): Promise<void>
}

/** What this device remembers of a plan's files beside their bytes. A note that cannot be read counts as never written. */
export interface FilesNote {
  keepsAll(): Promise<boolean>
  keepAll(keep: boolean): Promise<void>
  unnamed(): Promise<Unnamed>
  setUnnamed(unnamed: Unnamed): Promise<void>
}

interface Noted {
  readonly keepsAll: boolean
  readonly unnamed: Unnamed
}

export function createFilesNote(note: Note): FilesNote {
  let noted: Promise<Noted> | null = null
  const read = (): Promise<Noted> => (noted ??= note.read().then(notedIn, () => notedIn(null)))
  const write = async (part: Partial<Noted>): Promise<void> => {
    const next = { ...(await read()), ...part }
    await note.write(next)
    noted = Promise.resolve(next)
  }
  return {
    keepsAll: async () => (await read()).keepsAll,
    keepAll: (keepsAll) => write({ keepsAll }),
    unnamed: async () => (await read()).unnamed,
    async setUnnamed(unnamed) {
      if (JSON.stringify((await read()).unnamed) !== JSON.stringify(unnamed)) await write({ unnamed })
    },
  }
}

function notedIn(value: unknown): Noted {
  const { keepsAll, unnamed } = (value ?? {}) as { keepsAll?: unknown; unnamed?: unknown }
  const times = typeof unnamed === 'object' && unnamed !== null ? Object.entries(unnamed) : []
  return {
    keepsAll: keepsAll === true,
    unnamed: Object.fromEntries(times.filter((one): one is [string, number] => Number.isFinite(one[1]))),
  }
}
