import type * as Y from 'yjs'

/** An existing Yjs server, one document at a time. Nothing that comes from it can be trusted. */
export interface MailServer {
  /**
   * Tries once to keep a document the same as the server's of that name. `gone` is said once, and ends it; the document keeps
   * what it has. Never throws.
   */
  open(name: string, doc: Y.Doc, on: MailLinkEvents): MailLink
}

export interface MailLink {
  /** What is on its way out gets a moment. */
  close(): void
}

export interface MailLinkEvents {
  /** All that the server has is in the document. */
  here(): void
  gone(why: Gone): void
}

export interface Gone {
  /** One sentence for people. */
  readonly trouble: string
  /** Milliseconds in which no other try is worth it; else a few seconds. */
  readonly pause?: number
  /** The document may be half changed and is of no more use. */
  readonly isSpoiled?: true
}
