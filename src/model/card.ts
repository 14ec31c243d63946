import * as v from 'valibot'
import { flag, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/**
 * One voter's card in a round. Until the round is turned the plan holds `commit` alone; face, reason and salt stay on the
 * voter's own device and are written only after that (decisions/0031).
 */
export interface Card {
  readonly id: string
  readonly round: string
  /** The device, or the guest, whose card it is. It is part of the commitment, so that nobody can put another's again. */
  readonly voter: string
  /** As it is shown while the round is turned. No person: nothing is ever counted by who voted how. */
  readonly name: string
  /** The role the voter acted in. */
  readonly role: string
  /** commitmentOf (commitment.ts) the sealed card; '' where it was taken back. */
  readonly commit: string
  /** '' until it was turned. */
  readonly face: string
  readonly salt: string
  /** Why this card, in the voter's words; hidden as long as the face is. */
  readonly reason: string
  /** What its voter said once it was turned, as the lowest or the highest. No part of the commitment. */
  readonly said: string
  readonly isGuest: boolean
  readonly deleted: Deletion | null
}
export const CardSchema = v.object({
  round: v.string(),
  voter: v.string(),
  name: text,
  role: text,
  commit: text,
  face: text,
  salt: text,
  reason: text,
  said: text,
  isGuest: flag,
  deleted: DeletionSchema,
})

/** What a commitment is made of. */
export interface SealedCard {
  readonly round: string
  readonly voter: string
  readonly face: string
  readonly reason: string
  /** 128 random bits in hex: without it, thirteen cards would be tried in a moment. */
  readonly salt: string
}
export const SALT_BYTES = 16
/** Letters of a face, and of what somebody says with it. */
export const LONGEST_FACE = 12
export const LONGEST_REASON = 200

/** The bytes to hash, as text: a list in JSON, so that no part can pass for another. */
export function sealText({ round, voter, face, reason, salt }: SealedCard): string {
  return JSON.stringify(['ordinal card 1', round, voter, face, reason, salt])
}

export function isCommitment(commit: string): boolean {
  return /^[0-9a-f]{64}$/.test(commit)
}
