import {
  decodeNews,
  encodeGuest,
  type GuestIntent,
  type GuestNews,
  type GuestOut,
  type GuestRound,
  type RoundNews,
  type Shown,
} from '../contract/guest-messages.ts'
import { LONGEST_REASON, SALT_BYTES } from '../model/card.ts'
import { commitmentOf } from '../model/commitment.ts'
import { plainName } from '../model/plain-name.ts'
import { bytesToBase64url } from '../sync/noise/base64url.ts'
import type { ReflectionKind } from '../model/reflection.ts'
import type { GuestRole } from '../model/who-votes.ts'
import { guestVoter, saltOf } from '../sync/noise/guest-voter.ts'
import type { GuestKeys } from '../sync/noise/guest-link.ts'
import type { RandomBytes } from '../sync/noise/key-pair.ts'
import type { KeptSession } from './kept-session.ts'
import { knock, type RoomLink } from './knock.ts'
import { createPhoneSurvey, type PhoneSurvey } from './phone-survey.svelte.ts'
import type { Road } from './road.ts'

/** `asleep`: nobody answers, it goes on trying. `over`: it does not try any more. */
export type Phase = 'name' | 'calling' | 'waiting' | 'in' | 'asleep' | 'over'

/** What a guest wrote and the host has not answered yet. */
export type Saying = GuestIntent & { readonly is: 'comment' | 'question' | 'note' | 'request' }

/** What a guest does with one tap. */
type Tap = GuestIntent & { readonly is: 'vote' | 'confirm' }

/** The room as one phone sees it: comes in under a name, stays in through lost connections, says what the guest means. */
export interface GuestRoom {
  readonly phase: Phase
  readonly why: GuestOut | 'stranger' | 'left' | null
  readonly name: string
  /** What this guest is here: it decides in which rounds it has cards. */
  readonly role: GuestRole
  readonly plan: string
  readonly shown: Shown | null
  readonly round: GuestRound | null
  /** What is on this phone's card in it; null: none lies there. */
  readonly own: string | null
  readonly survey: PhoneSurvey
  /** Notes of the retrospective that this guest votes for. */
  readonly votes: readonly string[]
  readonly hand: boolean
  readonly saying: Saying | null
  /** News in one sentence, for whoever does not see the page. */
  readonly notice: string
  /** That what was said last has come; empty once the room shows something else. */
  readonly came: string
  /** Why the last words were not taken. */
  readonly trouble: string
  ask(name: string, role: GuestRole): void
  setRole(role: GuestRole): void
  /** Puts a card face down, or another in its place. Null takes it back. */
  put(face: string | null, reason?: string): void
  /** Says why, to all, as the lowest or the highest. */
  explain(said: string): void
  /** Resolves with whether it stands in the plan. */
  say(is: 'comment' | 'question' | 'request', item: string, text: string): Promise<boolean>
  /** A note of the retrospective. */
  note(kind: ReflectionKind, meeting: string, text: string): Promise<boolean>
  vote(note: string, on: boolean): void
  /** As a Developer: stands for what the planning on the shared screen pulls, or takes that back. */
  confirm(session: string, on: boolean): void
  setHand(up: boolean): void
  leave(): void
  /** Tries again at once where it waits to. */
  callNow(): void
}

/** What somebody who says something now speaks about. */
const subjectOf = (shown: Shown | null): string =>
  [shown?.screen, shown?.item?.id, shown?.meeting?.id].map((part) => part ?? '').join(' ')
const TAKEN: Readonly<Record<Saying['is'], string>> = {
  comment: 'Your comment is on the item.',
  question: 'Your question is on the item.',
  note: 'Your note is on the board.',
  request: 'Your request is in the inbox.',
}
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000
/** An unanswered call is cut off by the host after five seconds; where there is no host, by us. */
const CALL_MS = 8_000
const CROWD_MS = 10_000
/** A host whose disk takes nothing would ask for a card without end. */
const MOST_SHOWN = 5

export function createGuestRoom(parts: {
  readonly keys: GuestKeys
  readonly connect: () => Road
  readonly kept: KeptSession
  readonly random: RandomBytes
  readonly after: (milliseconds: number, then: () => void) => () => void
}): GuestRoom {
  const { kept, after } = parts
  let phase = $state<Phase>('name')
  let why = $state<GuestRoom['why']>(null)
  let name = $state(kept.name())
  let role = $state(kept.role())
  let plan = $state('')
  let shown = $state.raw<Shown | null>(null)
  let round = $state.raw<GuestRound | null>(null)
  let own = $state<string | null>(null)
  const voter = guestVoter(kept.own.publicKey)
  /** How often each commitment's card was shown on this connection. */
  const shownCards = new Map<string, number>()
  let votes = $state.raw<readonly string[]>([])
  /** Taps that the host has not answered yet, by ref. */
  const taps = new Map<string, Tap>()
  let hand = $state(false)
  let saying = $state.raw<Saying | null>(null)
  let notice = $state('')
  let came = $state('')
  let trouble = $state('')
  let link: RoomLink | null = null
  let pause = FIRST_PAUSE_MS
  let isCalling = false
  let stopWaiting: (() => void) | null = null
  let answered = (_: boolean): void => undefined
  const newRef = (): string => bytesToBase64url(parts.random(9))
  const survey = createPhoneSurvey({ send, newRef, say: (words) => (notice = words) })

  if (kept.name() !== '') void call()

  return {
    get phase() {
      return phase
    },
    get why() {
      return why
    },
    get name() {
      return name
    },
    get role() {
      return role
    },
    get plan() {
      return plan
    },
    get shown() {
      return shown
    },
    get round() {
      return round
    },
    get own() {
      return own
    },
    survey,
    get votes() {
      return votes
    },
    get hand() {
      return hand
    },
    get saying() {
      return saying
    },
    get came() {
      return came
    },
    get notice() {
      return notice
    },
    get trouble() {
      return trouble
    },
    ask(typed, as) {
      name = plainName(typed)
      if (name === '') return
      role = as
      kept.keepName(name, role)
      why = null
      void call()
    },
    setRole(next) {
      send({ is: 'role', role: next })
    },
    put(face, reason = '') {
      if (round === null || round.votes !== null) return
      // Shown at once; what lies in the plan says what counts.
      own = face
      if (face === null) return send({ is: 'card-commit', round: round.id, commit: null })
      const salt = saltOf(parts.random(SALT_BYTES))
      const sealed = { round: round.id, voter, face, reason: reason.slice(0, LONGEST_REASON), salt }
      const commit = commitmentOf(sealed)
      kept.cards.keep({ ...sealed, commit })
      send({ is: 'card-commit', round: round.id, commit })
    },
    explain(said) {
      if (round !== null) send({ is: 'card-say', round: round.id, said: said.slice(0, LONGEST_REASON) })
    },
    say: (is, item, text) => sayIt({ is, ref: newRef(), item, text }),
    note: (kind, item, text) => sayIt({ is: 'note', ref: newRef(), item, text, kind }),
    vote(note, on) {
      if (votes.includes(note) === on) return
      // Shown at once; what stands in the plan says what counts.
      votes = on ? [...votes, note] : votes.filter((one) => one !== note)
      tap({ is: 'vote', ref: newRef(), note, on })
    },
    confirm: (session, on) => tap({ is: 'confirm', ref: newRef(), session, on }),
    setHand(up) {
      hand = up
      send({ is: 'hand', up })
    },
    leave() {
      send({ is: 'bye' })
      end('left')
    },
    callNow() {
      if (phase !== 'asleep' || isCalling) return
      pause = FIRST_PAUSE_MS
      void call()
    },
  }

  function sayIt(said: Saying): Promise<boolean> {
    trouble = ''
    saying = said
    send({ ...said })
    return new Promise((resolve) => (answered = resolve))
  }

  function tap(said: Tap): void {
    trouble = ''
    taps.set(said.ref, said)
    send(said)
  }

  async function call(): Promise<void> {
    if (isCalling || link !== null) return
    isCalling = true
    stopWaiting?.()
    if (phase !== 'asleep') phase = 'calling'
    const road = parts.connect()
    const stopCall = after(CALL_MS, () => road.close())
    const found = await knock(road, { keys: parts.keys, own: kept.own, random: parts.random })
    stopCall()
    isCalling = false
    if ((phase as Phase) === 'over') return typeof found === 'string' ? undefined : found.close()
    if (found === 'stranger') return end('stranger')
    if (found === 'silence') return sleep()
    link = found
    shownCards.clear()
    send({ is: 'ask', name, role })
    // What was said while the road broke may not have come; by its ref it is taken once.
    if (saying !== null) send({ ...saying })
    survey.sendAgain()
    for (const said of taps.values()) send(said)
    found.onMessage((bytes) => {
      if (link !== found) return
      const news = bytes === null ? null : decodeNews(bytes)
      if (news !== null && news !== 'unknown') return heed(news)
      if (news === 'unknown') return
      link = null
      found.close()
      sleep()
    })
  }

  function heed(news: GuestNews): void {
    switch (news.is) {
      case 'waiting':
        phase = 'waiting'
        return
      case 'in':
        if (phase !== 'in') notice = `You are in the room as ${news.name}.`
        ;[phase, name, role, plan] = ['in', news.name, news.role, news.plan]
        hand = news.hand
        pause = FIRST_PAUSE_MS
        return
      case 'shown':
        if (news.shown.item !== null && news.shown.item.id !== shown?.item?.id)
          notice = `The room shows ${news.shown.item.key}: ${news.shown.item.title}`
        if (subjectOf(news.shown) !== subjectOf(shown)) came = ''
        shown = news.shown
        return
      case 'round':
        if (news.round !== null && news.round.id !== round?.id) notice = askWords(news.round)
        else if (news.round?.votes && round?.votes === null) notice = 'The cards are turned.'
        if (news.round?.said === '' && round?.said !== '')
          notice = 'Your card lies far from the others. The room asks you why.'
        round = news.round
        own = kept.cards.withCommit(news.round?.commit ?? '')?.face ?? null
        showOwn(news.toShow)
        return
      case 'survey':
        return survey.told(news.survey)
      case 'votes':
        // Of taps that are still on their way the host tells once more.
        if (taps.size === 0) votes = news.notes
        return
      case 'hand':
        if (hand && !news.up) notice = 'Your hand is down.'
        hand = news.up
        return
      case 'done':
        if (survey.heard(news.ref, news.taken, news.message)) return
        if (taps.delete(news.ref)) {
          trouble = news.taken ? '' : news.message
          return
        }
        if (saying?.ref !== news.ref) return
        came = news.taken ? TAKEN[saying.is] : ''
        if (news.taken) notice = came
        trouble = news.taken ? '' : news.message
        saying = null
        return answered(news.taken)
      case 'out':
        end(news.why)
        // Others are let in meanwhile.
        if (news.why === 'crowd') stopWaiting = after(CROWD_MS, () => void call())
        return
    }
  }

  /** By itself, once its round is turned: only what is listed, and never before. A host that could not keep it asks again. */
  function showOwn(toShow: RoundNews['toShow']): void {
    for (const { round: id, commit } of toShow) {
      const card = kept.cards.withCommit(commit)
      const times = shownCards.get(commit) ?? 0
      if (card === null || times === MOST_SHOWN) continue
      shownCards.set(commit, times + 1)
      const { face, reason, salt } = card
      send({ is: 'card-reveal', round: id, face, reason, salt })
    }
  }

  function sleep(): void {
    if (phase === 'over') return
    // The page says so itself; this is for when it is back.
    notice = ''
    phase = 'asleep'
    stopWaiting = after(pause, () => void call())
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2)
  }

  function end(reason: NonNullable<GuestRoom['why']>): void {
    phase = 'over'
    why = reason
    stopWaiting?.()
    if (reason === 'closed' || reason === 'left') kept.forget()
    const over = link
    link = null
    over?.close()
  }

  function send(intent: GuestIntent): void {
    link?.send(encodeGuest(intent))
  }
}

function askWords({ kind, key, question }: GuestRound): string {
  return kind === 'estimate' ? `The room asks for your estimate of ${key}.` : `The room asks: ${question}`
}
