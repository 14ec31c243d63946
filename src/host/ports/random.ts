import { randomBytes } from 'node:crypto'
import type { Random } from '../../model/id.ts'

export type { Random }

/** 32 bits a call from the system's source of secrets. */
export const systemRandom: Random = () => randomBytes(4).readUInt32BE() / 2 ** 32
