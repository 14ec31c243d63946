/** What a plan holds, as the ledger asks it. */
export interface Exported {
  readonly items: readonly { id: string; title: string; description: string }[]
}

/** One thing that was done in the page. `text` finds it again. */
interface Made {
  readonly text: string
  /** Before the key was pressed; milliseconds. */
  readonly at: number
  /** After the page had handled it. Infinity where the page died meanwhile. */
  done: number
  acknowledged: boolean
}

/** Typing is gathered for 50 ms before it is an edit at all; a showing of "saved" within this says nothing about it. */
const GATHERED_MS = 100

/**
 * Everything that was edited, what the page said "saved" of, and what of it a later export misses. Titles and the place of
 * an item are registers: of several values a later one may stand. A description grows at its end alone, letter by letter.
 */
export function createEditLedger() {
  /** By title. */
  let created: Made[] = []
  /** Letters typed into an item's description since the last check, and what stood there before. */
  const typed = new Map<string, { base: string; letters: Made[] }>()
  /** Values written to a register since the last check; the first is what stood there then. */
  const registers = new Map<string, Made[]>()
  const totals = { made: 0, acknowledged: 0, acknowledgedLost: [] as string[], unacknowledgedLost: 0, oldestLost: 0 }

  const begin = (list: Made[], text: string): (() => void) => {
    const made: Made = { text, at: Date.now(), done: Infinity, acknowledged: false }
    list.push(made)
    totals.made++
    return () => (made.done = Date.now())
  }
  const lettersOf = (id: string): Made[] => {
    const found = typed.get(id) ?? { base: '', letters: [] }
    typed.set(id, found)
    return found.letters
  }
  const valuesOf = (key: string): Made[] => {
    const found = registers.get(key) ?? []
    registers.set(key, found)
    return found
  }
  const acknowledge = (list: Iterable<Made>, before: number): void => {
    for (const made of list) {
      if (made.acknowledged || made.done > before) continue
      made.acknowledged = true
      totals.acknowledged++
    }
  }
  const missing = (what: string, lost: readonly Made[], killed: number): void => {
    for (const made of lost) {
      if (made.acknowledged)
        totals.acknowledgedLost.push(
          `${what}: "${made.text}", made ${killed - made.at} ms and handled ${killed - made.done} ms before the kill`,
        )
      else {
        totals.unacknowledgedLost++
        totals.oldestLost = Math.max(totals.oldestLost, killed - made.at)
      }
    }
  }

  return {
    totals,
    /** Each of these is called before the key is pressed and answers what to call when the page has handled it. */
    creating: (title: string) => begin(created, title),
    typing: (id: string, letter: string) => begin(lettersOf(id), letter),
    setting: (register: string, value: string) => begin(valuesOf(register), value),
    /** How far the description of an item should have come. */
    textOf: (id: string) =>
      (typed.get(id)?.base ?? '') +
      lettersOf(id)
        .map((one) => one.text)
        .join(''),

    /** The page showed "saved" and nothing newer pending at this time. */
    saved(at: number): void {
      acknowledge(created, at)
      for (const values of registers.values()) acknowledge(values, at)
      for (const { letters } of typed.values()) acknowledge(letters, at - GATHERED_MS)
    },

    /** Everything that the page handled is acknowledged. */
    settled: () =>
      [created, ...registers.values(), ...[...typed.values()].map((one) => one.letters)].every((list) =>
        list.every((one) => one.acknowledged || one.done === Infinity),
      ),

    /** Compares with an export after a kill at `killed`, and goes on from what stands there. */
    check(exported: Exported, killed: number): void {
      const titles = new Set(exported.items.map((item) => item.title))
      missing(
        'a new item',
        created.filter((one) => !titles.has(one.text)),
        killed,
      )
      // What is here now must also be here later.
      created = created.filter((one) => titles.has(one.text))
      acknowledge(created, Infinity)

      const byId = new Map(exported.items.map((item, place) => [item.id, { ...item, place }]))
      for (const [key, values] of registers) {
        const [what = '', id = ''] = key.split('/')
        const now = what === 'title' ? byId.get(id)?.title : String(byId.get(id)?.place)
        const stands = values.findLastIndex((one) => one.text === now)
        missing(key, values.slice(stands + 1), killed)
        // Another item that walks by moves this one too: a place is asked for once.
        if (what === 'place') registers.delete(key)
        else registers.set(key, stands === -1 ? [] : values.slice(stands, stands + 1))
        acknowledge(registers.get(key) ?? [], Infinity)
      }
      for (const [id, { base, letters }] of typed) {
        const now = byId.get(id)?.description ?? ''
        const whole = base + letters.map((one) => one.text).join('')
        let same = 0
        while (same < whole.length && whole[same] === now[same]) same++
        // What was compared before is lost whole if it is cut.
        if (same < base.length) totals.acknowledgedLost.push(`a description of ${id}, from letter ${same} on`)
        missing(`a letter in the description of ${id}`, letters.slice(Math.max(0, same - base.length)), killed)
        typed.set(id, { base: now, letters: [] })
      }
    },
  }
}

export type EditLedger = ReturnType<typeof createEditLedger>
