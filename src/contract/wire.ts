import { createDecoder, readAny } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeAny } from 'lib0/encoding'

/** What travels between a window and its host, over whichever channel joins them. */
export type WireMessage =
  | { readonly is: 'call'; readonly id: number; readonly name: string; readonly args: unknown }
  | { readonly is: 'answer'; readonly id: number; readonly value: unknown }
  /** An answer whose value `encodeWire` has written already. */
  | { readonly is: 'packed'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly is: 'failed'; readonly id: number; readonly type: string; readonly message: string }
  | { readonly is: 'event'; readonly name: string; readonly news: unknown }

/** An answer that another thread put into bytes, so that the one that passes it on has nothing to do with each row. */
export class Packed {
  /** As `encodeWire` writes the value. */
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** A two-way road for messages. Message ports carry them as they are, sockets as the bytes below. */
export interface Channel {
  send(message: WireMessage): void
  onMessage(handler: (message: unknown) => void): void
  onClose(handler: () => void): void
  close(): void
}

/** Bytes of a message, for channels that carry only bytes. Byte arrays inside stay byte arrays. */
export function encodeWire(message: unknown): Uint8Array {
  const encoder = createEncoder()
  writeAny(encoder, message as Parameters<typeof writeAny>[1])
  return toUint8Array(encoder)
}

/** Throws for bytes that no honest sender makes; the receiver closes the channel then. */
export function decodeWire(bytes: Uint8Array): unknown {
  return readAny(createDecoder(bytes))
}
