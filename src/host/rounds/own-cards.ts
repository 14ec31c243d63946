import { putCard, showCard } from '../../commands/rounds.ts'
import type { Command } from '../../commands/command.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { OwnCards } from '../../contract/round-calls.ts'
import { commitmentOf } from '../../model/commitment.ts'
import type { Plan } from '../../doc/plan.ts'
import { SALT_BYTES, type SealedCard } from '../../model/card.ts'
import type { Author } from '../../model/envelope.ts'
import type { Failure } from '../../model/result.ts'
import { listing, phaseOf } from '../../model/round.ts'
import { readKeptCards, type KeptCard } from './kept-cards.ts'

export interface OwnCardsParts {
  readonly plan: Plan
  /** This device: its cards go under this name. */
  readonly voter: string
  readonly note: { read(): Promise<unknown>; write(value: unknown): Promise<void> }
  /** From a source of secrets. */
  readonly randomBytes: (length: number) => Uint8Array
  readonly run: <Args, F extends Failure, Value>(
    author: Author,
    command: Command<Args, F, Value>,
    args: Args,
  ) => Promise<Value>
  /** Runs something once after so many milliseconds; the answer calls it off. */
  readonly later: (ms: number, act: () => void) => () => void
  readonly onFault: (error: unknown) => void
}

/** Cards of rounds that are over and that nobody was shown. */
const MOST_OVER = 100
/** A disk that took nothing is asked again after so long. */
const AGAIN_MS = 5_000

/**
 * The cards of this device in secret rounds. What is on one lies in a note of this host, before its commitment goes to anybody,
 * and is shown by itself once the round is turned and lists it: whoever put it wanted that. Also after a restart, or days away.
 */
export interface HostCards {
  own(): Promise<OwnCards>
  put(card: {
    readonly round: string
    readonly face: string | null
    readonly reason: string
    readonly name: string
    readonly author: Author
  }): Promise<OwnCards>
  /** Shows what may be shown now, and forgets what is over. Resolves when it is done. */
  look(): Promise<void>
  end(): void
}

export function createHostCards(parts: OwnCardsParts): HostCards {
  const { plan, voter, note } = parts
  let kept: readonly KeptCard[] | null = null
  let under: Promise<unknown> = Promise.resolve()
  let isOver = false
  let stopWaiting = (): void => undefined
  const stop = plan.onChange(({ tables }) => {
    if (tables.has('rounds')) void lookSoon()
  })

  return {
    own: () => inTurn(async () => answer(await load())),
    put: ({ round, face, reason, name, author }) =>
      inTurn(async () => {
        const before = await load()
        if (face !== null && plan.row('rounds', round)?.deck.includes(face) !== true)
          throw new CallFailed('bad-value', 'This round has no such card.')
        const made = face === null ? null : seal({ round, voter, face, reason }, author)
        // An earlier one of this round stays until the round is over: an undo may bring its commitment back.
        if (made !== null) await save([...before, made])
        try {
          await parts.run(author, putCard, { round, voter, name, commit: made?.commit ?? null })
        } catch (error) {
          if (made !== null) await save(before)
          throw error
        }
        return answer(kept ?? [])
      }),
    look: lookSoon,
    end() {
      isOver = true
      stop()
      stopWaiting()
    },
  }

  function lookSoon(): Promise<void> {
    return inTurn(async () => {
      if (isOver) return
      const left: KeptCard[] = []
      const all = await load()
      for (const card of all) if (!(await isDone(card))) left.push(card)
      const over = left.filter(isPast).slice(0, -MOST_OVER)
      if (left.length < all.length || over.length > 0) await save(left.filter((card) => !over.includes(card)))
    }).catch((error: unknown) => {
      // A plan that is closed or opened anew meanwhile: the next host looks again.
      if (isOver || (error instanceof CallFailed && ['closed', 'opened-anew', 'read-only'].includes(error.type))) return
      parts.onFault(error)
      stopWaiting()
      stopWaiting = parts.later(AGAIN_MS, () => void lookSoon())
    })
  }

  /** Whether there is nothing left to do with it. */
  async function isDone({ commit, author, ...card }: KeptCard): Promise<boolean> {
    const round = plan.row('rounds', card.round)
    // Its round may be on a record that is not here again yet.
    if (round === undefined) return false
    if (phaseOf(round) !== 'turned') return false
    if (!round.turned.includes(listing(card.voter, commit))) return false
    const { round: id, voter: by, face, reason, salt } = card
    try {
      await parts.run(author, showCard, { round: id, voter: by, face, reason, salt })
    } catch (error) {
      // What the plan does not take now it never takes; a disk that fails is asked again.
      const isRefused = error instanceof CallFailed && ['missing', 'wrong-phase', 'bad-value'].includes(error.type)
      if (!isRefused) throw error
    }
    return true
  }

  /** Its round is over for now. An undo opens it again, and with it the card. */
  function isPast({ round: id }: KeptCard): boolean {
    const round = plan.row('rounds', id)
    return round !== undefined && ['settled', 'cancelled'].includes(phaseOf(round))
  }

  function seal(card: Omit<SealedCard, 'salt'>, author: Author): KeptCard {
    const salt = Buffer.from(parts.randomBytes(SALT_BYTES)).toString('hex')
    return { ...card, salt, commit: commitmentOf({ ...card, salt }), author }
  }

  /** What lies there by the plan, and what was shown by now stands in it. */
  function answer(cards: readonly KeptCard[]): OwnCards {
    const put = new Set(
      [...plan.rows('cards').values()].filter((card) => card.voter === voter).map((card) => card.commit),
    )
    return {
      voter,
      cards: cards.filter(({ commit }) => put.has(commit)).map(({ round, face, reason }) => ({ round, face, reason })),
    }
  }

  async function load(): Promise<readonly KeptCard[]> {
    kept ??= readKeptCards(await note.read())
    return kept
  }

  async function save(cards: readonly KeptCard[]): Promise<void> {
    await note.write(cards)
    kept = cards
  }

  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = under.then(act)
    under = next.catch(() => undefined)
    return next
  }
}
