/** Client ids of this device for one plan. Few and stable: an edit costs more with each id that a document has seen. */
export interface Leases {
  /**
   * An id that nobody writes under: one that was given back, else a new one. On disk before it is handed out; rejects if
   * that fails. `isTaken` says which ids the plan has already seen elsewhere.
   */
  take(isTaken: (client: number) => boolean): Promise<number>
  /** The one who held it is here again with all it wrote: true if the id is this device's, and it is out again. */
  resume(client: number): Promise<boolean>
  /** After a clean close: all its records are in the journal. It may be handed out again. */
  giveBack(client: number): Promise<void>
  /** Nobody shall write under it again. */
  rest(client: number): Promise<void>
  /** Whether this device ever leased it, under its present key. */
  isOurs(client: number): boolean
  /** Ids that were out when the host ended, or rest for another reason. */
  resting(): readonly number[]
}
