import { isOpenQuestion } from '../../model/question.ts'
import type { SinceGroup } from '../../state/history-source.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { NEWS_KINDS, newsOf, type News, type NewsKind } from '../../state/since-words.ts'

/** Which news are shown; each part is wide open by itself. */
export interface NewsFilter {
  readonly kind: NewsKind | null
  /** Undefined: everybody. */
  readonly person: string | null | undefined
  readonly domain: string | null
  /** Only what touches this person: items they made, questions to them, their domain. */
  readonly mine: boolean
}
export const ALL_NEWS: NewsFilter = { kind: null, person: undefined, domain: null, mine: false }

/** The list of what changed since this person last looked, as the screen goes through it. */
export interface SinceDesk {
  readonly filter: NewsFilter
  readonly filtering: boolean
  /** What waits for an answer of this person first, then the newest. */
  readonly list: readonly News[]
  /** As many of them as are drawn. */
  readonly shown: readonly News[]
  /** Kinds that there is anything of, with their number under the rest of the filter. */
  readonly kinds: readonly { readonly kind: NewsKind; readonly count: number }[]
  readonly people: readonly (string | null)[]
  readonly domains: readonly string[]
  /** Items among all that is listed, whatever the filter. */
  readonly items: number
  set(part: Partial<NewsFilter>): void
  more(): void
  /** Whether it waits for this person. */
  asksMe(news: News): boolean
  see(news: News): boolean
}

const PAGE = 60

export function createSinceDesk(plan: PlanState): SinceDesk {
  let filter = $state.raw<NewsFilter>(ALL_NEWS)
  let drawn = $state(PAGE)
  /** Words are made once for a group: an answer that brings it anew brings another object. */
  const known = new WeakMap<SinceGroup, News>()
  let all = $derived(plan.since.groups.map(tell))
  let wide = $derived(all.filter((news) => passes(news, { ...filter, kind: null })))
  let list = $derived.by(() => {
    const wanted = filter.kind === null ? wide : wide.filter(({ kinds }) => kinds.has(filter.kind as NewsKind))
    const asked = wanted.filter(asksMe)
    return asked.length === 0 ? wanted : [...asked, ...wanted.filter((news) => !asked.includes(news))]
  })

  const desk: SinceDesk = {
    get filter() {
      return filter
    },
    get filtering() {
      return Object.keys(ALL_NEWS).some((part) => filter[part as 'kind'] !== ALL_NEWS[part as 'kind'])
    },
    get list() {
      return list
    },
    get shown() {
      return list.slice(0, drawn)
    },
    get kinds() {
      return NEWS_KINDS.map((kind) => ({ kind, count: wide.filter(({ kinds }) => kinds.has(kind)).length })).filter(
        ({ kind, count }) => count > 0 || kind === filter.kind,
      )
    },
    get people() {
      return [...new Set(all.flatMap(({ people }) => people))]
    },
    get domains() {
      return [...new Set(all.flatMap((news) => domainOf(news) ?? []))]
    },
    get items() {
      return all.filter(({ item }) => item !== null).length
    },
    set(part) {
      filter = { ...filter, ...part }
      drawn = PAGE
    },
    more: () => (drawn += PAGE),
    asksMe,
    see: (news) => plan.since.seeOne(news.group, nameOf(news)),
  }
  return desk

  function tell(group: SinceGroup): News {
    const before = known.get(group)
    if (before !== undefined) return before
    const news = newsOf(group, plan.nameOf)
    known.set(group, news)
    return news
  }

  function passes(news: News, { person, domain, mine }: NewsFilter): boolean {
    if (person !== undefined && !news.people.includes(person)) return false
    if (domain !== null && domainOf(news) !== domain) return false
    return !mine || touchesMe(news)
  }

  function domainOf({ item }: News): string | null {
    return item === null ? null : (plan.row('items', item)?.domain ?? null)
  }

  function touchesMe(news: News): boolean {
    const me = plan.me.person
    const row = news.item === null ? undefined : plan.row('items', news.item)
    if (row === undefined || me === null) return false
    if (row.createdBy === me || row.names.includes(me) || asksMe(news)) return true
    return row.domain !== null && plan.row('domains', row.domain)?.owner === me
  }

  function asksMe({ item }: News): boolean {
    const { person, roles } = plan.me
    if (item === null || person === null) return false
    return plan
      .questionsOf(item)
      .some((one) => isOpenQuestion(one) && (one.asks === person || (one.asks === null && roles.includes(one.role))))
  }

  function nameOf({ group }: News): string {
    return plan.nameOf(group.about)
  }
}
