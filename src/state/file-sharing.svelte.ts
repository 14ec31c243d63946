import type { Amount } from '../contract/attachment-calls.ts'
import type { HostLink } from '../contract/calls.ts'
import type { Progress } from '../contract/host-info.ts'
import { sharePlan } from '../contract/plan-file-transfer.ts'
import { sentenceOf } from './failure-words.ts'

/** A plan file that is whole, ready to be kept by a person. */
export interface SharedFile {
  readonly name: string
  readonly pieces: readonly Uint8Array[]
  /** Bytes of all pieces. */
  readonly size: number
}

/** Making one file of a plan. */
export interface FileSharing {
  readonly busy: boolean
  readonly progress: Progress | null
  /** A sentence for people; empty while nothing is wrong. */
  readonly problem: string
  /** Files on items that are on this device; null while that is not known, or where there are none. */
  readonly attached: Amount | null
  /**
   * Null where it failed or was stopped. `passphrase` null: whoever has the file can read it. `withFiles`: with the bytes of
   * what is attached.
   */
  share(passphrase: string | null, withFiles?: boolean): Promise<SharedFile | null>
  /** The host drops what it made so far. */
  stop(): void
}

export function createFileSharing({ link, plan }: { readonly link: HostLink; readonly plan: string }): FileSharing {
  let busy = $state(false)
  let progress = $state.raw<Progress | null>(null)
  let problem = $state('')
  let attached = $state.raw<Amount | null>(null)
  void link.call('attachments.space', { plan }).then(
    ({ here }) => (attached = here.files === 0 ? null : here),
    () => undefined,
  )
  /** Changes with each file, so that one that was stopped is known when its next piece comes. */
  let turn = 0

  return {
    get busy() {
      return busy
    },
    get progress() {
      return progress
    },
    get problem() {
      return problem
    },
    get attached() {
      return attached
    },
    async share(passphrase, withFiles = true) {
      if (busy) return null
      const mine = ++turn
      busy = true
      problem = ''
      let job = ''
      const stopListening = link.on('job.progress', (news) => {
        if (news.job === job && turn === mine) progress = news
      })
      try {
        const { file, fileName, pieces } = await sharePlan(link, {
          ...{ plan, passphrase },
          ...(attached === null ? {} : { files: withFiles }),
        })
        job = file
        const all: Uint8Array[] = []
        for await (const piece of pieces) {
          if (turn !== mine) return null
          all.push(piece)
        }
        return { name: fileName, pieces: all, size: all.reduce((sum, { length }) => sum + length, 0) }
      } catch (error) {
        if (turn === mine) problem = sentenceOf(error)
        return null
      } finally {
        stopListening()
        if (turn === mine) rest()
      }
    },
    stop() {
      turn++
      rest()
    },
  }

  function rest(): void {
    busy = false
    progress = null
  }
}
