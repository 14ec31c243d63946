/** This machine's identity in this data folder: an Ed25519 key that never leaves it. */
export interface Device {
  /** 16 letters made from the public key. */
  readonly id: string
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array
  /** Devices that this folder had before it was copied here. Their records stay good, nothing new is signed for them. */
  readonly retired: readonly { readonly id: string; readonly publicKey: Uint8Array }[]
}
