import type { GuestRoom } from './guest-room.svelte.ts'

/** Why it is over, what that means for the guest, and the way back where there is one. */
export const OUT_WORDS: Readonly<
  Record<NonNullable<GuestRoom['why']>, { readonly title: string; readonly then: string; readonly again: string }>
> = {
  closed: {
    title: 'The room is closed',
    then: 'What you said stays on its items. If the room opens again, scan its new code.',
    again: '',
  },
  away: {
    title: 'You were not let in',
    then: 'Somebody in the room said no. Talk to them if you think that was a mistake; they can open the room anew.',
    again: '',
  },
  elsewhere: {
    title: 'You are in the room in another tab',
    then: 'This phone has one place in the room, and another tab or window took it.',
    again: 'Go on here',
  },
  full: {
    title: 'The room is full',
    then: 'It takes no more guests now.',
    again: 'Try again',
  },
  crowd: {
    title: 'Too many ask at once from your connection',
    then: 'Others who share it wait to be let in. Leave this page open: it asks again by itself once there is room.',
    again: 'Try now',
  },
  fast: {
    title: 'Too much at once',
    then: 'This page sent more than a room can follow, and was cut off.',
    again: 'Come back in',
  },
  stranger: {
    title: 'This is not the room of your link',
    then: 'Another machine answered in its place. Close this page, and scan the code on the room’s own screen again.',
    again: '',
  },
  left: {
    title: 'You left the room',
    then: 'What you said stays on its items.',
    again: 'Ask to come in again',
  },
}
