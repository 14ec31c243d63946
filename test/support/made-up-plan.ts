import { createRecord, setRank } from '../../src/doc/write.ts'
import { keysBetween } from '../../src/doc/order-keys.ts'
import { inMemoryPlan, type InMemoryOptions, type InMemoryPlan } from './in-memory-plan.ts'

const WORDS =
  'waiting list reminder clinic booking patient doctor calendar invoice export import report mobile offline login audit consent letter referral queue priority search filter print label triage video upload archive permission role shift holiday'.split(
    ' ',
  )

/** A plan of so many items with criteria and descriptions, written as an import writes it: by 500 items. */
export function madeUpPlan(
  items: number,
  options: InMemoryOptions = {},
): InMemoryPlan & { readonly ids: readonly string[] } {
  const session = inMemoryPlan(options)
  const { random, writer, plan } = session
  const word = (): string => WORDS[Math.floor(random() * WORDS.length)] as string
  const phrase = (count: number): string => Array.from({ length: count }, word).join(' ')
  const ids = Array.from({ length: items }, (_, i) => `item-${String(i).padStart(6, '0')}`)
  const keys = keysBetween(null, null, items, random) ?? []
  for (let start = 0; start < items; start += 500) {
    writer.write({ author: session.author, change: 'import' }, () => {
      for (let i = start; i < Math.min(items, start + 500); i++) {
        const id = ids[i] as string
        createRecord(
          plan.doc,
          'items',
          id,
          {
            key: `CL-${i + 1}`,
            title: `${phrase(5)} ${i}`,
            kind: i % 4 === 0 ? 'bug' : 'feature',
            stage: 'open',
            labels: [word(), word()],
            estimate: i % 3 === 0 ? null : 1 + (i % 8),
            createdAt: i,
          },
          { description: phrase(40) },
        )
        for (let c = 0; c < 3; c++)
          createRecord(plan.doc, 'criteria', `c${c}-${id}`, { item: id, text: phrase(8), rank: `a${c}` })
        setRank(plan.doc, id, keys[i] as string)
      }
    })
  }
  return { ...session, ids }
}
