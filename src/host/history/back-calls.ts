import { decidesBacklog, mayBringBack, mayTakeBack } from '../../commands/bring-back.ts'
import type { Refusal } from '../../commands/command.ts'
import type { HandlersOf } from '../../contract/call.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { BackPlan, BroughtBack, HISTORY_CALLS } from '../../contract/history-calls.ts'
import { MAX_ENTRIES, type Author, type Entry } from '../../model/envelope.ts'
import type { Random } from '../../model/id.ts'
import { applySteps, bringBackEntry } from '../../sync/bring-back-apply.ts'
import { takeBackEntry } from '../../sync/take-back-entry.ts'
import { applyOpposite, type Undone } from '../../sync/undo-apply.ts'
import type { Seat } from '../hub.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Plans } from '../plans.ts'
import { summed } from '../undo-change.ts'
import type { Position } from '../vault/position.ts'
import type { Vault } from '../vault/vault.ts'
import { MAX_LEFT, readPart, type BackPart, type BackWork } from './back-work.ts'
import { createTally } from './back-tally.ts'
import { breath } from './breath.ts'
import { planPlace } from './history-calls.ts'
import type { History } from './history.ts'

type BackCallName = 'history.bringBack' | 'history.takeBack'

export interface Backs {
  readonly calls: Pick<HandlersOf<typeof HISTORY_CALLS, Seat>, BackCallName>
  /** The same from a state at hand (Yjs V1), such as a backup's. Makes no backup before: the caller has. */
  bringBackState(
    host: PlanHost,
    oldState: Uint8Array,
    what: BroughtBack,
    why: string,
    author: Author,
    preview: boolean,
  ): Promise<BackPlan>
}

/**
 * Taking work back and bringing the past back. What is to be written is found beside the host, from the files; the host
 * writes it in parts, all under one change, and leaves alone what somebody changed meanwhile.
 */
export function createBacks(parts: {
  readonly history: Pick<History, 'ask'>
  readonly plans: Plans
  readonly vault: Vault
  readonly now: () => number
  readonly random: Random
  readonly newId: () => string
  /** Makes a proven backup of what the journal holds up to there; never rejects, and nobody waits for it. */
  readonly backUpFirst?: (plan: string, reason: 'before-take-back' | 'before-restore', upTo: Position) => Promise<void>
}): Backs {
  const { history, plans, vault } = parts

  return {
    calls: {
      async 'history.takeBack'(_, { plan, what, since, why, author, preview }) {
        const host = await plans.open(plan)
        refuse(mayTakeBack({ plan: host.plan, author }, what))
        await host.flushed()
        const taken = { what, since: what.kind === 'change' ? null : since }
        const place = await planPlace(vault, plan)
        if (what.kind === 'change' && (await history.ask(place, 'recordsOfChange', what)).length === 0)
          throw new CallFailed('no-change', `There is no change "${what.change}" in this plan. Nothing was taken back.`)
        const work = await history.ask(place, 'takeBack', { taken })
        if (!preview && work.parts.length > 0) void parts.backUpFirst?.(plan, 'before-take-back', place.end)
        return write(host, work, { author, preview, why, first: takeBackEntry(taken, why) })
      },
      async 'history.bringBack'(_, { plan, moment, what, why, author, preview }) {
        const host = await plans.open(plan)
        refuse(mayBringBack({ plan: host.plan, author }, what))
        const work = await stepsFrom(host, moment, what, author)
        if (!preview && what.kind === 'plan' && work.parts.length > 0)
          void parts.backUpFirst?.(plan, 'before-restore', (await planPlace(vault, plan)).end)
        return write(host, work, { author, preview, why, first: bringBackEntry(what.kind, moment, why) })
      },
    },
    async bringBackState(host, oldState, what, why, author, preview) {
      refuse(mayBringBack({ plan: host.plan, author }, what))
      const work = await stepsFrom(host, oldState, what, author)
      return write(host, work, { author, preview, why, first: bringBackEntry(what.kind, null, why) })
    },
  }

  async function stepsFrom(
    host: PlanHost,
    from: number | Uint8Array,
    what: BroughtBack,
    author: Author,
  ): Promise<BackWork> {
    await host.flushed()
    const orders = decidesBacklog({ plan: host.plan, author })
    return history.ask(await planPlace(vault, host.id), 'bringBack', { from, what, orders })
  }

  async function write(
    host: PlanHost,
    work: BackWork,
    how: { readonly author: Author; readonly preview: boolean; readonly why: string; readonly first: Entry },
  ): Promise<BackPlan> {
    const { author, preview, why, first } = how
    const readOnly = host.readOnly()
    if (!preview && readOnly !== null) throw new CallFailed('read-only', readOnly)
    const change = parts.newId()
    const tally = createTally(MAX_LEFT, work.left)
    for (const bytes of work.parts) {
      const part = readPart(bytes)
      const act = (log: (entry: Entry) => void): Undone => {
        const entries: Entry[] = []
        const done = apply(host, part, { author, why, first, dry: preview }, (entry) => entries.push(entry))
        tally.add(entries.slice(1), done.left)
        for (const entry of work.inWords && entries.length <= MAX_ENTRIES ? entries : summed(entries)) log(entry)
        return done
      }
      if (preview) act(() => undefined)
      else await host.writeAs(author, change, act)
      await breath()
    }
    const written = tally.entries() > 0
    return tally.plan({
      change: preview || !written ? null : change,
      changes: written ? work.changes : 0,
      leftInAll: work.leftInAll,
    })
  }

  function apply(
    host: PlanHost,
    part: BackPart,
    how: { readonly author: Author; readonly why: string; readonly first: Entry; readonly dry: boolean },
    log: (entry: Entry) => void,
  ): Undone {
    const { author, why, first, dry } = how
    const { doc, order } = host.plan
    const by = { person: author.person, at: parts.now(), why }
    if (part.part === 'steps') return applySteps({ doc, order, random: parts.random, by, first, log, dry }, part.steps)
    return applyOpposite(doc, { change: '', left: [], ...part }, by, log, { first, dry })
  }
}

function refuse(refusal: Refusal | null): void {
  if (refusal !== null) throw new CallFailed(refusal.type, refusal.message)
}
