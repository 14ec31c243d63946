import { join } from 'node:path'
import { addComment } from '../../src/commands/comments.ts'
import { createItem } from '../../src/commands/create-item.ts'
import { addCriterion } from '../../src/commands/criteria.ts'
import { deleteItems } from '../../src/commands/delete-item.ts'
import { editItem, setDescription, setLabel } from '../../src/commands/edit-item.ts'
import { moveItem } from '../../src/commands/move-item.ts'
import { renamePlan } from '../../src/commands/plan-facts.ts'
import { beginSeeing } from '../../src/commands/seen.ts'
import { joinPlan } from '../../src/host/host-commands.ts'
import { nodeFiles } from '../../src/host/ports/node-files.ts'
import { HostsApart } from '../support/hosts-apart.ts'

const TITLES = [
  'Hold a berth for fifteen minutes',
  'Pay by link',
  'Waiting list for full weekends',
  'Tide tables on the berth page',
  'Refund within a day',
  'Harbour map with depths',
  'Say when a guest has left',
  'Price by length of the boat',
]

export const TEXT =
  'A skipper holds a berth while they pay. After fifteen minutes the berth goes back to everybody else.\n\nThe harbour master sees who holds what.'

/**
 * Anna's and Ben's hosts, on disk below `folder`: they changed the same things while apart and have met again. Both hosts
 * are closed; `anna` is her data folder.
 */
export async function twoTrains(folder: string): Promise<{ anna: string; ben: string; plan: string }> {
  const hosts = new HostsApart()
  // By the clock of the reader, so that the pictures look as they would.
  hosts.now = Date.now() - 3 * 3_600_000
  const [anna, ben] = [
    await hosts.add('anna', { files: nodeFiles, folder: join(folder, 'anna') }),
    await hosts.add('ben', { files: nodeFiles, folder: join(folder, 'ben'), role: 'po' }),
  ]
  await anna.vault.writeNote('profile', { person: 'anna', name: 'Anna Kern', role: 'po' })
  await ben.vault.writeNote('profile', { person: 'ben', name: 'Ben Ito', role: 'po' })
  await anna.run(joinPlan, { person: 'anna', name: 'Anna Kern', role: 'po' })
  await anna.run(renamePlan, { name: 'Harbour' })
  const ids: string[] = []
  for (const title of TITLES) ids.push(await anna.run(createItem, { title, at: 'bottom', description: TEXT }))
  const at = (n: number): string => ids[n] as string
  await hosts.meet(hosts.all, 'first')
  await ben.run(joinPlan, { person: 'ben', name: 'Ben Ito', role: 'po' })
  await hosts.meet(hosts.all, 'first')

  await anna.run(editItem, { id: at(7), field: 'outcome', value: 'Nobody asks what a berth costs' })
  await ben.run(editItem, { id: at(7), field: 'outcome', value: 'Fewer calls to the office' })
  await hosts.meet()
  await ben.run(editItem, { id: at(7), field: 'outcome', value: 'Half the calls to the office' })
  await hosts.meet()
  for (const host of hosts.all) {
    const { ledger } = await host.host()
    const upTo = Object.entries(ledger.vector()).map(([line, [seq]]) => [line, seq] as const)
    await host.run(beginSeeing, { upTo: Object.fromEntries(upTo) })
  }

  await anna.run(editItem, { id: at(0), field: 'title', value: 'Hold a berth while paying' })
  await ben.run(editItem, { id: at(0), field: 'title', value: 'Reserve a berth for a quarter of an hour' })
  await ben.run(setDescription, {
    id: at(0),
    value: TEXT.replace('fifteen', 'twenty').replace('everybody else', 'the waiting list'),
  })
  await anna.run(setDescription, {
    id: at(0),
    value: TEXT.replace('The harbour master sees', 'The harbour office sees at once'),
  })
  await anna.run(moveItem, { id: at(5), after: null })
  await ben.run(moveItem, { id: at(5), after: at(2) })
  await anna.run(deleteItems, { ids: [at(3)], why: 'The weather service has them' })
  await ben.run(editItem, { id: at(3), field: 'estimate', value: 5 })
  await anna.run(editItem, { id: at(1), field: 'estimate', value: 3 })
  await ben.run(editItem, { id: at(1), field: 'estimate', value: 8 })
  await ben.run(addComment, { item: at(1), text: 'The bank takes two days to answer.' })
  await ben.run(addCriterion, { item: at(2), text: 'A skipper hears within five minutes' })
  await ben.run(setLabel, { ids: [at(2), at(6)], label: 'summer', on: true })
  await ben.run(createItem, { title: 'A day ticket for the slipway', at: 'bottom' })
  hosts.tick(1_200_000)
  await hosts.meet()
  await hosts.stop()
  return { anna: join(folder, 'anna'), ben: join(folder, 'ben'), plan: hosts.plan }
}
