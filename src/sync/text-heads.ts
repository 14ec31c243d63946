/**
 * Who edited a text last, not knowing of each other. As with heads.ts: an edit that no other edit of the same text has in its
 * past is a head, and a text with two or more was changed apart. Yjs keeps what all of them wrote, so nothing is overruled: an
 * edit by somebody who knew all of them ends it. A text that was edited while its record was deleted apart is noted as
 * crossings.ts does.
 *
 * API: createTextHeads({ saved? }) -> note(record, knows, heads), open(), crossed(), toJSON(). An edited text costs about a
 * hundred bytes; what a text was made with is no edit of it.
 */
import { DELETED } from './crossed.ts'
import type { Heads } from './heads.ts'
import type { Mark } from './ledger.ts'
import type { Write } from './standing.ts'
import type { FieldWrite, TextWrite } from './update-form.ts'

/** The record that edited; one that only deletes has no clock, so records are counted. */
export interface TextHead {
  readonly client: number
  readonly seq: number
}

export interface EditedText {
  readonly path: string
  readonly madeBy: string
  /** Of the record that it stands in. */
  readonly recordMadeBy: string
  /** Sorted by line. */
  readonly heads: readonly TextHead[]
}

/** A text was edited and its record deleted, neither knowing of the other. */
export interface CrossedText {
  /** `items/<id>` */
  readonly record: string
  readonly madeBy: string
  readonly deletion: Write
  /** `description` */
  readonly key: string
  readonly edit: TextHead
}

export interface TextHeads {
  /** Takes in an applied record, after `heads` did; `knows` is what its line knows of another with it. */
  note(
    record: TextHead & { readonly texts: readonly TextWrite[]; readonly writes: readonly FieldWrite[] },
    knows: (other: number) => Mark,
    heads: Heads,
  ): void
  /** Texts with two or more heads. */
  open(): EditedText[]
  /** All that ever crossed and whose edit is still a head of its text. */
  crossed(): CrossedText[]
  toJSON(): SavedTextHeads
}

export interface SavedTextHeads {
  /** Heads as client, seq, client, seq ... */
  readonly texts: readonly (readonly [path: string, madeBy: string, recordMadeBy: string, heads: readonly number[]])[]
  readonly crossed: readonly CrossedText[]
}

export function createTextHeads({ saved }: { readonly saved?: SavedTextHeads | undefined } = {}): TextHeads {
  const texts = new Map<string, EditedText>()
  /** Names of the texts of each record. */
  const ofRecord = new Map<string, Set<string>>()
  const crossed: CrossedText[] = [...(saved?.crossed ?? [])]
  for (const [path, madeBy, recordMadeBy, heads] of saved?.texts ?? [])
    keep({ path, madeBy, recordMadeBy, heads: inPairs(heads) })

  return {
    note({ client, seq, texts: edited, writes }, knows, heads) {
      for (const { path, madeBy, recordMadeBy, deletion } of edited) {
        const isKnown = (head: TextHead): boolean => head.client === client || knows(head.client)[0] >= head.seq
        const apart = texts.get(`${path} ${madeBy}`)?.heads.filter((head) => !isKnown(head)) ?? []
        const edit = { client, seq }
        keep({ path, madeBy, recordMadeBy, heads: [...apart, edit].sort((a, b) => a.client - b.client) })
        const { record, key } = placeOf(path)
        if (key === '') continue
        // Where the deletion forked, what stands in the document is one head of several.
        const met = new Map((deletion === null ? [] : [deletion]).map((one) => [nameOf(one), one]))
        for (const one of heads.of({ path: `${record}/${DELETED}`, madeBy: recordMadeBy }) ?? [])
          if (one.value !== null && one.client !== client && knows(one.client)[1] <= one.clock)
            met.set(nameOf(one), one)
        for (const one of met.values()) crossed.push({ record, madeBy: recordMadeBy, deletion: one, key, edit })
      }
      for (const { path, key, madeBy, clock, value = null } of writes) {
        if (key !== DELETED || value === null || madeBy === '') continue
        const record = path.slice(0, -key.length - 1)
        const deletion: Write = { client, clock, value, makesType: false, isKept: true }
        for (const name of ofRecord.get(record) ?? []) {
          const text = texts.get(name) as EditedText
          if (text.recordMadeBy !== madeBy) continue
          for (const edit of text.heads)
            if (edit.client !== client && knows(edit.client)[0] < edit.seq)
              crossed.push({ record, madeBy, deletion, key: placeOf(text.path).key, edit })
        }
      }
    },
    open: () => [...texts.values()].filter(({ heads }) => heads.length > 1),
    crossed: () =>
      crossed.filter(({ record, madeBy, key, edit }) =>
        [...(ofRecord.get(record) ?? [])].some((name) => {
          const text = texts.get(name) as EditedText
          if (text.recordMadeBy !== madeBy || text.path !== `${record}/${key}`) return false
          return text.heads.some(({ client, seq }) => client === edit.client && seq === edit.seq)
        }),
      ),
    toJSON: () => ({
      texts: [...texts.values()].map(({ path, madeBy, recordMadeBy, heads }) => [
        path,
        madeBy,
        recordMadeBy,
        heads.flatMap(({ client, seq }) => [client, seq]),
      ]),
      crossed,
    }),
  }

  function keep(text: EditedText): void {
    const name = `${text.path} ${text.madeBy}`
    texts.set(name, text)
    const { record, key } = placeOf(text.path)
    if (key === '') return
    const names = ofRecord.get(record)
    if (names === undefined) ofRecord.set(record, new Set([name]))
    else names.add(name)
  }
}

/** `items/<id>` and `description`; a root text is in no record. */
function placeOf(path: string): { readonly record: string; readonly key: string } {
  const [root = '', id = '', ...rest] = path.split('/')
  return { record: `${root}/${id}`, key: rest.join('/') }
}

const nameOf = ({ client, clock }: Write): string => `${client}/${clock}`

function inPairs(numbers: readonly number[]): TextHead[] {
  const heads: TextHead[] = []
  for (let i = 0; i + 1 < numbers.length; i += 2)
    heads.push({ client: numbers[i] as number, seq: numbers[i + 1] as number })
  return heads
}
