import { join } from 'node:path'
import { createId, type Random } from '../../model/id.ts'

/** In the data folder: where backups are tried and plans are put together. What an earlier start left in it goes. */
export const scratchIn = (root: string): string => join(root, 'scratch')

/** A folder of its own for one job, not there yet. */
export const scratchFor = (root: string, what: string, random: Random): string =>
  join(scratchIn(root), `${what}-${createId(random)}`)
