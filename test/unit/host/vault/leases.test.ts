import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeOf } from '../../../../src/host/ports/files.ts'
import { afterPowerCut, fakeProcesses, openScene, PLAN_FOLDER } from './plan-scene.ts'

const none = (): boolean => false

test('an id is on disk before it is handed out', async () => {
  const scene = await openScene()
  const client = await scene.plan.leases.take(none)
  const next = await afterPowerCut(scene)
  expect(next.plan.leases.isOurs(client)).toBe(true)
  expect(next.plan.leases.resting()).toEqual([client])
})

test('an id that was given back is leased again, one that was out when the host ended is not', async () => {
  const scene = await openScene()
  const { leases } = scene.plan
  const [clean, lost] = [await leases.take(none), await leases.take(none)]
  await leases.giveBack(clean)
  const next = await afterPowerCut(scene)
  expect(await next.plan.leases.take(none)).toBe(clean)
  const third = await next.plan.leases.take(none)
  expect([clean, lost]).not.toContain(third)
})

test('who still holds an id after a crash of the host may go on with it', async () => {
  const scene = await openScene()
  const client = await scene.plan.leases.take(none)
  const { plan } = await afterPowerCut(scene)
  expect(await plan.leases.resume(client)).toBe(true)
  expect(plan.leases.resting()).toEqual([])
  expect(await plan.leases.resume(client + 1)).toBe(false)
  await plan.leases.giveBack(client)
  expect(await plan.leases.take(none)).toBe(client)
})

test('an id that rests for ever is neither leased nor resumed', async () => {
  const scene = await openScene()
  const { leases } = scene.plan
  const client = await leases.take(none)
  await leases.rest(client)
  expect(await leases.resume(client)).toBe(false)
  await leases.giveBack(client)
  expect(await leases.take(none)).not.toBe(client)
})

test('an id that the plan has seen elsewhere is not handed out', async () => {
  const { plan } = await openScene()
  const seen: number[] = []
  const client = await plan.leases.take((one) => seen.push(one) < 4)
  expect(seen).toHaveLength(4)
  expect(seen.at(-1)).toBe(client)
})

test('two who ask at once get two ids', async () => {
  const { plan } = await openScene()
  const [one, two] = await Promise.all([plan.leases.take(none), plan.leases.take(none)])
  expect(one).not.toBe(two)
})

test('a disk that refuses hands out nothing', async () => {
  const { plan, files } = await openScene()
  const heal = files.fault({ on: 'write', path: /leases/, code: 'ENOSPC' })
  expect(await plan.leases.take(none).then(() => '', codeOf)).toBe('ENOSPC')
  heal()
  expect(plan.leases.resting()).toEqual([])
  await plan.leases.take(none)
})

test('in a copied folder all ids rest', async () => {
  const scene = await openScene()
  const client = await scene.plan.leases.take(none)
  await scene.plan.leases.giveBack(client)
  await scene.vault.close()
  const copy = await openScene(scene.files.copied(), { seed: 5 })
  expect(copy.vault.device.id).not.toBe(scene.vault.device.id)
  expect(copy.plan.leases.isOurs(client)).toBe(false)
  expect(await copy.plan.leases.resume(client)).toBe(false)
  expect(copy.plan.leases.resting()).toEqual([client])
  const own = await copy.plan.leases.take(none)
  await copy.vault.close()
  const again = await openScene(copy.files, { seed: 5 })
  expect(again.plan.leases.isOurs(own)).toBe(true)
  expect(again.plan.leases.isOurs(client)).toBe(false)
})

test.each([
  ['one copy', ['leases.json'], true],
  ['the other copy', ['leases.json.second'], true],
  ['both copies', ['leases.json', 'leases.json.second'], false],
])('with %s of the list damaged the plan opens; without any no id is used again', async (_, damaged, isKnown) => {
  const scene = await openScene()
  const client = await scene.plan.leases.take(none)
  await scene.plan.leases.giveBack(client)
  await scene.vault.close()
  for (const name of damaged) scene.files.tamper(join(PLAN_FOLDER, name), (bytes) => bytes.subarray(0, 10))
  const { plan } = await openScene(scene.files, { processes: fakeProcesses(300), seed: 9 })
  expect(plan.leases.isOurs(client)).toBe(isKnown)
  expect((await plan.leases.take(none)) === client).toBe(isKnown)
})
