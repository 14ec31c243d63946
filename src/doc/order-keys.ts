import { generateKeyBetween } from 'fractional-indexing-jittered'
import type { Random } from '../model/id.ts'

/** Longer keys are replaced by shorter ones the next time a person moves something there. */
export const MAX_KEY = 50

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62^3 = 238,328 places in every gap, so that two people who choose the same gap rarely choose the same key. */
const JITTER = 3

/**
 * A key strictly between two others by plain `<`; null is the open end. The random digits come from `random` alone.
 * Null where there is no room: the two are equal, the wrong way round, or not keys at all.
 */
export function keyBetween(low: string | null, high: string | null, random: Random): string | null {
  let upper = high
  for (let tries = 0; tries < 8; tries++) {
    const middle = middleOf(low, upper)
    if (middle === null) return null
    const short = shortest(middle, low)
    const key = short + jitter(random)
    if (high === null || key < high) return key
    upper = middle
  }
  return middleOf(low, high)
}

/**
 * `count` keys in order, in one gap. They share one random beginning, so that the runs that two people put into the
 * same gap stand one after the other and do not mingle.
 */
export function keysBetween(low: string | null, high: string | null, count: number, random: Random): string[] | null {
  if (count === 0) return []
  let start = keyBetween(low, high, random)
  for (let tries = 0; start !== null && high?.startsWith(start) === true && tries < 20; tries++)
    start = keyBetween(low, start, random)
  if (start === null || high?.startsWith(start) === true) return null
  if (count === 1) return [start]
  const width = Math.ceil(Math.log(count + 1) / Math.log(62)) + 1
  const room = 62 ** width
  return Array.from({ length: count }, (_, i) => start + digits(Math.floor(((i + 1) * room) / (count + 1)), width))
}

function middleOf(low: string | null, high: string | null): string | null {
  if (low !== null && high !== null && low >= high) return null
  try {
    const middle = generateKeyBetween(low, high)
    return (low === null || low < middle) && (high === null || middle < high) ? middle : null
  } catch {
    return null
  }
}

/** The first few letters of a key often stand above `low` already; what follows them only makes keys long. */
function shortest(key: string, low: string | null): string {
  const floor = low ?? ''
  for (let length = wholePart(key); length < key.length; length++) {
    const start = key.slice(0, length)
    if (start > floor && !floor.startsWith(start)) return start
  }
  return key
}

/** Length of the part of a key before its fraction: `a` is followed by one digit, `b` by two, and below zero likewise. */
function wholePart(key: string): number {
  const head = key.charCodeAt(0)
  if (head >= 97 && head < 122) return head - 97 + 2
  if (head > 65 && head <= 90) return 90 - head + 2
  return key.length
}

function jitter(random: Random): string {
  return digits(1 + Math.floor(random() * (62 ** JITTER - 1)), JITTER)
}

/** Without zeros at the end: a key may not end with one. */
function digits(value: number, width: number): string {
  let text = ''
  let rest = value
  for (let i = 0; i < width; i++) {
    text = DIGITS.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text.replace(/0+$/, '')
}
