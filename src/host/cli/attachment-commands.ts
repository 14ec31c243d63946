import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ATTACHMENT_PIECE } from '../../contract/attachment-calls.ts'
import { attachmentName, fileNameFor, sizeWords, type Attachment } from '../../model/attachment.ts'
import type { Common, CommandKit } from './command-kit.ts'
import type { HostConnection } from './connect.ts'
import { CommandRefused } from './errors.ts'
import { namesIn } from './history-commands.ts'
import { notWritten } from './not-written.ts'
import { planNamed } from './plans-and-files.ts'

/** An attached file as a command tells it. */
interface Listed {
  readonly item: string
  readonly name: string
  readonly size: number
  readonly type: string
  readonly hash: string
  readonly here: boolean
}

/** `attach` and `attachments`: files that hang on items. */
export function attachmentCommands({ command, ask, toName }: CommandKit): void {
  command('attach <file>', 'hangs a file on an item')
    .requiredOption('--plan <name|id>', 'the plan', toName)
    .requiredOption('--item <key|id>', 'the item', toName)
    .action((file: string, options: Common & { plan: string; item: string }) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        const name = attachmentName(basename(file))
        const item = (await namesIn(host, plan.id)).item(options.item)
        const found = await upload(host, plan.id, file, name)
        const id = await host.call('attachments.attach', { plan: plan.id, item, name, ...found })
        return {
          json: { plan: plan.id, item, id, name, ...found },
          words: `Attached “${name}” (${sizeWords(found.size)}) to ${options.item}.`,
        }
      }),
    )
  command('attachments', 'lists the files on items, and writes them into a folder')
    .requiredOption('--plan <name|id>', 'the plan', toName)
    .option('--out <folder>', 'write those that are on this device there')
    .action((options: Common & { plan: string; out?: string }) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        const files = await listed(host, plan.id)
        const written = options.out === undefined ? [] : await writeAll(host, plan.id, files, options.out)
        return {
          json: { plan: plan.id, files, ...(options.out === undefined ? {} : { out: options.out, written }) },
          words: wordsOf(files, written, options.out),
        }
      }),
    )
}

async function upload(host: HostConnection, plan: string, file: string, name: string) {
  const source = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new CommandRefused(`${file} cannot be read (${error.code ?? error.message}). Nothing was attached.`)
  })
  try {
    const info = await source.stat()
    if (!info.isFile()) throw new CommandRefused(`${file} is no file. Nothing was attached.`)
    const { upload } = await host.call('attachments.begin', { plan, name, size: info.size })
    const bytes = Buffer.alloc(ATTACHMENT_PIECE)
    for (let from = 0; from < info.size;) {
      const { bytesRead } = await source.read(bytes, 0, ATTACHMENT_PIECE, from)
      if (bytesRead === 0) break
      await host.call('attachments.write', { upload, bytes: new Uint8Array(bytes.subarray(0, bytesRead)) })
      from += bytesRead
    }
    return await host.call('attachments.finish', { upload })
  } finally {
    await source.close()
  }
}

async function listed(host: HostConnection, plan: string): Promise<Listed[]> {
  const { text } = await host.call('plan.export', { plan, format: 'ordinal-json' })
  const { attachments, items } = JSON.parse(text) as {
    attachments: readonly Attachment[]
    items: readonly { readonly id: string; readonly key: string }[]
  }
  const live = attachments.filter(({ deleted }) => deleted === null)
  const keys = new Map(items.map(({ id, key }) => [id, key]))
  const here = new Set<string>()
  for (let from = 0; from < live.length; from += 500) {
    const hashes = live.slice(from, from + 500).map(({ hash }) => hash)
    for (const { hash, state } of await host.call('attachments.state', { plan, hashes }))
      if (state === 'here') here.add(hash)
  }
  return live.map(({ item, name, size, type, hash }) => ({
    ...{ item: keys.get(item) ?? item, name, size, type, hash },
    here: here.has(hash),
  }))
}

/** A name that is there with other bytes stays; the new one gets a number. */
async function writeAll(host: HostConnection, plan: string, files: readonly Listed[], out: string): Promise<string[]> {
  const written: string[] = []
  try {
    await mkdir(out, { recursive: true })
    for (const { item, name, hash, here } of files) {
      if (!here) continue
      const bytes = await host.call('attachments.read', { plan, hash })
      const path = await freePath(out, fileNameFor(`${item} ${name}`), hash)
      if (path === null) continue
      await writeFile(`${path}.part-${process.pid}`, bytes)
      await rename(`${path}.part-${process.pid}`, path)
      written.push(path)
    }
  } catch (error) {
    throw notWritten(out, error)
  }
  return written
}

/** Null where the same bytes lie there already. */
async function freePath(out: string, name: string, hash: string): Promise<string | null> {
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  for (let number = 1; ; number++) {
    const path = join(out, number === 1 ? name : `${stem} (${number})${ending}`)
    const there = await readFile(path).catch(() => null)
    if (there === null) return path
    if (createHash('sha256').update(there).digest('hex') === hash) return null
  }
}

function wordsOf(files: readonly Listed[], written: readonly string[], out: string | undefined): string {
  if (files.length === 0) return 'No item of this plan has a file.'
  const lines = files.map(
    ({ item, name, size, here }) => `${item}  ${name}  ${sizeWords(size)}${here ? '' : '  not on this device'}`,
  )
  if (out !== undefined) lines.push(`Wrote ${written.length} of ${files.length} files to ${out}.`)
  return lines.join('\n')
}
