import { shell } from 'electron'

const ALLOWED = ['https:', 'mailto:']
const LONGEST = 2_000

/**
 * The only way from Ordinal to another program: a web page or a letter, in the program that the person uses for it.
 * Everything else - files, other schemes, links that are no links - is refused. True if it was handed on.
 */
export function openExternal(link: string): boolean {
  if (link.length > LONGEST || !URL.canParse(link)) return false
  const url = new URL(link)
  if (!ALLOWED.includes(url.protocol) || url.username !== '' || url.password !== '') return false
  shell.openExternal(url.href).catch((error: unknown) => console.error('A link could not be opened:', error))
  return true
}
