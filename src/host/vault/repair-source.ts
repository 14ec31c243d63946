/** Something that may still have what a journal lost: a backup, the compressed form of a segment, later another peer. */
export interface RepairSource {
  /** Such as "the backup of 3 May 2026, 14:05". */
  readonly name: string
  /**
   * The plan's segment of this number as it lies there, uncompressed; shorter if it was copied before it was full, zeros
   * where it cannot be read. Null where there is none.
   */
  segment?(number: number): Promise<Uint8Array | null>
  /** Records of the plan, in any order. Asked for only where segments did not help. */
  records?(): AsyncIterable<Uint8Array>
}
