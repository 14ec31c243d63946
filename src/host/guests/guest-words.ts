import { createHash } from 'node:crypto'
import { addComment } from '../../commands/comments.ts'
import { addReflection } from '../../commands/reflections.ts'
import { makeRequest } from '../../commands/requests.ts'
import { CallFailed } from '../../contract/calls.ts'
import { LONGEST_WORDS, type GuestIntent } from '../../contract/guest-messages.ts'
import { phaseOfSession } from '../../model/session.ts'
import { createAllowance } from '../../sync/session/allowance.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'

export type Said = GuestIntent & { readonly is: 'comment' | 'question' | 'note' | 'request' }

/** Writes what one guest says into the plan, on the host's own line and under the guest's name. */
export interface GuestWords {
  /**
   * Empty once it is on disk, else why it was not taken. What comes again by the same `ref` is not written again, also where this
   * host was restarted in between.
   */
  say(said: Said): Promise<string>
}

/** What is written stays for ever: at once, and a second. */
const WORDS = { atOnce: 8, aSecond: 0.2 }
const MOST_REMEMBERED = 100
const ID_LENGTH = 22

export function createGuestWords(parts: {
  /** What the guest proved. */
  readonly key: string
  readonly name: string
  readonly host: () => Pick<PlanHost, 'plan' | 'run'>
  /** Whether the room showed this item at some time. */
  readonly wasShown: (item: string) => boolean
  readonly clock: Clock
  readonly onFault: (what: string, error: unknown) => void
}): GuestWords {
  const mayWrite = createAllowance({ ...WORDS, now: () => parts.clock.now() })
  const heard = new Map<string, Promise<string>>()

  return {
    async say(said) {
      let writing = heard.get(said.ref)
      if (writing === undefined) {
        if (!mayWrite.takes(1)) return TOO_MUCH
        writing = write(said)
        heard.set(said.ref, writing)
        if (heard.size > MOST_REMEMBERED) heard.delete([...heard.keys()][0] as string)
      }
      const trouble = await writing
      // What was not taken may be sent again.
      if (trouble !== '') heard.delete(said.ref)
      return trouble
    },
  }

  async function write(said: Said): Promise<string> {
    const { is, ref, item, text } = said
    const id = createHash('sha256').update(`guest said\n${parts.key}\n${ref}`).digest('base64url').slice(0, ID_LENGTH)
    // The answer may have been lost with the host that wrote it.
    const { plan } = parts.host()
    if ((['comments', 'reflections', 'requests'] as const).some((table) => plan.row(table, id) !== undefined)) return ''
    if (is === 'note' || is === 'request' ? !isMeetingOn(item, is) : !parts.wasShown(item))
      return is === 'note' || is === 'request' ? NOT_ON : NOT_SHOWN
    const author = { person: null, role: 'guest', forTeam: null, guest: parts.name }
    try {
      if (is === 'note')
        await parts.host().run(author, addReflection, { id, session: item, kind: said.kind, words: text })
      else if (is === 'request') await parts.host().run(author, makeRequest, { id, ...asked(text), ...within(item) })
      else await parts.host().run(author, addComment, { id, item, text, asks: is === 'question' })
      return ''
    } catch (error) {
      if (error instanceof CallFailed) return error.message
      parts.onFault('what a guest said', error)
      return NOT_KEPT
    }
  }

  function isMeetingOn(id: string, is: 'note' | 'request'): boolean {
    const session = parts.host().plan.row('sessions', id)
    const kind = is === 'note' ? 'retrospective' : 'review'
    return session?.deleted === null && session.kind === kind && phaseOfSession(session) === 'on'
  }

  function within(session: string): { readonly session: string; readonly sprint: string | null } {
    return { session, sprint: parts.host().plan.row('sessions', session)?.sprint ?? null }
  }
}

/** Its first line is what is asked for; all of it is kept where it is more than that. */
function asked(text: string): { readonly title: string; readonly words: string } {
  const first = text.split('\n', 1)[0]?.trim() ?? ''
  const title = first.length > LONGEST_TITLE ? `${first.slice(0, LONGEST_TITLE - 1)}…` : first
  return { title, words: title === text ? '' : text.slice(0, LONGEST_WORDS) }
}

const LONGEST_TITLE = 200
const NOT_ON = 'That meeting is over. What you typed is still here.'
const TOO_MUCH = 'You write faster than the room can read. Wait a moment and send it again.'
const NOT_SHOWN = 'The room does not show that item. What you typed is still here.'
const NOT_KEPT = 'It could not be kept in the plan. What you typed is still here; send it again in a moment.'
