import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { attachFile } from '../../src/commands/attachments.ts'
import { createItem } from '../../src/commands/create-item.ts'
import { editItem } from '../../src/commands/edit-item.ts'
import { ATTACHMENT_PIECE } from '../../src/contract/attachment-calls.ts'
import type { Network, Pipe } from '../../src/host/ports/network.ts'
import { webNetwork } from '../../src/host/room/web-network.ts'
import { startTestHost, tempFolder, type TestHost, type TestWindow } from '../support/host-in-process.ts'
import { until } from '../support/room-of-hosts.ts'

/**
 * A file comes over a slow line while somebody goes on writing: two hosts in this process with a real WebSocket over loopback
 * between them, of which each end lets through only so many bytes a second (`--kbits 1000`, `--megabytes 10`). Prints how long
 * the file took, and how long edits took from one window to the other before, during and after.
 */
export async function measureFileLine(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { kbits: { type: 'string', default: '1000' }, megabytes: { type: 'string', default: '10' } },
  })
  const bytesASecond = (Number(values.kbits) * 1000) / 8
  const [ana, omar] = [await startAt('Ana', bytesASecond, 1), await startAt('Omar', bytesASecond, 2)]
  const { id: plan } = await ana.link.call('plans.create', { name: 'Clinic' })
  await join(ana, omar, plan)
  const [mine, theirs] = [await ana.host.window(plan), await omar.host.window(plan)]
  const { value: item } = mine.run(createItem, { title: 'Pay by card' })
  await until(() => theirs.titles().length > 0)
  const before = await edits(mine, theirs, item, 'before', (count) => count >= 40)
  const bytes = new Uint8Array(randomBytes(Number(values.megabytes) * 1_000_000))
  const { upload } = await ana.link.call('attachments.begin', { plan, name: 'film.bin', size: bytes.length })
  for (let at = 0; at < bytes.length; at += ATTACHMENT_PIECE)
    await ana.link.call('attachments.write', { upload, bytes: bytes.slice(at, at + ATTACHMENT_PIECE) })
  const found = await ana.link.call('attachments.finish', { upload })
  mine.run(attachFile, { item, name: 'film.bin', ...found })
  await until(() => theirs.plan.rows('attachments').size > 0)
  const { hash } = found
  const stateOf = async () => (await omar.link.call('attachments.state', { plan, hashes: [hash] }))[0]?.state
  const start = performance.now()
  let took = 0
  void omar.link.call('attachments.want', { plan, hashes: [hash] })
  const during = await edits(mine, theirs, item, 'during', async () => {
    if ((await stateOf()) !== 'here') return false
    took = performance.now() - start
    return true
  })
  const after = await edits(mine, theirs, item, 'after', (count) => count >= 40)
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  const ideal = bytes.length / bytesASecond
  say(
    `${values.megabytes} MB at ${values.kbits} kbit/s: ${(took / 1000).toFixed(1)} s, ${ideal.toFixed(1)} s if nothing else went over the line`,
  )
  for (const [name, waits] of [
    ['before', before],
    ['during', during],
    ['after', after],
  ] as const)
    say(
      `an edit ${name}: ${waits.length} edits, p50 ${at(waits, 0.5)} ms, p95 ${at(waits, 0.95)} ms, longest ${at(waits, 1)} ms`,
    )
  for (const { stop } of [ana, omar]) await stop()
  process.exit(0)
}

/** Four a second, each awaited at the other window. */
async function edits(
  from: TestWindow,
  to: TestWindow,
  item: string,
  name: string,
  isDone: (count: number) => boolean | Promise<boolean>,
): Promise<number[]> {
  const waits: number[] = []
  for (let i = 0; !(await isDone(i)); i++) {
    const title = `${name} ${i}`
    const sent = performance.now()
    from.run(editItem, { id: item, field: 'title', value: title })
    while (!to.titles().includes(title)) await new Promise((resolve) => setTimeout(resolve, 1))
    waits.push(performance.now() - sent)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  return waits.sort((a, b) => a - b)
}

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)

async function startAt(name: string, bytesASecond: number, seed: number) {
  const folder = await tempFolder()
  const network = slow(webNetwork, bytesASecond)
  const host = await startTestHost(folder.path, undefined, { network, discovery: null }, seed)
  const { link } = host.connect()
  await link.call('profile.set', { name, role: 'po' })
  return { host, link, stop: () => host.stop().then(folder.remove) }
}

async function join(
  door: { host: TestHost } & Pick<Awaited<ReturnType<typeof startAt>>, 'link'>,
  joiner: typeof door,
  plan: string,
) {
  const { invite } = await door.link.call('room.open', { plan, port: null })
  const digits = new Promise<string>((resolve) =>
    joiner.link.on('join.changed', ({ state }) => {
      if (state.state === 'waiting') resolve(state.digits)
    }),
  )
  const joined = joiner.link.call('room.join', { invite: invite?.link ?? '' })
  const shown = await Promise.race([digits, joined.then((state) => Promise.reject(new Error(JSON.stringify(state))))])
  const knock = await until(async () =>
    (await door.link.call('room.state', { plan })).knocks.find(({ digits }) => digits === shown),
  )
  await door.link.call('room.admit', { plan, device: knock.device, digits: shown })
  await joined
}

/** What is sent waits for its turn on the line, as in a router's queue: nothing overtakes. */
function slow(network: Network, bytesASecond: number): Network {
  const slowly = (pipe: Pipe): Pipe => {
    let free = 0
    let queued = 0
    return {
      ...pipe,
      send(bytes) {
        const now = performance.now()
        free = Math.max(now, free) + (bytes.length / bytesASecond) * 1000
        queued += bytes.length
        setTimeout(() => {
          queued -= bytes.length
          pipe.send(bytes)
        }, free - now)
      },
      waiting: () => pipe.waiting() + queued,
    }
  }
  return {
    ...network,
    listen: (port, on) => network.listen(port, { ...on, pipe: (pipe) => on.pipe(slowly(pipe)) }),
    async dial(address, port) {
      const pipe = await network.dial(address, port)
      return pipe === null ? null : slowly(pipe)
    },
  }
}
