import * as Y from 'yjs'
import { createItem } from '../../../../../src/commands/create-item.ts'
import { canonicalJson } from '../../../../../src/sync/canonical-json.ts'
import type { TestWindow } from '../../../../support/host-in-process.ts'
import { roomOfHosts, until, type RoomHost, type RoomOfHosts } from '../../../../support/room-of-hosts.ts'
import { hostileMember, type HostileMember } from './hostile-member.ts'

/** Ada's plan, Ben who belongs to it, and whoever attacks the two. */
export interface AttackedRoom {
  readonly room: RoomOfHosts
  readonly plan: string
  readonly ada: RoomHost
  ben: RoomHost
  readonly here: TestWindow
  there: TestWindow
  /** Ben's host ends and starts again, with a new window. */
  restartBen(): Promise<void>
  /** A member of its own that misbehaves, linked with Ada. */
  mallory(name?: string): Promise<HostileMember>
  port(host: RoomHost): Promise<number>
  device(host: RoomHost): Promise<string>
  /** What the two hold, which must be the same. */
  content(): string
  /** An edit of each reaches the other. Answers the milliseconds that each took. */
  goesOn(): Promise<number[]>
}

export const TITLES = ['Quay wall survey', 'Berth for night ferries', 'Customs hall lights']

export async function attackedRoom(): Promise<AttackedRoom> {
  const room = roomOfHosts()
  const [ada, ben] = [await room.start('Ada'), await room.start('Ben')]
  const plan = (await ada.link.call('plans.create', { name: 'Harbour secret' })).id
  const here = await ada.window(plan)
  for (const title of TITLES) here.run(createItem, { title, at: 'bottom' })
  await room.join(ada, ben, plan)
  const there = await ben.window(plan)
  await until(() => there.titles().length === TITLES.length)
  let attackers = 0
  let edits = 0

  const scene: AttackedRoom = {
    room,
    plan,
    ada,
    ben,
    here,
    there,
    mallory: (name) => hostileMember(room, ada, plan, `10.0.0.${String(100 + ++attackers)}`, name),
    async restartBen() {
      scene.there.die()
      scene.ben = await scene.ben.restart()
      scene.there = await scene.ben.window(plan)
    },
    async port(host) {
      return (await host.state(plan)).port as number
    },
    async device(host) {
      return (await host.state(plan)).devices.find(({ isThis }) => isThis)?.device as string
    },
    content() {
      const [a, b] = [contentOf(scene.here), contentOf(scene.there)]
      if (a !== b) throw new Error(`The two hold other things: ${a}\n${b}`)
      return a
    },
    async goesOn() {
      const took: number[] = []
      for (const [from, to] of [
        [scene.here, scene.there],
        [scene.there, scene.here],
      ] as const) {
        const title = `Edit ${String(++edits)}`
        const began = performance.now()
        from.run(createItem, { title, at: 'bottom' })
        await until(() => to.titles().includes(title))
        took.push(performance.now() - began)
      }
      return took
    },
  }
  return scene
}

/** All that a window shows, in one spelling. */
export function contentOf({ window }: TestWindow): string {
  const roots = [...window.doc.share]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, type]) => {
      const isText = type instanceof Y.Text
      return !isText && type._map.size === 0 ? [] : [[name, isText ? type.toJSON() : window.doc.getMap(name).toJSON()]]
    })
  return canonicalJson(JSON.parse(JSON.stringify(Object.fromEntries(roots))))
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
