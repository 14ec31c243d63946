import { createItem } from '../../../../src/commands/create-item.ts'
import type { HostLink } from '../../../../src/contract/calls.ts'
import type { MergeReport, Stranger } from '../../../../src/contract/plan-file-calls.ts'
import { mergePlan, sharePlan } from '../../../../src/contract/plan-file-transfer.ts'
import { startTestHost, tempFolder, type TestHost } from '../../../support/host-in-process.ts'
import { CHEAP } from './plan-file-of-records.ts'

/** A host on a folder of its own, on a machine that no other knows. */
export interface FileHost {
  readonly host: TestHost
  readonly link: HostLink
  share(plan: string, passphrase?: string | null): Promise<Uint8Array>
  merge(bytes: Uint8Array, passphrase?: string | null): Promise<MergeReport>
  titles(plan: string): Promise<string[]>
  add(plan: string, ...titles: string[]): Promise<void>
  strangers(plan: string): Promise<readonly Stranger[]>
  restart(): Promise<FileHost>
  stop(): Promise<void>
}

export interface FileHosts {
  /** `prepare` is given the data folder before the host starts. */
  start(name: string, prepare?: (folder: string) => Promise<void>): Promise<FileHost>
  end(): Promise<void>
}

export function hostsWithFiles(): FileHosts {
  const running = new Set<FileHost>()
  const folders: { remove: () => Promise<void> }[] = []
  let seeds = 1

  const startOn = async (path: string, name: string | null): Promise<FileHost> => {
    const host = await startTestHost(path, undefined, { discovery: null, passphraseCost: CHEAP }, ++seeds)
    const { link } = host.connect()
    if (name !== null) await link.call('profile.set', { name, role: 'po' })
    const one: FileHost = {
      host,
      link,
      async share(plan, passphrase = null) {
        const { pieces } = await sharePlan(link, { plan, passphrase })
        const all: Uint8Array[] = []
        for await (const piece of pieces) all.push(piece)
        return new Uint8Array(Buffer.concat(all))
      },
      merge: (bytes, passphrase = null) =>
        mergePlan(link, inPieces(bytes), async (wrong) => (wrong === null ? passphrase : null)),
      async titles(plan) {
        const { text } = await link.call('plan.export', { plan, format: 'ordinal-json' })
        const { items } = JSON.parse(text) as { items: { title: string; deleted: unknown }[] }
        return items.filter(({ deleted }) => deleted === null).map(({ title }) => title)
      },
      async add(plan, ...titles) {
        const window = await host.window(plan)
        for (const title of titles) window.run(createItem, { title, at: 'bottom' })
        await window.window.delivered()
        window.die()
      },
      strangers: (plan) => link.call('planFile.strangers', { plan }),
      async restart() {
        await one.stop()
        return startOn(path, null)
      },
      async stop() {
        if (running.delete(one)) await host.stop()
      },
    }
    running.add(one)
    return one
  }

  return {
    async start(name, prepare) {
      const folder = await tempFolder()
      folders.push(folder)
      await prepare?.(folder.path)
      return startOn(folder.path, name)
    },
    async end() {
      for (const one of [...running]) await one.stop()
      for (const folder of folders) await folder.remove()
    },
  }
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.slice(at, at + 10_000)
}
