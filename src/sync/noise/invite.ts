/**
 * What lets a new device knock at a room: where the room is, and a secret that is good once. As a link for clicking and for QR
 * codes, or as an address and a code for typing.
 *
 *   link: ordinal://join/# body: port, 2 bytes | room's public key, 32 | secret, 16 | for each address its length, 1, and bytes
 *
 * API: createInviteSecret, formatInvite, parseInvite (links and typed ones), InviteUnreadable.
 */
import { concatBytes } from '@noble/hashes/utils.js'
import { fail, ok, type Result } from '../../model/result.ts'
import { addressToBytes, bytesToAddress, reachesOthers } from './ip-address.ts'
import { KEY_LENGTH, type RandomBytes } from './key-pair.ts'
import { readLinkBody, writeLinkBody } from './link-body.ts'
import { looksTyped, parseTypedInvite } from './typed-invite.ts'

const LINK = 'ordinal://join/#'
const VERSION = 1
/** Bytes. */
export const SECRET_LENGTH = 16
const FIXED = 2 + KEY_LENGTH + SECRET_LENGTH
/** More make the QR code too fine for a phone at the other end of a table. */
const MOST_ADDRESSES = 8

export interface Invite {
  /**
   * IPv4 and IPv6, to be tried in this order; of a typed invite also a name. Never empty. A link, which somebody may have sent,
   * leads to other machines only.
   */
  readonly addresses: readonly string[]
  readonly port: number
  /** The Noise key that the host has to prove; null in a typed invite, where the secret alone tells who it is. */
  readonly key: Uint8Array | null
  /** 16 bytes; in a typed invite 10. */
  readonly secret: Uint8Array
}

export interface InviteUnreadable {
  readonly type: 'not-an-invite' | 'invite-damaged' | 'invite-newer' | 'code-wrong'
  readonly message: string
}

export function createInviteSecret(random: RandomBytes): Uint8Array {
  return random(SECRET_LENGTH)
}

/** The link. Addresses that mean nothing on another machine (names, zones) and those after the eighth are left out. */
export function formatInvite(invite: Invite & { readonly key: Uint8Array }): string {
  const addresses = invite.addresses.flatMap((address) => addressToBytes(address) ?? []).slice(0, MOST_ADDRESSES)
  const content = concatBytes(
    Uint8Array.of(invite.port >> 8, invite.port & 255),
    invite.key,
    invite.secret,
    ...addresses.flatMap((bytes) => [Uint8Array.of(bytes.length), bytes]),
  )
  return LINK + writeLinkBody(VERSION, content)
}

/** Takes a link in which a mail program broke the line, and an address with a code in any spelling. */
export function parseInvite(text: string): Result<Invite, InviteUnreadable> {
  const link = /^<?ordinal:\/\/join\/?#([^>]*)>?$/i.exec(text.replace(/\s/g, ''))
  if (link !== null) return parseBody(link[1] as string)
  if (/^\s*https?:/i.test(text)) return unreadable('not-an-invite', GUEST_LINK)
  if (/^\s*ordinal:/i.test(text) || !looksTyped(text)) return unreadable('not-an-invite', NO_INVITE)
  return parseTypedInvite(text)
}

function parseBody(text: string): Result<Invite, InviteUnreadable> {
  const content = readLinkBody(VERSION, text)
  if (content === 'damaged') return unreadable('invite-damaged', DAMAGED)
  if (content === 'newer') return unreadable('invite-newer', NEWER)
  const addresses = content.length < FIXED ? null : addressesOf(content.subarray(FIXED))
  const port = ((content[0] ?? 0) << 8) | (content[1] ?? 0)
  if (addresses === null || addresses.length === 0 || port === 0) return unreadable('invite-damaged', DAMAGED)
  const elsewhere = addresses.filter(reachesOthers)
  if (elsewhere.length === 0) return unreadable('invite-damaged', NOWHERE)
  const key = content.slice(2, 2 + KEY_LENGTH)
  return ok({ addresses: elsewhere, port, key, secret: content.slice(2 + KEY_LENGTH, FIXED) })
}

function addressesOf(bytes: Uint8Array): string[] | null {
  const addresses: string[] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at] as number
    const address = bytes.subarray(at + 1, at + 1 + length)
    if ((length !== 4 && length !== 16) || address.length !== length) return null
    addresses.push(bytesToAddress(address))
    at += 1 + length
  }
  return addresses.length > MOST_ADDRESSES ? null : addresses
}

function unreadable(type: InviteUnreadable['type'], message: string) {
  return fail<InviteUnreadable>({ type, message })
}

const NO_INVITE =
  'This is no invite. Paste the whole link, which begins with ordinal://join, or type the address and the code as they stand on the other screen.'
const GUEST_LINK =
  'This looks like a link for guests, which opens in a browser. To join with this device, ask for an invite; it begins with ordinal://join.'
const DAMAGED =
  'This invite is not whole: letters are missing or wrong. Copy the link again, from its beginning to its end.'
const NOWHERE = 'This invite leads to no other machine. Ask for a new one.'
const NEWER = 'This invite comes from a newer version of Ordinal. Update Ordinal on this device and use it again.'
