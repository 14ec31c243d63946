import { createId } from '../model/id.ts'

/** Randomness of the window, from the browser's source of secrets. In [0, 1). */
export function windowRandom(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] as number) / 2 ** 32
}

export function newWindowId(): string {
  return createId(windowRandom)
}
