/** A window that opens waits this long for edits that are not on disk yet; with a failing disk it opens all the same. */
const DISK_PATIENCE_MS = 2_000

/** As long as a disk that works takes; one that does not must keep nobody from reading or leaving. */
export function patiently(writing: Promise<unknown>): Promise<boolean> {
  return Promise.race([
    writing.then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), DISK_PATIENCE_MS).unref()),
  ])
}
