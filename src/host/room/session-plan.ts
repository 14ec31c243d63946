import type { SessionFiles, SessionPlan } from '../../sync/session/session.ts'
import type { PlanHost } from '../plan-host.ts'

/** A plan as the session with one device sees it. The plan may be opened anew meanwhile: each question goes to the one of now. */
export function planOf(host: () => PlanHost, device: string): SessionPlan {
  return {
    frontier: () => host().ledger.frontier(),
    out: () => host().peers.out(),
    sum: () => host().peers.sum(),
    size: () => host().ledger.lines.size(),
    read: (wanted, from) => host().peers.read(wanted, from),
    family: (clients) => host().peers.family(clients),
    async take(records, goesOn, judged) {
      const { applied, takenOut } = await host().receive(records, device, goesOn, judged)
      // The link ended meanwhile: see gone() in mesh.ts.
      if (!goesOn() && !host().ledger.membership.isMember(device)) host().forget(device)
      return applied + takenOut
    },
    due: () => host().due(),
  }
}

/** Its attached files, in the same way. */
export function filesOf(host: () => PlanHost, device: string): SessionFiles {
  return {
    piece: (hash, from, most) => host().attachments.piece(hash, from, most),
    came: (part) => host().attachments.came(device, part),
    hasNone: (hash) => host().attachments.hasNone(device, hash),
  }
}
