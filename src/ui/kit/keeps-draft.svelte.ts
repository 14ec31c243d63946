import { mount, unmount, untrack } from 'svelte'
import { on } from 'svelte/events'
import type { Attachment } from 'svelte/attachments'
import DraftNote from './draft-note.svelte'
import { draftShelf, type DraftShelf } from './draft-shelf.ts'

type Field = HTMLInputElement | HTMLTextAreaElement

export interface KeptField {
  /** The field's name on the shelf, such as `items/<id>/title`. Null: nothing of it is kept. */
  readonly field: () => string | null
  /** What is typed; null, or what stands there, while there is nothing to keep. */
  readonly typed: () => string | null
  /** What the plan says now; nothing, for something new. */
  readonly stands?: () => string
  /** Where something new would stand. */
  readonly place?: () => string
  /** Whether Enter keeps what is typed; not so in a form of several fields. */
  readonly enter?: boolean
  /** Puts in what was typed before; null takes it back. */
  readonly bring: (text: string | null) => void
}

/**
 * Keeps what somebody types in a field until it is kept or taken back, and brings it back after a crash or a reload. Made
 * while the component is made: `const kept = keepsDraft({ ... })`, then `{@attach kept}` on the field.
 *
 * What was brought back is decided by a person: leaving the field alone keeps nothing of it, as long as nobody has typed
 * on, and as long as the plan says something else than when it was typed.
 */
export function keepsDraft(of: KeptField): Attachment<Field> {
  const shelf = draftShelf()
  const name = $derived(of.field())
  return (element) => {
    const field = name
    if (shelf === null || field === null) return
    return untrack(() => attend(element, shelf, field, of))
  }
}

function attend(element: Field, shelf: DraftShelf, field: string, of: KeptField): () => void {
  let base = $state<string | null>(null)
  /** Somebody else's doing or a crash put it there, not a hand. */
  let brought = $state(false)
  let typedOn = $state(false)
  let stood = of.stands?.() ?? ''
  let at = ''
  /** The field's own Enter, Escape, form or buttons are at work: if it goes now, that was decided. */
  let deciding = false
  const undecided = (): boolean => brought && (!typedOn || (of.stands?.() ?? '') !== base)

  const found = of.typed() === null || of.typed() === stood ? shelf.find(field) : null
  if (found?.text === stood) shelf.drop(field)
  else if (found !== null) {
    base = found.base
    brought = true
    of.bring(found.text)
  }

  $effect(() => {
    const typed = of.typed()
    const stands = of.stands?.() ?? ''
    const place = of.place?.() ?? ''
    untrack(() => {
      stood = stands
      at = place
      keep(typed)
    })
  })
  const noted = $derived(undecided())
  $effect(() => {
    if (!noted) return
    const note = mount(DraftNote, {
      target: element.parentElement ?? document.body,
      props: {
        beside: element,
        enter: of.enter ?? true,
        get now() {
          const stands = of.stands?.() ?? ''
          return stands === base ? null : stands
        },
      },
    })
    return () => void unmount(note)
  })

  const stops = [
    on(element, 'input', () => (typedOn = true)),
    on(element, 'keydown', key, { capture: true }),
    on(element, 'blur', (event) => undecided() && event.stopImmediatePropagation(), { capture: true }),
    ...(element.form === null
      ? []
      : [
          on(element.form, 'submit', decide, { capture: true }),
          on(element.form, 'click', ({ target }) => target instanceof Element && target.closest('button') && decide(), {
            capture: true,
          }),
        ]),
  ]
  return () => {
    stops.forEach((stop) => stop())
    if (deciding) shelf.drop(field)
    // While it is taken down, it reads what was before; it may go with the very act that kept the text.
    else queueMicrotask(() => keep(of.typed()))
  }

  function keep(text: string | null): void {
    if (text === null || text === stood) {
      if (base === null) return
      base = null
      brought = false
      shelf.drop(field)
    } else {
      base ??= stood
      shelf.put(field, { text, base, place: at })
    }
  }

  function key(event: Event): void {
    const { key, isComposing } = event as KeyboardEvent
    if (isComposing || (key !== 'Enter' && key !== 'Escape')) return
    decide()
    if (key === 'Enter' || !undecided()) return
    event.preventDefault()
    event.stopImmediatePropagation()
    of.bring(null)
  }

  function decide(): void {
    deciding = true
    setTimeout(() => (deciding = false))
  }
}
