import type { RoomDevice, RoomGuest, RoomState } from '../../../src/contract/room-calls.ts'
import type { Presence } from '../../../src/contract/host-info.ts'

/** Rooms as a host tells them, one for each thing that a screen has to show. */
export type Scene = keyof typeof SCENES

export const LINK =
  'ordinal://join/#ASZnbX1vVwq0x2Uu1oB3jH7k0yS9tQpVxC4mN8bLzR5dFgWeYhTiUaOsKjPlMnBvCxZqWeRtYuIoPaSdFgHjKlZxCvBnMQwErTyUiOpAsDfGhJkLz'

const device = (name: string, more: Partial<RoomDevice> = {}): RoomDevice => ({
  device: name.toLowerCase().replaceAll(' ', '-'),
  name,
  person: null,
  fingerprint: 'K7QM-2XW9-ABCD-EF3G',
  isThis: false,
  state: 'here',
  admittedBy: 'anna',
  clockAhead: 40,
  ...more,
})

const own = device('Anna', { isThis: true, person: 'anna', admittedBy: null, fingerprint: 'T2HX-9KPD-4MQA-W7RC' })
const ben = device('Ben', { person: 'ben', fingerprint: 'Q8WD-51XN-KJ0T-M3ZP' })
const carla = device('Carla Quay', { clockAhead: 7 * 60_000, fingerprint: 'B0RK-77TE-2HJM-XA9V' })

const guest = (name: string, more: Partial<RoomGuest> = {}): RoomGuest => ({
  id: name,
  name,
  role: 'developer',
  state: 'here',
  hand: false,
  ...more,
})

export const knock = (name: string, digits: string): RoomState['knocks'][number] => ({
  device: name.toLowerCase(),
  name,
  person: '',
  fingerprint: 'D0RA-41PX-77QM-9WTE',
  digits,
  since: 1,
})

const closed: RoomState = {
  plan: 'plan-1',
  isOpen: false,
  port: null,
  networks: [],
  invite: null,
  guestUrl: '',
  devices: [],
  knocks: [],
  guests: [],
  trouble: '',
  server: null,
}

const open: RoomState = {
  ...closed,
  isOpen: true,
  port: 4711,
  networks: [
    { name: 'wlan0', address: '192.168.1.20' },
    { name: 'eth0', address: '10.0.4.17' },
  ],
  invite: { link: LINK, code: '192.168.1.20:4711 7K3M-Q2XW-9ABC-DEFG-H', until: Date.now() + 14 * 60_000 + 5_000 },
  devices: [own],
}

const three: RoomState = { ...open, devices: [own, ben, carla] }
const NAMES = ['Dora', 'Emil', 'Fatima', 'Gustav', 'Hanne', 'Ivo', 'Jun', 'Katja', 'Levi', 'Mira']
const LONG = 'Wilhelmina Theodora van der Bergh-Oosterhuizen of the harbour office, second floor, left of the stairs'

export const SCENES = {
  closed,
  known: { ...closed, devices: [own, { ...ben, state: 'away' as const, clockAhead: null }] },
  trouble: { ...closed, trouble: 'Port 4711 is used by another program. Choose another one.' },
  empty: open,
  offline: { ...open, networks: [], trouble: 'This machine is in no network just now.' },
  three,
  knock: { ...three, knocks: [knock('Dora', '481902')] },
  drawing: { ...three, knocks: [knock('Dora', '')] },
  ended: { ...three, invite: { link: LINK, code: '192.168.1.20:4711 7K3M-Q2XW-9ABC-DEFG-H', until: 0 } },
  removed: {
    ...three,
    devices: [
      own,
      ben,
      { ...carla, state: 'away' as const },
      {
        ...device('Old laptop'),
        state: 'removed' as const,
        removed: { by: 'anna', at: Date.UTC(2026, 10, 20, 9, 30), why: 'Left in the train', aside: 3 },
      },
    ],
  },
  outside: {
    ...closed,
    devices: [
      {
        ...own,
        state: 'removed' as const,
        removed: { by: 'ben', at: Date.UTC(2026, 4, 3, 9, 30), why: 'it was left in the train', aside: 0 },
      },
      { ...ben, state: 'away' as const, clockAhead: null },
    ],
  },
  many: {
    ...open,
    devices: [
      own,
      ben,
      ...Array.from({ length: 28 }, (_, i) =>
        device(`${NAMES[i % 10] ?? ''} ${i + 1}`, {
          device: `d${i}`,
          state: i < 18 ? 'here' : 'away',
          admittedBy: i % 2 === 0 ? 'ben' : 'anna',
        }),
      ),
    ],
  },
  long: {
    ...three,
    devices: [own, device(LONG, { person: 'nobody', fingerprint: 'Q8WD-51XN-KJ0T-M3ZP' }), ben],
    knocks: [{ ...knock(LONG, '000007'), device: 'long' }],
    networks: [{ name: 'enp0s31f6-vlan-conference', address: '2001:db8:85a3:8d3:1319:8a2e:370:7348' }],
  },
  guests: {
    ...three,
    guestUrl: 'http://192.168.1.20:4711/g/7K3MQ2XW9ABCDEFGH7K3MQ2XW9',
    guests: [
      guest('Piet', { state: 'asks' }),
      guest('Quinn', { hand: true }),
      guest('Rosa'),
      guest('Sam', { state: 'away' }),
    ],
  },
  server: {
    ...three,
    server: {
      kind: 'hocuspocus' as const,
      url: 'wss://plans.example.org',
      state: 'away' as const,
      trouble: 'No server answers at that address.',
    },
  },
} satisfies Record<string, RoomState>

export const sceneNames = Object.keys(SCENES) as Scene[]

/** People at other windows, as the host tells them. */
export const present = (name: string, more: Partial<Presence> = {}): Presence => ({
  id: `window of ${name}`,
  person: name.toLowerCase(),
  name,
  role: 'developer',
  screen: 'backlog',
  item: null,
  ...more,
})
