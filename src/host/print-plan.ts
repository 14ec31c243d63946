import type { Channel } from '../contract/wire.ts'
import type { HostOptions, Surroundings } from './host-options.ts'
import type { Plans } from './plans.ts'
import { printWithChromium } from './print-with-chromium.ts'
import { startLocalServer, type LocalServer } from './server/local-server.ts'

/**
 * Prints a page of a plan as PDF: through the shell where there is one, else through a browser of this machine, which gets the
 * pages from the server that runs, or from one that runs for this alone.
 */
export function createPlanPrinter(parts: {
  readonly options: Pick<HostOptions, 'pages' | 'printInShell'>
  readonly around: Pick<Surroundings, 'server' | 'keys' | 'welcome'>
  readonly plans: Pick<Plans, 'open'>
}): (plan: string, page: 'A4' | 'A3', session?: string) => Promise<Uint8Array> {
  const { options, around, plans } = parts
  return async (plan, page, session) => {
    const host = await plans.open(plan)
    const path = `#/p/${host.id}/print?page=${page}${session === undefined ? '' : `&session=${session}`}`
    if (options.printInShell !== undefined) return options.printInShell(path)
    const server = around.server()
    const own =
      server === null
        ? await startLocalServer({
            port: 0,
            pages: options.pages,
            keys: around.keys,
            onWindow: (channel: Channel) => around.welcome(channel, 'window'),
          })
        : null
    if (own !== null && !own.ok) throw new Error(own.error.message)
    const pages = own?.value ?? (server as LocalServer)
    try {
      return await printWithChromium(pages.freshUrl(), path)
    } finally {
      await own?.value.close()
    }
  }
}
