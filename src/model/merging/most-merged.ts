/** Items that go into one other at most. More at once are no duplicates any more. */
export const MAX_MERGED = 40
