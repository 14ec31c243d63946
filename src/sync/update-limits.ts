/** What no honest Ordinal of any version exceeds. Fixed for ever: a version with other limits would fork the plan. */
/** Clocks that one record may use: characters of text, or map entries. */
export const MAX_ADVANCE = 1_000_000
/** Types within types: a root is 1, a record in it 2, a text of the record 3. */
export const MAX_DEPTH = 4
/** Bytes in UTF-8 of a root's name or a map's key. */
export const MAX_KEY = 200
/** Bytes of one value (not of a text, which MAX_ADVANCE bounds), counted as `valueSize` does. */
export const MAX_VALUE = 256_000
/** Lists and objects within one value. */
export const MAX_NESTING = 32
