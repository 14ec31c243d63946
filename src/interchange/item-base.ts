import { sorted } from './ordinal-export.ts'
import type { OrdinalItem } from './ordinal-file.ts'
import { textDigest } from './text-digest.ts'

/** Fields in a fixed order; later versions only append, so that a base written by an older one can still be read. */
const FIELDS = [
  'key',
  'title',
  'kind',
  'stage',
  'parked',
  'estimate',
  'value',
  'effort',
  'epic',
  'domain',
  'goal',
  'sprint',
  'outcome',
  'labels',
  'names',
  'ready',
  'source',
  'imported',
  'lastImported',
  'createdAt',
  'createdBy',
  'startedAt',
  'finishedAt',
  'deleted',
  'description',
  'criteria',
  'tasks',
  'links',
  'comments',
  'parkedAt',
  'parkedBy',
  'parkedWhy',
  'parkedUntil',
  'orderWhyAt',
] as const
const WIDTH = 4
/** Most fields of most items are empty; they are not told apart. */
const EMPTY = '----'

/**
 * What a file said of an item, four letters a field (1.7 million values): enough to see whether the file or the plan
 * changed it since, and small enough to keep for every item.
 */
export function createItemBase(item: OrdinalItem): string {
  return FIELDS.map((field) => digest(item[field])).join('')
}

export function sameAsBase(base: string, field: string, value: unknown): boolean {
  const place = (FIELDS as readonly string[]).indexOf(field) * WIDTH
  return place >= 0 && base.slice(place, place + WIDTH) === digest(value)
}

function digest(value: unknown): string {
  if (value === null || value === false || value === '') return EMPTY
  return (
    textDigest(JSON.stringify(sorted(value)) ?? '')
      .split('.')[0]
      ?.slice(-WIDTH)
      .padStart(WIDTH, '0') ?? ''
  )
}
