import axe from 'axe-core'

/** What keeps people from using a screen with other means than eyes and a mouse, one line each; empty is good. */
export async function barriersIn(
  element: Element = document.querySelector('main') ?? document.body,
): Promise<string[]> {
  await settled()
  await Promise.all(
    element.getAnimations({ subtree: true }).map((animation) => animation.finished.catch(() => undefined)),
  )
  const { violations } = await axe.run(element, { resultTypes: ['violations'], rules: { region: { enabled: false } } })
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`,
    ),
  )
}

/** A menu that closes hides the rest of the page from readers until it is gone. */
async function settled(): Promise<void> {
  const hidden = (): boolean =>
    document.querySelector('.kit-floating, [data-aria-hidden], body[style*="pointer-events"]') !== null
  for (let frame = 0; frame < 60 && hidden(); frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
}
