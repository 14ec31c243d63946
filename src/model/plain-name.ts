/** A name on one line, without letters that hide, or that turn what stands beside them around. */
export function plainName(typed: string): string {
  return typed.replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim()
}

/** Control characters but line breaks and tabs, halves of letters, and marks of direction. */
export const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu
