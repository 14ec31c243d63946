import { planningToMarkdown } from './planning-words.ts'
import type { Session } from './session.ts'
import { heldWords, summaryToMarkdown } from './session-words.ts'

/** What a session came to as Markdown, of every kind; null where its summary is not written. `plan`: its name. */
export function sessionToMarkdown(session: Session, plan: string): string | null {
  const { title, planned, summary } = session
  const when = heldWords(session)
  if (planned !== null) return planningToMarkdown(planned, { plan, when })
  return summary === null ? null : summaryToMarkdown({ title, plan, when }, summary)
}
