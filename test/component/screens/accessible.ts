import axe from 'axe-core'

/** What keeps people from using a screen with other means than eyes and a mouse, one line each; empty is good. */
export async function barriersIn(
  element: Element = document.querySelector('main') ?? document.body,
): Promise<string[]> {
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
