import { fail, ok, type Result } from '../../model/result.ts'

const LONGEST = 500

/** The address of a server as people give it; `hasToken`: a secret goes along. Fails with a sentence. */
export function parseServerAddress(text: string, hasToken: boolean): Result<string> {
  const bad = (message: string): Result<never> => fail({ type: 'bad-address', message })
  const example = 'An address is like wss://plans.example.org or ws://192.168.1.20:1234.'
  if (text.length > LONGEST || !URL.canParse(text)) return bad(`This is no address of a server. ${example}`)
  const url = new URL(text)
  if (url.protocol === 'http:' || url.protocol === 'https:')
    return bad(`It has to begin with ws:// or wss://. ${example}`)
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') return bad(`This is no address of a server. ${example}`)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return bad('Name, password, question mark and # have no place in the address. A token is given apart from it.')
  if (hasToken && url.protocol === 'ws:' && !isThisMachine(url.hostname))
    return bad('A token over ws:// can be read by anybody on the way. Use wss://, or a server without a token.')
  return ok(url.href.replace(/\/+$/, ''))
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}
