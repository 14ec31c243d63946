const PART = /^[A-Za-z0-9_-]{1,64}$/
const INVITE = /^ordinal:\/\/join\/?#[A-Za-z0-9_-]{1,600}$/

/**
 * The place in the app that an `ordinal://p/<plan>/backlog/<item>` link names, as a hash path, or null if it is no such
 * link. Anybody can write a link: only plain ids and screen names pass, and following one only ever shows something. An
 * invite, `ordinal://join/#...`, fills the field of the page on which a person may then knock.
 */
export function placeOfLink(link: string): string | null {
  if (INVITE.test(link)) return `#/join?${new URLSearchParams({ invite: link }).toString()}`
  if (!URL.canParse(link)) return null
  const url = new URL(link)
  if (url.protocol !== 'ordinal:' || url.search !== '' || url.hash !== '') return null
  const parts = [url.host, ...url.pathname.split('/').filter(Boolean)]
  const known = parts[0] === 'p' && parts.length >= 2 && parts.length <= 5
  return known && parts.every((part) => PART.test(part)) ? `#/${parts.join('/')}` : null
}

/** The first such link among the words of a command line. */
export function placeOfCommandLine(words: readonly string[]): string | null {
  return words.map(placeOfLink).find((place) => place !== null) ?? null
}
