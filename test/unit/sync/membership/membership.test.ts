import { describe, expect, test } from 'vitest'
import { seeded } from '../../../support/random.ts'
import { newcomer, SimulatedMember } from '../../../support/simulated-member.ts'
import { contents } from '../../../support/random-edit.ts'

const title = (text: string) => (doc: SimulatedMember['doc']) => void doc.getText('vision').insert(0, text)
const vision = ({ doc }: SimulatedMember): string => doc.getText('vision').toJSON()
const deviceOf = (key: number): string => newcomer(key).device

/** All that `from` holds and `to` lacks goes over. */
function give(from: SimulatedMember, ...to: readonly SimulatedMember[]): void {
  for (const one of to) for (const bytes of from.recordsFor(one.frontier())) one.receive(bytes, from.key)
}

/** They do what they have to do by themselves and give each other all, until nothing changes. */
function meet(...hosts: readonly SimulatedMember[]): void {
  for (let round = 0; round < 10; round++) {
    for (const from of hosts) for (const to of hosts) if (from !== to) give(from, to)
    const busy = hosts.find((host) => host.duties().length > 0)
    const duty = busy?.duties()[0]
    if (duty !== undefined) busy?.do(duty)
  }
}

/** Host 1 founded the plan and let the others in; all hold the same. */
function room(count: number): SimulatedMember[] {
  const random = seeded(count)
  const hosts = Array.from({ length: count }, (_, i) => new SimulatedMember(i + 1, () => undefined, random))
  hosts[0]?.found()
  for (let key = 2; key <= count; key++) hosts[0]?.admit(key)
  meet(...hosts)
  return hosts
}

function expectEqual(...hosts: readonly SimulatedMember[]): void {
  const [first] = hosts as [SimulatedMember]
  for (const host of hosts) {
    expect(host.frontier()).toEqual(first.frontier())
    expect(contents(host.doc)).toBe(contents(first.doc))
    expect(new Set(host.ledger.membership.members())).toEqual(new Set(first.ledger.membership.members()))
    expect(host.epochKey()).toEqual(first.epochKey())
    expect(host.epochKey()).not.toBeNull()
    expect(host.held.size()).toBe(0)
  }
}

describe('members', () => {
  test('the one that founded the plan lets others in, and they let others in', () => {
    const [ada, ben, cem] = room(2).concat(new SimulatedMember(3, () => undefined, seeded(9))) as [
      SimulatedMember,
      SimulatedMember,
      SimulatedMember,
    ]
    ben.admit(3)
    meet(ada, ben, cem)
    cem.edit(title('by Cem'))
    meet(ada, ben, cem)
    expect(vision(ada)).toBe('by Cem')
    expect(ada.ledger.membership.member(cem.device)).toMatchObject({ name: 'device 3', admittedBy: ben.device })
    expect(ada.ledger.membership.byNoise(newcomer(3).noise)?.device).toBe(cem.device)
    expectEqual(ada, ben, cem)
  })

  test('a device that knows the plan and is no member writes nothing into it, and lets nobody in', () => {
    const [ada, ben] = room(2) as [SimulatedMember, SimulatedMember]
    const stranger = new SimulatedMember(3, () => undefined, seeded(9))
    give(ada, stranger)
    stranger.edit(title('by a stranger'))
    stranger.admit(3)
    give(stranger, ada, ben)
    expect(vision(ada)).toBe('')
    expect(ada.isMember(stranger.device)).toBe(false)
    expect(stranger.isMember()).toBe(false)
    expect(ada.refusals).toEqual(['The record was signed by a device that is no member.'])
  })

  test('a plan that certifies its founder believes nobody else, whoever says it first', () => {
    const random = seeded(2)
    const [thief, ben] = [5, 6].map((key) => new SimulatedMember(key, () => undefined, random)) as [
      SimulatedMember,
      SimulatedMember,
    ]
    thief.found()
    give(thief, ben)
    expect(ben.frontier()).toEqual({})
    expect(ben.ledger.membership.root()).toBeNull()
    const ada = new SimulatedMember(1, () => undefined, random)
    ada.found()
    give(ada, ben)
    expect(ben.ledger.membership.root()).toBe(ada.device)
  })

  test('what a stranger wrote is taken in as far as a member says, and what it states stays without meaning', () => {
    const [ada, ben] = room(2) as [SimulatedMember, SimulatedMember]
    const stranger = new SimulatedMember(3, () => undefined, seeded(9))
    give(ada, stranger)
    stranger.edit(title('on the train'))
    stranger.remove(ben.device)
    stranger.edit(title('later '))
    ada.accept(3, { 3001: 2 })
    for (const host of [ada, ben]) {
      give(ada, host)
      give(stranger, host)
      expect(vision(host)).toBe('on the train')
      expect(host.aside.size()).toBe(1)
      expect(host.isMember(ben.device)).toBe(true)
      expect(host.isMember(stranger.device)).toBe(false)
    }
    // Once it is let in, all that it wrote counts, and what it stated before still does not.
    ben.admit(3)
    meet(ada, ben, stranger)
    expect(vision(ada)).toBe('later on the train')
    expectEqual(ada, ben, stranger)
  })
})

test('what a device stated before it was let in says nothing, whichever came first', () => {
  const [ada, ben, cem] = room(3) as [SimulatedMember, SimulatedMember, SimulatedMember]
  const stranger = new SimulatedMember(4, () => undefined, seeded(9))
  give(ada, stranger)
  stranger.remove(ben.device)
  ada.accept(4, { 4001: 1 })
  give(stranger, ada)
  cem.admit(4)
  give(cem, ben)
  give(stranger, ben)
  expect(ada.ledger.lineOf(4001)?.seq).toBe(1)
  expect(ben.ledger.lineOf(4001)?.seq).toBe(1)
  expect([ada, ben].map((host) => host.isMember(ben.device))).toEqual([true, true])
  meet(ada, ben, cem, stranger)
  expectEqual(ada, ben, cem, stranger)
})

test('one whose records are taken in and say that it began the plan began nothing', () => {
  for (let key = 3; key < 9; key++) {
    const [ada, ben] = room(2) as [SimulatedMember, SimulatedMember]
    const stranger = new SimulatedMember(key, () => undefined, seeded(key))
    stranger.found()
    ada.accept(key, { [`${key}001`]: 1 })
    give(stranger, ada, ben)
    meet(ada, ben)
    expect(ada.ledger.lineOf(key * 1000 + 1)?.seq).toBe(1)
    expect(ben.ledger.membership.root()).toBe(ada.device)
    expectEqual(ada, ben)
  }
})

describe('removed devices', () => {
  test('what a removed device wrote before counts, what it writes then is kept aside by everybody', () => {
    const [ada, ben, cem] = room(3) as [SimulatedMember, SimulatedMember, SimulatedMember]
    cem.edit(title('before '))
    meet(ada, ben, cem)
    ada.remove(cem.device)
    give(ada, ben)
    cem.edit(title('after '))
    cem.openWindow()
    cem.windows[0]?.edit(title('another line '))
    cem.windows[0]?.send(9)
    give(cem, ada, ben)
    meet(ada, ben)
    expect([vision(ada), vision(ben)]).toEqual(['before ', 'before '])
    expect(ada.aside.all().map(({ record }) => [record.client, record.seq])).toEqual([
      [3001, 2],
      [3102, 1],
    ])
    expectEqual(ada, ben)
    expect(ada.ledger.membership.epochs().at(-1)?.wrapFor(cem.device)).toBeUndefined()
  })

  test('what one member had already counts for all, though the remover did not have it', () => {
    const [ada, ben, cem] = room(3) as [SimulatedMember, SimulatedMember, SimulatedMember]
    cem.edit(title('only Ben has it '))
    give(cem, ben)
    cem.edit(title('nobody has it '))
    ada.remove(cem.device)
    give(cem, ada)
    expect(vision(ada)).toBe('')
    expect(ada.aside.size()).toBe(2)
    give(ada, ben)
    for (const duty of ben.duties()) ben.do(duty)
    // His word is enough: what lay aside is judged again, as far as he had it.
    for (const bytes of ben.read([{ client: 2001, from: 1, to: 99 }])) ada.receive(bytes, 2)
    expect(vision(ada)).toBe('only Ben has it ')
    expect(ada.aside.size()).toBe(1)
    meet(ada, ben)
    expect([vision(ada), vision(ben)]).toEqual(['only Ben has it ', 'only Ben has it '])
    expectEqual(ada, ben)
  })

  test('two hosts that each wait for what the other keeps aside come together', () => {
    const [ada, ben, cem, dee] = room(4) as [SimulatedMember, SimulatedMember, SimulatedMember, SimulatedMember]
    cem.edit(title('C '))
    give(cem, ada)
    dee.edit(title('D '))
    give(dee, ben)
    // Each builds on what the other will keep aside, before it says that it had it.
    ada.edit(title('A '))
    ben.edit(title('B '))
    ada.remove(dee.device)
    ben.remove(cem.device)
    give(cem, ben)
    give(dee, ada)
    expect([ada.aside.size(), ben.aside.size()]).toEqual([1, 1])
    meet(ada, ben)
    expect(vision(ada).split(' ').sort().join('')).toBe('ABCD')
    expectEqual(ada, ben)
  })

  test('two that removed each other are both removed for those who heard either first', () => {
    const [ada, ben, cem, dee] = room(4) as [SimulatedMember, SimulatedMember, SimulatedMember, SimulatedMember]
    ada.remove(ben.device)
    ben.remove(ada.device)
    give(ada, cem)
    give(ben, dee)
    expect(cem.isMember(ada.device) && dee.isMember(ben.device)).toBe(true)
    meet(cem, dee, ada, ben)
    for (const host of [cem, dee]) expect([ada, ben].map(({ device }) => host.isMember(device))).toEqual([false, false])
    expectEqual(cem, dee)
  })

  test('a removal by a device that was removed before anybody had it changes nothing', () => {
    const [ada, ben, cem] = room(3) as [SimulatedMember, SimulatedMember, SimulatedMember]
    ada.remove(cem.device)
    give(ada, ben)
    cem.remove(ada.device)
    cem.remove(ben.device)
    give(cem, ada, ben)
    meet(ada, ben)
    expect([ada.isMember(), ben.isMember(), ben.isMember(ada.device)]).toEqual([true, true, true])
    expectEqual(ada, ben)
  })

  test('a removed device keeps all that it wrote itself, also when it comes back from a copy', () => {
    const [ada, ben, cem] = room(3) as [SimulatedMember, SimulatedMember, SimulatedMember]
    cem.openWindow()
    cem.windows[0]?.edit(title('mine '))
    cem.windows[0]?.send(9)
    ada.remove(cem.device)
    const restored = new SimulatedMember(3, () => undefined, seeded(9))
    give(ada, restored)
    give(cem, restored, ben)
    give(ada, ben)
    expect([vision(restored), vision(ada)]).toEqual(['mine ', ''])
    expect(restored.aside.size()).toBe(0)
    expect(restored.isMember()).toBe(false)
  })

  test('one that was let in only by records that are in question does not settle the question', () => {
    const [ada, ben] = room(2) as [SimulatedMember, SimulatedMember]
    const [cem, dee] = [3, 4].map((key) => new SimulatedMember(key, () => undefined, seeded(key))) as [
      SimulatedMember,
      SimulatedMember,
    ]
    ben.admit(4)
    give(ben, dee)
    // Ada lets Cem in, and Ben removes Ada without having heard of it. Dee hears of Cem first.
    ada.admit(3)
    give(ada, cem, dee)
    ben.remove(ada.device)
    cem.remove(ada.device)
    give(cem, dee)
    give(ben, dee)
    // Cem said already that it had what let it in; to Ben that is the word of a stranger.
    expect(dee.duties()).toContainEqual(expect.objectContaining({ is: 'had', device: ada.device }))
    meet(ben, dee, cem)
    expect(ben.isMember(cem.device)).toBe(true)
    expectEqual(ben, dee, cem)
  })
})

describe('keys', () => {
  test('a member that was away during a change of keys finds the new one sealed for it', () => {
    const [ada, ben, cem] = room(3) as [SimulatedMember, SimulatedMember, SimulatedMember]
    const before = ben.epochKey()
    ada.remove(cem.device)
    expect(ben.epochKey()).toEqual(before)
    meet(ada, ben)
    expect(ben.epochKey()).not.toEqual(before)
    expectEqual(ada, ben)
  })

  test('one that is let in beside a removal gets the new key from a member that sees the lack', () => {
    const [ada, ben, cem] = room(3) as [SimulatedMember, SimulatedMember, SimulatedMember]
    const dee = new SimulatedMember(4, () => undefined, seeded(4))
    ada.remove(cem.device)
    ben.admit(4)
    give(ben, ada)
    expect(ada.ledger.membership.epochs().at(-1)?.wrapFor(dee.device)).toBeUndefined()
    expect(ada.duties()).toEqual([{ is: 'wrap', devices: [dee.device], first: true }])
    meet(ada, ben, dee)
    expectEqual(ada, ben, dee)
  })

  test('of two keys with one counter one counts for all, and after both removals neither removed device has the key', () => {
    const [ada, ben, cem, dee] = room(4) as [SimulatedMember, SimulatedMember, SimulatedMember, SimulatedMember]
    ada.remove(cem.device)
    ben.remove(dee.device)
    give(ada, ben)
    give(ben, ada)
    expect(ada.ledger.membership.epochs().map(({ counter }) => counter)).toEqual([0, 1, 1])
    expect(ada.ledger.membership.epochs().at(-1)?.hash).toBe(ben.ledger.membership.epochs().at(-1)?.hash)
    meet(ada, ben)
    const epoch = ada.ledger.membership.epochs().at(-1)
    expect(epoch?.counter).toBe(2)
    expect([cem, dee].map(({ device }) => epoch?.wrapFor(device))).toEqual([undefined, undefined])
    expectEqual(ada, ben)
  })

  test('a key whose counter does not follow from what its maker knew is none', () => {
    const [ada, ben, cem] = room(3) as [SimulatedMember, SimulatedMember, SimulatedMember]
    cem.state({ is: 'epoch', of: null, counter: 2 ** 31 - 1, wraps: {} })
    meet(ada, ben, cem)
    expect(ada.ledger.membership.epochs()).toHaveLength(1)
    ada.remove(cem.device)
    meet(ada, ben)
    expectEqual(ada, ben)
  })
})

describe('a plan that was begun anew, since nobody of before is left', () => {
  const begunAnew = () => {
    const random = seeded(4)
    const [ada, ben] = room(2) as [SimulatedMember, SimulatedMember]
    ben.edit(title('by Ben '))
    meet(ada, ben)
    // A copy of the plan on another machine, which pins itself.
    const copy = new SimulatedMember(5, () => undefined, random, 5)
    give(ada, copy)
    expect(copy.ledger.membership.root()).toBe(ada.device)
    copy.edit(title('before '))
    copy.found()
    expect(copy.isMember()).toBe(true)
    const joiner = new SimulatedMember(6, () => undefined, random, 5)
    copy.admit(6)
    meet(copy, joiner)
    return { ada, ben, copy, joiner }
  }

  test('whoever joins gets all of before and after, and belongs with whoever began it anew and nobody else', () => {
    const { copy, joiner } = begunAnew()
    expect(vision(joiner)).toBe('before by Ben ')
    expect(joiner.ledger.membership.members().map(({ name }) => name)).toEqual(['device 5', 'device 6'])
    expect([copy.ledger.membership.isRootProven(), copy.refusals, joiner.refusals]).toEqual([false, [], []])
    expectEqual(copy, joiner)
    joiner.crash()
    meet(copy, joiner)
    expectEqual(copy, joiner)
  })

  test('devices of before count as far as they were known then; what they write later is kept aside', () => {
    const { ada, ben, copy, joiner } = begunAnew()
    ada.edit(title('later '))
    ben.edit(title('later '))
    ada.admit(7)
    give(ada, copy, joiner)
    give(ben, copy, joiner)
    expect(vision(copy)).toBe('before by Ben ')
    expect([copy.aside.size(), joiner.aside.size()]).toEqual([3, 3])
    expect([copy.isMember(ada.device), joiner.isMember(deviceOf(7))]).toEqual([false, false])
    // Their own room goes on, and believes nobody who says that it began the plan.
    give(copy, ada, ben)
    expect([ada.isMember(copy.device), ada.ledger.membership.root()]).toEqual([false, ada.device])
    expect(vision(ada)).toBe('later by Ben ')
  })

  test('a device that is let in again writes on where it was', () => {
    const { ada, copy, joiner } = begunAnew()
    ada.edit(title('later '))
    give(ada, copy)
    copy.admit(1)
    meet(copy, joiner)
    give(ada, copy)
    meet(copy, joiner)
    expect(vision(joiner)).toContain('later ')
    expect(copy.aside.size()).toBe(0)
    expectEqual(copy, joiner)
  })
})

test('all of it is as it was after a restart from a snapshot, and without one', () => {
  const [ada, ben, cem] = room(3) as [SimulatedMember, SimulatedMember, SimulatedMember]
  cem.edit(title('only Ben has it '))
  give(cem, ben)
  ada.remove(cem.device)
  const before = JSON.stringify(ada.ledger.membership.members())
  ada.snapshot()
  ada.crash()
  ben.crash()
  expect(JSON.stringify(ada.ledger.membership.members())).toBe(before)
  expect(ada.epochKey()).not.toBeNull()
  cem.edit(title('nobody has it '))
  give(cem, ada)
  expect(ada.aside.size()).toBe(2)
  meet(ada, ben)
  expect(vision(ada)).toBe('only Ben has it ')
  expectEqual(ada, ben)
  expect(ada.ledger.membership.isMember(deviceOf(3))).toBe(false)
})
