import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CommandRefused } from './errors.ts'

/** What stands in every data folder, in the open or encrypted. */
const SIGNS = /^(plans|device\.key(\.second)?|folder-mark|(\.(sealing|closed)-)?[a-z2-7]{26}|\.opening-.*)$/

/**
 * Runs a command on a data folder. Most commands make sense only where there is one: a folder that somebody mistyped is named,
 * and not made. One that may begin a folder, and is refused before it has a plan in it, leaves nothing behind.
 */
export async function onDataFolder<T>(
  folder: string,
  { begins }: { begins: boolean },
  act: () => Promise<T>,
): Promise<T> {
  const found = await readdir(folder).catch(whyNotListed)
  const isThere = found !== null && (found === 'unreadable' || found.some((name) => SIGNS.test(name)))
  if (isThere) return act()
  if (!begins) throw new CommandRefused(`There is no data folder at ${folder}.`)
  const made = found === null ? await missingAbove(folder) : []
  try {
    return await act()
  } catch (error) {
    // Somebody else's files stay, whatever happens.
    if (found === null || found.length === 0) await clear(folder, found === null, made)
    throw error
  }
}

/** The folders above it that are not there either, the innermost first. */
async function missingAbove(folder: string): Promise<string[]> {
  const missing: string[] = []
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    if (await stat(above).catch(() => null)) break
    missing.push(above)
  }
  return missing
}

async function clear(folder: string, itself: boolean, above: readonly string[]): Promise<void> {
  const plans = await readdir(join(folder, 'plans')).catch(() => [])
  if (plans.length > 0) return
  try {
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
    if (itself) for (const one of [folder, ...above]) await rmdir(one)
  } catch {
    // It says nothing of the command; what is left is empty of plans.
  }
}

/** Whoever opens it says in a sentence why it cannot be read. */
function whyNotListed(error: NodeJS.ErrnoException): null | 'unreadable' {
  return error.code === 'ENOENT' ? null : 'unreadable'
}
