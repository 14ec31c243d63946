/** Where a window is. `plan` is null on the welcome page; `rest` is what follows the screen, such as an item's id. */
export interface Route {
  readonly plan: string | null
  readonly screen: string
  readonly rest: string | null
  readonly query: Readonly<Record<string, string>>
}

/** Reads `#/`, `#/import` and `#/p/<plan>/<screen>/<rest>?key=value`. Anything else is the welcome page. */
export function readRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?')
  const query = Object.fromEntries(new URLSearchParams(search))
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(safeDecode)
  if (parts[0] === 'p' && parts[1] !== undefined)
    return { plan: parts[1], screen: parts[2] ?? 'backlog', rest: parts[3] ?? null, query }
  return { plan: null, screen: parts[0] ?? 'welcome', rest: parts[1] ?? null, query }
}

export function writeRoute(route: {
  plan: string | null
  screen: string
  rest?: string | null
  query?: Readonly<Record<string, string>>
}): string {
  const search =
    route.query === undefined || Object.keys(route.query).length === 0
      ? ''
      : '?' + new URLSearchParams(route.query).toString()
  if (route.plan === null) return `#/${route.screen === 'welcome' ? '' : route.screen}${search}`
  const rest = route.rest === undefined || route.rest === null ? '' : `/${encodeURIComponent(route.rest)}`
  return `#/p/${encodeURIComponent(route.plan)}/${route.screen}${rest}${search}`
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
