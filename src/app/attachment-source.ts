import { ATTACHMENT_PIECE, type AttachmentState } from '../contract/attachment-calls.ts'
import type { HostLink } from '../contract/calls.ts'
import type { AttachmentSource } from '../state/attachments.svelte.ts'

/** Attached files over the window's one road to its host: there is no address that another page could ask for them. */
export function createAttachmentSource(link: HostLink, plan: string): AttachmentSource {
  return {
    async upload(file, name, told) {
      const { upload } = await link.call('attachments.begin', { plan, name, size: file.size })
      const drop = (): Promise<void> => link.call('attachments.drop', { upload }).catch(() => undefined)
      try {
        for (let from = 0; from < file.size; from += ATTACHMENT_PIECE) {
          const bytes = new Uint8Array(await file.slice(from, from + ATTACHMENT_PIECE).arrayBuffer())
          await link.call('attachments.write', { upload, bytes })
          if (told(from + bytes.length)) continue
          await drop()
          return null
        }
        return await link.call('attachments.finish', { upload })
      } catch (error) {
        await drop()
        throw error
      }
    },
    async states(hashes) {
      const states: AttachmentState[] = []
      for (const some of bunches(hashes)) states.push(...(await link.call('attachments.state', { plan, hashes: some })))
      return states
    },
    async want(hashes) {
      for (const some of bunches(hashes)) await link.call('attachments.want', { plan, hashes: some })
    },
    stop: (hash) => link.call('attachments.stop', { plan, hash }),
    read: (hash) => link.call('attachments.read', { plan, hash }),
    space: () => link.call('attachments.space', { plan }),
    keepAll: (keep) => link.call('attachments.keepAll', { plan, keep }),
    onChanged: (handler) =>
      link.on('attachments.changed', (news) => {
        if (news.plan === plan) handler()
      }),
  }
}

/** As many as one call takes. */
const MOST = 1_000

function bunches(hashes: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(hashes.length / MOST) }, (_, i) => hashes.slice(i * MOST, (i + 1) * MOST))
}
