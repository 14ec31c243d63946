import { buildIfNeeded } from '../../src/host/start/build.mjs'

/** Before tests that run what is built: builds it if `out/` is missing or older than the sources. */
export function setup(): void {
  buildIfNeeded()
}
