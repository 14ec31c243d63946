import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { Horizon } from '../../model/goal.ts'

/** Makes an element the handle and the picture of a goal that is dragged. */
export function dragGoal(id: () => string, may: () => boolean, onDragged: (dragged: boolean) => void) {
  return (element: HTMLElement) =>
    draggable({
      element,
      canDrag: may,
      getInitialData: () => ({ roadmapGoal: id() }),
      onDragStart: () => onDragged(true),
      onDrop: () => onDragged(false),
    })
}

/**
 * A horizon that takes goals. While one hangs over it, a line says where it would go: between the two whose middles the
 * pointer is between. `ids` are the goals as they stand, from the top.
 */
export function goalDropList(
  horizon: Horizon,
  ids: () => readonly string[],
  onDrop: (id: string, horizon: Horizon, after: string | null) => void,
) {
  return (element: HTMLElement) => {
    const line = document.createElement('div')
    line.className = 'goal-drop-line'
    line.setAttribute('aria-hidden', 'true')
    const goals = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>('[data-goal]')]
    const place = (y: number): { index: number; top: number } => {
      const boxes = goals().map((one) => one.getBoundingClientRect())
      const index = boxes.filter((box) => y > box.top + box.height / 2).length
      const edge = index === 0 ? boxes[0]?.top : boxes[index - 1]?.bottom
      const own = element.getBoundingClientRect()
      return { index, top: (edge ?? own.bottom - 8) - own.top }
    }
    const clear = (): void => line.remove()
    const stop = dropTargetForElements({
      element,
      canDrop: ({ source }) => typeof source.data['roadmapGoal'] === 'string',
      onDrag: ({ location }) => {
        line.style.cssText = `position:absolute;left:0;right:0;top:${place(location.current.input.clientY).top}px;border-top:2px solid var(--accent);pointer-events:none`
        element.style.position = 'relative'
        if (!line.isConnected) element.append(line)
      },
      onDragLeave: clear,
      onDrop: ({ source, location }) => {
        clear()
        const id = String(source.data['roadmapGoal'])
        const { index } = place(location.current.input.clientY)
        onDrop(
          id,
          horizon,
          ids()
            .slice(0, index)
            .filter((other) => other !== id)
            .at(-1) ?? null,
        )
      },
    })
    return () => {
      clear()
      stop()
    }
  }
}
