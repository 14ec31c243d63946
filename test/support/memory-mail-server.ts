import * as Y from 'yjs'
import type { MailLinkEvents, MailServer } from '../../src/host/carrier/mail-server.ts'

/** A Yjs server in memory that a test can kill, empty, and look into. */
export interface MemoryMailServer extends MailServer {
  readonly documents: ReadonlyMap<string, Y.Doc>
  /** All that it was ever sent. */
  readonly heard: Uint8Array[]
  letters(): number
  kill(): void
  /** Up again; `empty`: with nothing of what it had. */
  start(how?: 'empty'): void
  /** Somebody with access to the server does something to each document. */
  vandal(act: (doc: Y.Doc, name: string) => void): void
}

export function createMemoryMailServer(): MemoryMailServer {
  const documents = new Map<string, Y.Doc>()
  const heard: Uint8Array[] = []
  const links = new Set<{ on: MailLinkEvents; end: () => void }>()
  let isUp = true

  const documentOf = (name: string): Y.Doc => {
    const found = documents.get(name) ?? new Y.Doc()
    documents.set(name, found)
    return found
  }
  return {
    documents,
    heard,
    letters: () => [...documents.values()].reduce((sum, doc) => sum + doc.getMap('letters').size, 0),
    kill() {
      isUp = false
      for (const { on, end } of links) {
        end()
        on.gone({ trouble: 'The server was killed.' })
      }
      links.clear()
    },
    start(how) {
      if (how === 'empty') documents.clear()
      isUp = true
    },
    vandal(act) {
      for (const [name, doc] of documents) act(doc, name)
    },
    open(name, doc, on) {
      if (!isUp) {
        on.gone({ trouble: 'No server answers at that address.' })
        return { close: () => undefined }
      }
      const theirs = documentOf(name)
      const up = (update: Uint8Array, origin: unknown): void => {
        if (origin === theirs) return
        heard.push(update)
        Y.applyUpdate(theirs, update, doc)
      }
      const down = (update: Uint8Array, origin: unknown): void => {
        if (origin !== doc) Y.applyUpdate(doc, update, theirs)
      }
      doc.on('update', up)
      theirs.on('update', down)
      const link = {
        on,
        end: () => {
          doc.off('update', up)
          theirs.off('update', down)
        },
      }
      links.add(link)
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(theirs), theirs)
      up(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(theirs)), doc)
      on.here()
      return {
        close() {
          link.end()
          links.delete(link)
        },
      }
    },
  }
}
