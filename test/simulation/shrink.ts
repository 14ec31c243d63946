/** A shorter list that still fails: parts are left out as long as `fails` says so, larger parts first. */
export async function shrink<S>(
  steps: readonly S[],
  fails: (steps: readonly S[]) => Promise<boolean>,
  tries = 400,
): Promise<readonly S[]> {
  let best = steps
  let left = tries
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length && left > 0;) {
      const shorter = [...best.slice(0, at), ...best.slice(at + size)]
      left--
      if (shorter.length < best.length && (await fails(shorter))) best = shorter
      else at += size
    }
    if (size === 1) break
  }
  return best
}
