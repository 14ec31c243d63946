/**
 * The link with which a phone opens the page for guests. What stands behind the # is not sent over the network: the page reads it
 * and has the host prove the key.
 *
 *   http://192.168.1.20:4711/g# body: room's public key, 32 bytes | secret, 16
 *
 * API: formatGuestLink, parseGuestLink (a whole link, or only what stands behind the #).
 */
import { concatBytes } from '@noble/hashes/utils.js'
import { fail, ok, type Result } from '../../model/result.ts'
import { hostInUrl } from './ip-address.ts'
import { KEY_LENGTH } from './key-pair.ts'
import { readLinkBody, writeLinkBody } from './link-body.ts'

const VERSION = 1
const SECRET = 16

export interface GuestKeys {
  /** The Noise key that the host has to prove. */
  readonly key: Uint8Array
  /** 16 bytes. */
  readonly secret: Uint8Array
}

export interface GuestLinkUnreadable {
  readonly type: 'guest-link-damaged' | 'guest-link-newer'
  readonly message: string
}

export function formatGuestLink({ address, port, key, secret }: GuestKeys & { address: string; port: number }): string {
  return `http://${hostInUrl(address)}:${port}/g#${writeLinkBody(VERSION, concatBytes(key, secret))}`
}

export function parseGuestLink(text: string): Result<GuestKeys, GuestLinkUnreadable> {
  const content = readLinkBody(VERSION, text.slice(text.indexOf('#') + 1).trim())
  if (content === 'newer') return fail({ type: 'guest-link-newer', message: NEWER })
  if (content === 'damaged' || content.length !== KEY_LENGTH + SECRET)
    return fail({ type: 'guest-link-damaged', message: DAMAGED })
  return ok({ key: content.slice(0, KEY_LENGTH), secret: content.slice(KEY_LENGTH) })
}

const DAMAGED = 'This link is not whole. Scan the code on the screen again, or ask for the link once more.'
const NEWER = 'This page and the link are of different versions. Scan the code on the screen again.'
