import { networkInterfaces } from 'node:os'
import type { Browser } from 'playwright-core'
import { introduce } from './introduce.ts'
import { launchBrowser, openPages, type Opened } from './open-pages.ts'
import { startHost, temporaryFolder, type RunningHost } from './running-host.ts'

/** Rooms listen on addresses that other machines reach; without one nothing can be joined. */
export const hasNetwork = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.internal === false && one.family === 'IPv4')

/** People with a host, a data folder and a window each. */
export interface PeopleAtHosts {
  sit(name: string, role: 'Product Owner' | 'Developer'): Promise<Opened & { host: RunningHost }>
  /** Ends all of it. */
  leave(): Promise<void>
}

export async function peopleAtHosts(): Promise<PeopleAtHosts> {
  const browser: Browser = await launchBrowser()
  const folders: { remove(): Promise<void> }[] = []
  const hosts: RunningHost[] = []
  return {
    async sit(name, role) {
      const folder = await temporaryFolder()
      folders.push(folder)
      const host = await startHost(folder.path)
      hosts.push(host)
      const opened = await openPages(browser, host.url)
      await introduce(opened.page, name, role)
      return { ...opened, host }
    },
    async leave() {
      await browser.close()
      for (const host of hosts) await host.stop()
      for (const folder of folders) await folder.remove()
    },
  }
}
