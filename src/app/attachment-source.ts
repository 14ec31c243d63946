import { ATTACHMENT_PIECE } from '../contract/attachment-calls.ts'
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
    states: (hashes) => link.call('attachments.state', { plan, hashes: [...hashes] }),
    want: (hashes) => link.call('attachments.want', { plan, hashes: [...hashes] }),
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
