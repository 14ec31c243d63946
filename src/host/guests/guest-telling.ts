import type { GuestSurvey, RoundNews } from '../../contract/guest-messages.ts'
import type { Clock } from '../ports/clock.ts'
import { tellGuest, type Guest } from './guest.ts'
import type { ShownScreen } from './shown-screen.ts'

/** Tells phones what the room shows and asks, each only what is new for it. */
export interface GuestTelling {
  /** It came in: all there is. */
  welcome(guest: Guest): void
  /** Who and what it is in the room. */
  introduce(guest: Guest): void
  /** Next time it is told of the round, whether that changed or not. */
  repeatRound(guest: Guest): void
  /** Likewise of its votes. */
  repeatVotes(guest: Guest): void
  /** Something may be another. What changes within a moment is told once. */
  soon(): void
  /** Somebody came, left or raised a hand: whoever looks at the room is told as well. */
  someoneMoved(): void
  stop(): void
}

const TELL_MS = 80
/** A phone that takes nothing is told no more until it does. */
const BEHIND = 1_000_000

/** As JSON, but for what is the same for all. */
interface Told {
  shown: Uint8Array | null
  round: string
  survey: string
  votes: string
}

export function createGuestTelling(parts: {
  readonly clock: Clock
  readonly screen: ShownScreen
  readonly here: () => readonly Guest[]
  /** The round that is on, as each sees it; looked up once for all that are told. */
  readonly roundNow: () => (guest: Guest) => RoundNews
  /** The survey that is open, likewise. */
  readonly surveyNow: () => (guest: Guest) => GuestSurvey | null
  /** What it voted for in the meeting that is shown. */
  readonly votesNow: () => (guest: Guest) => readonly string[]
  readonly planName: () => string
  readonly onPresence: () => void
}): GuestTelling {
  const { screen } = parts
  /** What each was told last. */
  const told = new WeakMap<Guest, Told>()
  let hasMoved = false
  let stop: (() => void) | null = null

  const telling: GuestTelling = {
    welcome(guest) {
      told.delete(guest)
      telling.introduce(guest)
      screen.refresh()
      tellOne(guest, parts.roundNow(), parts.surveyNow(), parts.votesNow())
    },
    introduce(guest) {
      const { name, role, hand } = guest
      tellGuest(guest, { is: 'in', name, role, plan: parts.planName().slice(0, 200), hand })
    },
    repeatRound: (guest) => void (toldTo(guest).round = ''),
    repeatVotes: (guest) => void (toldTo(guest).votes = ''),
    soon: () => void (stop ??= parts.clock.after(TELL_MS, tellAll)),
    someoneMoved() {
      // Fifty who come at once are told as one.
      hasMoved = true
      telling.soon()
    },
    stop() {
      stop?.()
      stop = null
    },
  }
  return telling

  function tellAll(): void {
    stop = null
    const isElsewhere = screen.refresh()
    if (isElsewhere || hasMoved) parts.onPresence()
    hasMoved = false
    const [roundOf, surveyOf, votesOf] = [parts.roundNow(), parts.surveyNow(), parts.votesNow()]
    for (const guest of parts.here()) tellOne(guest, roundOf, surveyOf, votesOf)
  }

  function tellOne(
    guest: Guest,
    roundOf: (guest: Guest) => RoundNews,
    surveyOf: (guest: Guest) => GuestSurvey | null,
    votesOf: (guest: Guest) => readonly string[],
  ): void {
    if (guest.link === null || guest.link.waiting() > BEHIND) return
    const last = toldTo(guest)
    if (last.shown !== screen.news()) guest.link.send(screen.news())
    last.shown = screen.news()
    const news = roundOf(guest)
    const words = JSON.stringify(news)
    if (last.round !== words) tellGuest(guest, { is: 'round', ...news })
    last.round = words
    const survey = surveyOf(guest)
    const asked = JSON.stringify(survey)
    if (last.survey !== asked) tellGuest(guest, { is: 'survey', survey })
    last.survey = asked
    const notes = votesOf(guest)
    const voted = JSON.stringify(notes)
    if (last.votes !== voted) tellGuest(guest, { is: 'votes', notes: [...notes] })
    last.votes = voted
  }

  function toldTo(guest: Guest): Told {
    const last = told.get(guest) ?? { shown: null, round: '', survey: '', votes: '[]' }
    told.set(guest, last)
    return last
  }
}
