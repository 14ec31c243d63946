/**
 * Measures inside the page, so that the driver's own travel time is not counted. Functions here run in the page by way of
 * `page.evaluate` and may use nothing from outside themselves.
 */
export interface Probe {
  /**
   * Milliseconds from `act`, called at the start of a frame, to the end of the first frame that was rendered with `done`
   * being true. NaN if that takes more than 2 s.
   */
  untilPainted(act: () => void, done: () => boolean): Promise<number>
  /** Milliseconds of each frame while `step` is called once a frame, `frames` times. */
  frames(step: (frame: number) => void, frames: number): Promise<number[]>
}

/** Puts the probe into the page as `ordinalProbe`. */
export function installProbe(): void {
  const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
  /** A message posted during a frame is delivered after that frame was laid out and painted. */
  const rendered = (): Promise<void> =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(null)
    })
  const probe: Probe = {
    async untilPainted(act, done) {
      await nextFrame()
      const start = performance.now()
      act()
      for (;;) {
        await Promise.resolve()
        await Promise.resolve()
        const inThisFrame = done()
        await rendered()
        const now = performance.now()
        if (inThisFrame) return now - start
        if (now - start > 2_000) return NaN
        await nextFrame()
      }
    },
    async frames(step, count) {
      const lengths: number[] = []
      let last = await nextFrame()
      for (let frame = 0; frame < count; frame += 1) {
        step(frame)
        const now = await nextFrame()
        lengths.push(now - last)
        last = now
      }
      return lengths
    },
  }
  Object.assign(window, { ordinalProbe: probe })
}

declare global {
  interface Window {
    ordinalProbe: Probe
  }
}
