import type { HandlersOf } from '../../contract/call.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { ROOM_CALLS } from '../../contract/room-calls.ts'
import type { Seat } from '../hub.ts'
import type { Rooms } from './rooms.ts'

/** What windows and commands ask of rooms. */
export function createRoomCalls(
  rooms: Rooms,
  { mayAdmit }: { readonly mayAdmit: boolean },
): HandlersOf<typeof ROOM_CALLS, Seat> {
  return {
    'room.state': (_, { plan }) => rooms.state(plan),
    'room.open': (_, { plan, port, anew }) => rooms.open(plan, port, anew),
    'room.close': (_, { plan }) => rooms.close(plan),
    'room.invite': (_, { plan }) => rooms.invite(plan),
    'room.admit': async (_, { plan, device, digits }) => {
      if (!mayAdmit)
        throw new CallFailed(
          'may-not-admit',
          'Nobody sits at this host, so it lets nobody in. Start it with --may-admit, or let the device in on another host of the room.',
        )
      return rooms.admit(plan, device, digits)
    },
    'room.turnAway': (_, { plan, device }) => rooms.turnAway(plan, device),
    'room.remove': (_, { plan, device, why }) => rooms.remove(plan, device, why),
    'room.join': (_, { invite, name, again }) => rooms.join(invite, { name, again }),
    'room.leaveJoin': async (_, { invite }) => rooms.leaveJoin(invite),
    'room.plans': async () => rooms.openPlans(),
    'room.nearby': async () => rooms.nearby(),
    'room.guests': (_, { plan, open }) => rooms.withGuests(plan, (guests) => (open ? guests.open() : guests.close())),
    'room.admitGuest': (_, { plan, guest, in: isIn }) =>
      rooms.withGuests(plan, (guests) => {
        if (!(isIn ? guests.admit(guest) : guests.turnAway(guest)))
          throw new CallFailed('no-guest', 'That guest is not there any more.')
      }),
    'room.lowerHand': (_, { plan, guest }) => rooms.withGuests(plan, (guests) => guests.lowerHand(guest)),
    'room.guestRole': (_, { plan, guest, role }) => rooms.withGuests(plan, (guests) => guests.setRole(guest, role)),
  }
}
