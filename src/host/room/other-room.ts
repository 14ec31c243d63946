import type { Membership } from '../../sync/membership/membership.ts'

/**
 * Why what answered to an invite is not the room of a plan that is here already, as a sentence; null if it may be. Whoever answers
 * says which plan it is and who began it: without this, somebody who was removed from a plan would get all of it from
 * whoever follows an invite of theirs. `root`, `by` and `own` are devices.
 */
export function whyOtherRoom(
  membership: Pick<Membership, 'root' | 'isRootProven' | 'isRemoved'>,
  { root, by, own }: { readonly root: string; readonly by: string; readonly own: string },
): string | null {
  const here = membership.root()
  // A room that this device alone began on a plan of before there were rooms gives way to one of others.
  const isFixed = here !== null && (membership.isRootProven() || here !== own)
  if (isFixed && root !== here)
    return 'The invite leads to a plan that is here already, and says that somebody else began it. Nothing was joined.'
  if (membership.isRemoved(by))
    return 'The invite comes from a device that was removed from this plan’s room. Nothing was joined; ask somebody who belongs to it.'
  return null
}
