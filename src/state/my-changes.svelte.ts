import type { UndoAnswer } from '../contract/plan-messages.ts'

interface Step {
  readonly change: string
  readonly label: string
}

/** What the window needs of its host to take a change back: the answer names the change that did it. */
export type AskUndo = (change: string) => Promise<UndoAnswer>

/**
 * My changes of this session, newest last, to be taken back and done again. The host does it, from the records; this
 * only remembers which and in what order. Redo is the undo of an undo.
 */
export interface MyChanges {
  readonly undoLabel: string | null
  /** The change that undo would take back now. */
  readonly last: string | null
  readonly redoLabel: string | null
  /** One is being taken back right now. */
  readonly busy: boolean
  did(change: string, label: string): void
  undo(): Promise<Undone | null>
  redo(): Promise<Undone | null>
  /** Takes back one change, wherever it stands; the others stay. */
  undoChange(change: string): Promise<Undone | null>
}

export interface Undone {
  readonly label: string
  readonly answer: UndoAnswer
}

const KEPT = 200

export function createMyChanges(askUndo: AskUndo): MyChanges {
  let done = $state.raw<readonly Step[]>([])
  let undone = $state.raw<readonly Step[]>([])
  let busy = $state(false)
  /** One after the other: the second Ctrl+Z means what is last after the first. */
  let queue: Promise<unknown> = Promise.resolve()

  return {
    get undoLabel() {
      return done.at(-1)?.label ?? null
    },
    get last() {
      return done.at(-1)?.change ?? null
    },
    get redoLabel() {
      return undone.at(-1)?.label ?? null
    },
    get busy() {
      return busy
    },
    did(change, label) {
      done = [...done.filter((step) => step.change !== change), { change, label }].slice(-KEPT)
      undone = []
    },
    undo: () => inTurn(() => takeBack(done.at(-1))),
    undoChange: (change) => inTurn(() => takeBack(done.find((step) => step.change === change))),
    redo: () =>
      inTurn(async () => {
        const step = undone.at(-1)
        if (step === undefined) return null
        const answer = await askUndo(step.change)
        undone = undone.filter((one) => one !== step)
        done = [...done, { change: answer.change, label: step.label }]
        return { label: step.label, answer }
      }),
  }

  async function takeBack(step: Step | undefined): Promise<Undone | null> {
    if (step === undefined) return null
    const answer = await askUndo(step.change)
    done = done.filter((one) => one !== step)
    // Nothing came back because others changed all of it since: there is nothing to do again either.
    if (answer.restored > 0) undone = [...undone, { change: answer.change, label: step.label }]
    return { label: step.label, answer }
  }

  function inTurn(act: () => Promise<Undone | null>): Promise<Undone | null> {
    const turn = queue.then(async () => {
      busy = true
      try {
        return await act()
      } finally {
        busy = false
      }
    })
    queue = turn.catch(() => undefined)
    return turn
  }
}
