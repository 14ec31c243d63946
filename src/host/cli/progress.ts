import type { Progress } from '../../contract/host-info.ts'
import { plainWords } from './plain-words.ts'

/** One line on a terminal that counts long work; silent where output is not a terminal. */
export function progressLine(out: NodeJS.WriteStream): { show(progress: Progress): void; clear(): void } {
  let shown = false
  return {
    show(progress) {
      if (!out.isTTY) return
      out.write(
        `\r\x1b[K${plainWords(progress.what).replaceAll('\n', ' ')}: ${progress.done.toLocaleString('en')} of ${progress.total.toLocaleString('en')}`,
      )
      shown = true
    },
    clear() {
      if (shown) out.write('\r\x1b[K')
      shown = false
    },
  }
}
