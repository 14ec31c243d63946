/**
 * What a guest's phone and the host say to each other, inside the encrypted channel. A guest has a handful of intents and no other
 * way in: none of them carries an update, a record or another's name. A kind that is not known comes from another version and is
 * passed over; what is known and malformed comes from nobody honest.
 *
 * API: encodeGuest, decodeIntent (host), decodeNews (page) -> message, 'unknown' or null.
 */
import * as v from 'valibot'
import { LONGEST_FACE, LONGEST_REASON } from '../model/card.ts'
import { plainName, UNPRINTABLE } from '../model/plain-name.ts'
import { REFLECTION_KINDS } from '../model/reflection.ts'
import { KANO_ANSWERS } from '../model/scoring/kano.ts'
import { GUEST_ROLES } from '../model/who-votes.ts'

/** Bytes of the longest message to a host. */
export const LONGEST_INTENT = 16_384
/** Bytes of the longest message to a phone. */
export const LONGEST_NEWS = 1_000_000
/** Letters. */
export const LONGEST_NAME = 40
export const LONGEST_WORDS = 2_000

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64))
const hex = (letters: number) => v.pipe(v.string(), v.regex(/^[0-9a-f]*$/), v.length(letters))
const name = v.pipe(v.string(), v.maxLength(400), v.transform(plainName), v.minLength(1), v.maxLength(LONGEST_NAME))
const words = v.pipe(
  v.string(),
  v.maxLength(LONGEST_WORDS),
  v.transform((text) => text.replace(UNPRINTABLE, '').trim()),
  v.minLength(1),
)
/** `ref`: told back with the answer, and what keeps a message that is sent twice from being taken twice. */
const said = { ref: id, item: id, text: words }
const role = v.picklist(GUEST_ROLES)
const felt = { item: id, with: v.picklist(KANO_ANSWERS), without: v.picklist(KANO_ANSWERS) }

const Intents = {
  /** The first word on each connection. Who was let in is in at once, as what the room knows by then. */
  ask: v.object({ is: v.literal('ask'), name, role: v.optional(role, 'stakeholder') }),
  /** The guest is something else than it said. */
  role: v.object({ is: v.literal('role'), role }),
  /** A card, face down: who speaks is who proved the key. A null takes the card back. */
  'card-commit': v.object({ is: v.literal('card-commit'), round: id, commit: v.nullable(hex(64)) }),
  /** What is on it, once the round is turned and lists it. */
  'card-reveal': v.object({
    is: v.literal('card-reveal'),
    round: id,
    face: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_FACE)),
    reason: v.pipe(v.string(), v.maxLength(LONGEST_REASON)),
    salt: hex(32),
  }),
  /** Why, once the cards are turned, from whoever lies lowest or highest. */
  'card-say': v.object({
    is: v.literal('card-say'),
    round: id,
    said: v.pipe(
      v.string(),
      v.maxLength(LONGEST_REASON),
      v.transform((text) => text.replace(UNPRINTABLE, '').trim()),
    ),
  }),
  comment: v.object({ is: v.literal('comment'), ...said }),
  question: v.object({ is: v.literal('question'), ...said }),
  /** A note of the retrospective, or something asked for in the review, that the shared screen holds: `item` is that meeting. */
  note: v.object({ is: v.literal('note'), ...said, kind: v.picklist(REFLECTION_KINDS) }),
  request: v.object({ is: v.literal('request'), ...said }),
  /** How the guest feels about an item of the survey that is open. Said again, the newer counts. */
  answer: v.object({ is: v.literal('answer'), ref: id, survey: id, ...felt }),
  /** A vote for a note of the retrospective while the room votes, or the vote back. */
  vote: v.object({ is: v.literal('vote'), ref: id, note: id, on: v.boolean() }),
  /** A Developer stands for what the planning on the shared screen pulls, or does not after all. */
  confirm: v.object({ is: v.literal('confirm'), ref: id, session: id, on: v.boolean() }),
  hand: v.object({ is: v.literal('hand'), up: v.boolean() }),
  /** The person leaves for good. */
  bye: v.object({ is: v.literal('bye') }),
} as const
export type GuestIntent = v.InferOutput<(typeof Intents)[keyof typeof Intents]>

const text = v.string()
const amount = v.nullable(v.number())
const ShownItemSchema = v.object({
  id: text,
  key: text,
  title: text,
  kind: text,
  description: text,
  estimate: amount,
  criteria: v.array(v.object({ text, met: v.boolean() })),
})
/** A secret round: nobody's card is known here or at the host before all are turned. */
const RoundSchema = v.object({
  id: text,
  kind: text,
  item: v.nullable(text),
  /** Empty where it is about no item. */
  key: text,
  title: text,
  question: text,
  /** Of a scoring round: what the factor asks. */
  asks: text,
  deck: v.array(text),
  /** What each card of the deck says in words; empty where they say nothing more. */
  steps: v.array(text),
  /** How many cards lie there. */
  put: v.number(),
  /** This guest's commitment, as it stands in the plan; empty: none. */
  commit: text,
  /** Null until the cards are turned. */
  votes: v.nullable(v.array(v.object({ name: text, is: text, face: text, reason: text, said: text }))),
  /** The lowest and the highest, who say why; null where the cards lie close together. */
  far: v.nullable(v.object({ lowest: text, highest: text })),
  /** What this guest said as one of these; null where nobody asks it. */
  said: v.nullable(text),
})
/** A survey that takes answers. Of what was answered a guest is told its own alone, as it stands in the plan. */
const SurveySchema = v.object({
  id: text,
  words: text,
  items: v.array(v.object({ id: text, key: text, title: text })),
  answers: v.array(v.object(felt)),
})
/** What the shared screen of the room shows. Its screen is empty while nobody shares one. */
const ShownSchema = v.object({
  screen: text,
  driver: text,
  /** While the team looks back on it: in which meeting, by id; an earlier host says nothing of it. */
  meeting: v.optional(
    v.nullable(
      v.object({
        id: text,
        kind: text,
        title: text,
        /** Of a retrospective: the part that it is in, and the notes to vote for or to talk about, most wanted first there. */
        part: v.optional(text, ''),
        /** `votes` is null as long as the room votes. */
        notes: v.optional(v.array(v.object({ id: text, kind: text, words: text, votes: amount })), []),
        /** The note that all talk about. */
        current: v.optional(v.nullable(text), null),
      }),
    ),
    null,
  ),
  item: v.nullable(ShownItemSchema),
  goal: v.nullable(v.object({ sprint: text, words: text })),
  /** While a sprint is planned on it; an earlier host says nothing of it. */
  planning: v.optional(
    v.nullable(
      v.object({
        /** The phases in their order, by name, and which of them is on. */
        phases: v.array(text),
        at: v.number(),
        /** "24 of 26 points pulled, 2 free." */
        fits: text,
        pulled: v.array(v.object({ key: text, title: text, ifRoom: v.boolean() })),
        /** Where the shared screen pulled something: for which team, and who of it stands for that by now. */
        confirm: v.optional(
          v.nullable(v.object({ session: text, team: text, waiting: v.number(), by: v.array(text) })),
          null,
        ),
      }),
    ),
    null,
  ),
})

const News = {
  /** A person in the room is asked. */
  waiting: v.object({ is: v.literal('waiting') }),
  /** Also where the room says that this guest is something else. */
  in: v.object({ is: v.literal('in'), name: text, role, plan: text, hand: v.boolean() }),
  /**
   * It is over. `closed`: the room was; `away`: a person said no; `elsewhere`: the same guest is on in another tab; `full`: more
   * guests than a room takes; `crowd`: too many wait who share its address; `fast`: it sent more than any person does.
   */
  out: v.object({ is: v.literal('out'), why: v.picklist(['closed', 'away', 'elsewhere', 'full', 'crowd', 'fast']) }),
  shown: v.object({ is: v.literal('shown'), shown: ShownSchema }),
  /** `toShow`: cards of this guest that count in any round that is turned, and that nobody has seen yet. */
  round: v.object({
    is: v.literal('round'),
    round: v.nullable(RoundSchema),
    toShow: v.array(v.object({ round: text, commit: text })),
  }),
  /** Null: none is open. */
  survey: v.object({ is: v.literal('survey'), survey: v.nullable(SurveySchema) }),
  /** The notes that this guest voted for, as it stands in the plan. */
  votes: v.object({ is: v.literal('votes'), notes: v.array(text) }),
  /** The room lowered this guest's hand, or took notice of it. */
  hand: v.object({ is: v.literal('hand'), up: v.boolean() }),
  /** What came of a comment, a question, an answer, a vote or a yes. `message` says why it was not taken. */
  done: v.object({ is: v.literal('done'), ref: text, taken: v.boolean(), message: text }),
} as const
export type GuestNews = v.InferOutput<(typeof News)[keyof typeof News]>
export type GuestOut = (GuestNews & { is: 'out' })['why']
export type ShownItem = v.InferOutput<typeof ShownItemSchema>
export type Shown = v.InferOutput<typeof ShownSchema>
export type GuestRound = v.InferOutput<typeof RoundSchema>
export type GuestSurvey = v.InferOutput<typeof SurveySchema>
export type RoundNews = Omit<GuestNews & { is: 'round' }, 'is'>

export function encodeGuest(message: GuestIntent | GuestNews): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message))
}

/** Null: no honest page of any version sends this. */
export function decodeIntent(bytes: Uint8Array): GuestIntent | 'unknown' | null {
  return bytes.length > LONGEST_INTENT ? null : decode(Intents, bytes)
}

export function decodeNews(bytes: Uint8Array): GuestNews | 'unknown' | null {
  return decode(News, bytes)
}

function decode<T extends Readonly<Record<string, v.GenericSchema>>>(
  kinds: T,
  bytes: Uint8Array,
): v.InferOutput<T[keyof T]> | 'unknown' | null {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
  const kind: unknown = typeof json === 'object' && json !== null && 'is' in json ? json.is : null
  if (typeof kind !== 'string') return null
  const schema = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (schema === undefined) return 'unknown'
  const read = v.safeParse(schema, json)
  return read.success ? (read.output as v.InferOutput<T[keyof T]>) : null
}
