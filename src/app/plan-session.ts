import type { HostLink } from '../contract/calls.ts'
import { createPlan } from '../doc/plan.ts'
import type { WindowCache } from '../browser/window-cache.ts'
import { openWindowPlan, type LostDocument, type WindowPlan } from '../browser/window-plan.ts'
import type { HomeState } from '../state/home-state.svelte.ts'
import { createPlanState, type PlanState } from '../state/plan-state.svelte.ts'
import { createAttachmentSource } from './attachment-source.ts'
import { createConflictSource } from './conflict-source.ts'
import { createHistorySource } from './history-source.ts'
import { keepPaintRows } from './paint-rows.ts'
import { newWindowId, windowRandom } from './window-id.ts'

export interface PlanSession {
  readonly state: PlanState
  close(): void
}

/** Opens a plan in this window: its document, the meeting with the host, and the state that the screens see. */
export async function openPlanSession(parts: {
  link: HostLink
  home: HomeState
  cache: WindowCache
  plan: string
  onBroken: (lost: LostDocument | null) => void
  /** What the session before this one still held and its host lost. */
  lost: LostDocument | null
}): Promise<PlanSession> {
  const { link, home, cache, plan: planId } = parts
  let say: ((words: string) => void) | null = null
  const early: string[] = []
  const sayLater = (words: string): void => {
    if (say === null) early.push(words)
    else say(words)
  }
  const window_: WindowPlan = await openWindowPlan({
    link,
    plan: planId,
    cache,
    now: Date.now,
    tab: sessionStorage,
    locks: 'locks' in navigator ? navigator.locks : undefined,
    onBroken: parts.onBroken,
    lost: parts.lost,
    onGaveBack: (count, left) => sayLater(gaveBackWords(count, left)),
    onRefused: (why) => sayLater(`An edit was not taken and kept aside: ${why}`),
  })
  const plan = createPlan(window_.doc)
  const { profile } = home
  const state = createPlanState({
    planId,
    plan,
    get writer() {
      return window_.writer
    },
    host: {
      async askUndo(change, author) {
        await window_.delivered()
        const answer = await link.call('plan.undo', { plan: planId, change, author })
        await window_.caughtUp(answer.change)
        return answer
      },
      async askLog(record, before, limit) {
        await window_.delivered()
        return link.call('plan.log', { plan: planId, record, before, limit })
      },
      cards: {
        own: () => link.call('rounds.own', { plan: planId }),
        async put(card) {
          await window_.delivered()
          return link.call('rounds.put', { plan: planId, ...card })
        },
      },
      files: createAttachmentSource(link, planId),
      review: () => createConflictSource({ link, plan: planId, window: window_ }),
      history: (author) => createHistorySource({ link, plan: planId, window: window_, author }),
      lookAt: (screen, item, role, shows) =>
        void link.call('plan.presence', { plan: planId, screen, item, role, ...shows }).catch(() => undefined),
      onSaving: window_.onSaving,
      onReadOnly: window_.onReadOnly,
      onPresence: window_.onPresence,
    },
    device: () => window_.device,
    person: profile?.person ?? null,
    name: profile?.name ?? '',
    role: sessionStorage.getItem(ROLE) ?? profile?.role ?? 'po',
    readOnly: window_.readOnly,
    now: Date.now,
    random: windowRandom,
    newChange: newWindowId,
    onRole: (role) => sessionStorage.setItem(ROLE, role),
  })
  say = (words) => state.notices.say(words, 'failed')
  early.forEach(say)
  const stopPainting = keepPaintRows(state, (rows) => void cache.setPaintRows(planId, rows))
  /** A page that goes for good gives its line back; one that may return only cuts what was typed. */
  const flush = (event: PageTransitionEvent): void => {
    if (event.persisted) window_.writer.flush()
    else window_.close()
  }
  addEventListener('pagehide', flush)
  /** Whatever may come next, what was typed waits for nothing more. */
  const flushNow = (): void => window_.writer.flush()
  /** The browser asks before it throws away what is nowhere else. The desktop window would only not close, without a word. */
  const askFirst = (event: BeforeUnloadEvent): void => {
    flushNow()
    if (!cache.works && window_.saving().pending > 0 && location.protocol !== 'app:') event.preventDefault()
  }
  addEventListener('beforeunload', askFirst)
  document.addEventListener('visibilitychange', flushNow)
  document.addEventListener('freeze', flushNow)
  return {
    state,
    close() {
      removeEventListener('pagehide', flush)
      removeEventListener('beforeunload', askFirst)
      document.removeEventListener('visibilitychange', flushNow)
      document.removeEventListener('freeze', flushNow)
      stopPainting()
      state.stop()
      window_.close()
    },
  }
}

/** What happened to a plan whose folder was set back, in one sentence. */
export function gaveBackWords(count: number, left: number): string {
  const much =
    count === 1 ? 'One change that this window still had was' : `${count} changes that this window still had were`
  const rest =
    left === 0 ? '' : ` ${left === 1 ? 'One field was' : `${left} fields were`} written anew since and left alone.`
  return count === 0
    ? `This machine held less of the plan than it had saved before; nothing that this window had is missing.${rest}`
    : `This machine held less of the plan than it had saved before: ${much.replace(/^O/, 'o')} given back.${rest}`
}

const ROLE = 'ordinal-role'
