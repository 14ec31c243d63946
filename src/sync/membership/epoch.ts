/**
 * A key of the room and for whom it was sealed. Each removal makes a new one, without the removed device. Of two with one
 * counter the one whose record has the lower hash counts.
 */
export interface Epoch {
  /** One more than the highest that its maker knew. */
  readonly counter: number
  /** Of the line of the record that made it, up to that record, in hex: its name. */
  readonly hash: string
  readonly record: { readonly client: number; readonly seq: number }
  /** A device. */
  readonly madeBy: string
  /** By device, the one with the lowest hash first. Several may have sealed it for one device at once. */
  readonly sealed: Map<string, { readonly hash: string; readonly bytes: Uint8Array }[]>
}
