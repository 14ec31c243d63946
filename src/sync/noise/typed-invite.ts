/**
 * An invite for typing: an address with its port, and 16 letters (80 bits) with a check letter behind.
 *
 *   192.168.1.20:4711 7K3M-Q2XW-9ABC-DEFG-H
 *
 * API: typedSecret (what the letters say, made from the invite's secret), formatTypedCode, parseTypedCode, formatTypedInvite,
 * parseTypedInvite, looksTyped.
 */
import { fail, ok, type Result } from '../../model/result.ts'
import { checkValue, isChecked } from './check-letter.ts'
import { deriveKey } from './derive-key.ts'
import type { Invite, InviteUnreadable } from './invite.ts'
import { addressToBytes, hostInUrl } from './ip-address.ts'
import { bytesToLetters, grouped, LETTERS, letterValues, valuesToBytes } from './letters.ts'

/** Bytes. Never fewer: who listened to a handshake may try codes on it at home. */
export const TYPED_LENGTH = 10
const WITHOUT_CHECK = 16

/** So that link and code belong to one invite, and the code says nothing about the link. */
export function typedSecret(secret: Uint8Array): Uint8Array {
  return deriveKey(secret, 'typed code', undefined, TYPED_LENGTH)
}

export function formatTypedCode(typed: Uint8Array): string {
  const letters = bytesToLetters(typed)
  return grouped(letters + (LETTERS[checkValue(letterValues(letters) as readonly number[])] as string))
}

export function parseTypedCode(text: string): Result<Uint8Array, InviteUnreadable> {
  const values = letterValues(text)
  if (typeof values === 'string')
    return wrong(`The code has a “${values}”, and no code has one. Look at that letter again.`)
  if (values.length !== WITHOUT_CHECK + 1) {
    const much = values.length === 1 ? 'one letter or digit' : `${values.length} letters and digits`
    return wrong(`The code has ${much}; it needs ${WITHOUT_CHECK + 1}. Compare it with the other screen.`)
  }
  if (!isChecked(values)) {
    return wrong('A letter of the code is wrong, or two changed places. Compare it with the other screen.')
  }
  return ok(valuesToBytes(values.slice(0, WITHOUT_CHECK)))
}

export function formatTypedInvite(invite: { address: string; port: number; typed: Uint8Array }): string {
  return `${hostInUrl(invite.address)}:${invite.port} ${formatTypedCode(invite.typed)}`
}

/** Whether a person may have meant it as an address and a code. */
export function looksTyped(text: string): boolean {
  return /^\s*[^\s/]*[:.][^\s/]*\s+\S/.test(text)
}

export function parseTypedInvite(text: string): Result<Invite, InviteUnreadable> {
  const [, place = '', code = ''] = /^\s*(\S+)\s+([^]*)$/.exec(text) ?? []
  const found = /^(?:\[([^\]]*)\]|([a-z0-9.-]+)):(\d{1,5})$/i.exec(place)
  const port = Number(found?.[3])
  // Numbers that are none of an address are a slip, and a system that is asked for them as a name makes up what is missing.
  const numbers = found?.[1] ?? /^[\d.]+$/.exec(found?.[2] ?? '')?.[0]
  if (found === null || (numbers !== undefined && addressToBytes(numbers) === null)) {
    return wrong(`“${place}” is no address with a port. It looks like 192.168.1.20:4711.`)
  }
  if (port < 1 || port > 65_535) return wrong(`The port ${found[3]} does not exist. It is a number from 1 to 65535.`)
  const typed = parseTypedCode(code)
  return typed.ok ? ok({ addresses: [found[1] ?? (found[2] as string)], port, key: null, secret: typed.value }) : typed
}

function wrong(message: string) {
  return fail<InviteUnreadable>({ type: 'code-wrong', message })
}
