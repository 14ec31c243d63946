/** Schedules that once failed. They are played in every run, so that what they found stays mended. */
export const FAILING_SEEDS: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 11, found: 'an import on a failing disk ended without a sentence' },
  { seed: 38, found: 'an edit that was not on disk when the plan was closed was reported as a fault' },
  { seed: 43, found: 'an undo on a failing disk ended without a sentence' },
  { seed: 46, found: 'an edit that was on its way to the disk was refused when it came again' },
  { seed: 74, found: 'a window said that saved edits are missing, of edits that never were on disk' },
  { seed: 257, found: 'a disk that could not be read for a moment made a plan forget its lines' },
  { seed: 753, found: 'a snapshot counted a finished stage under a number that it lost' },
  { seed: 1108, found: 'a plan that could not be read once did not open when asked again' },
  { seed: 1152, found: 'an edit on another window’s unsaved edit was refused after the host died' },
  { seed: 1217, found: 'a last write torn inside a sector was taken for damage' },
  { seed: 1513, found: 'a window said that saved edits are missing, and did not take it back' },
  { seed: 1693, found: 'a window went on showing what a host had lost before it was on disk' },
  { seed: 500160, found: 'an encrypted folder on a failing disk ended the start without a sentence' },
  { seed: 501153, found: 'an edit behind one that waits was refused' },
  { seed: 501158, found: 'a lock that could not be read back was taken for somebody else’s' },
  { seed: 600613, found: 'an edit of an earlier window that waited for another browser’s was not sent again' },
]
