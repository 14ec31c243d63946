import ts from 'typescript'

/** Folders whose functions take time, timers and randomness from their caller. */
export const PURE = /^src\/(model|doc|commands|sync|interchange)\//

const AMBIENT = new Set(['Date.now', 'Math.random', 'performance.now', 'crypto.getRandomValues', 'crypto.randomUUID'])
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'])

/** Uses of a clock, a timer or chance that nobody handed in. Comments and strings do not count. */
export function ambientUses(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const look = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && AMBIENT.has(node.getText().replace(/^globalThis\./, '')))
      found.push(`${path}: ${node.getText()}`)
    if (ts.isCallExpression(node) && TIMERS.has(node.expression.getText().replace(/^globalThis\./, '')))
      found.push(`${path}: ${node.expression.getText()}`)
    if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0)
      found.push(`${path}: new Date()`)
    ts.forEachChild(node, look)
  }
  look(file)
  return found
}

/** Files named after nothing in particular. */
export function vagueNames(paths: readonly string[]): string[] {
  return paths.filter((path) => /(^|[/.-])(utils?|helpers?|common|misc|stuff)([/.-]|$)/i.test(path))
}

/** Files whose names are not in kebab-case. */
export function otherCases(paths: readonly string[]): string[] {
  return paths.filter(
    (path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(path.split('/').at(-1) ?? ''),
  )
}

/** Tests that are left out without saying why, or that keep all others from running. */
export function silentSkips(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const called = node.expression.getText()
      const name = node.arguments[0]?.getText() ?? ''
      if (/^(test|it|describe)(\.\w+)*\.only\b/.test(called)) found.push(`${path}: ${called} ${name}`)
      const skips = /^((test|it|describe)(\.\w+)*\.(skip|todo|fails|(skipIf|runIf)\(.*\))|x(it|describe|test))$/s.test(
        called,
      )
      if (skips && !/\(.*\b(because|since|where|needs|no)\b.*\)/.test(name)) found.push(`${path}: ${called} ${name}`)
    }
    ts.forEachChild(node, look)
  }
  look(file)
  return found
}

const ALIEN: readonly RegExp[] = [
  new RegExp(['/wo', 'rk/(main|shared|\\.lib)'].join('')),
  new RegExp(['/tmp/(ba', 'sh_jobs|br', 'ief)'].join('')),
  new RegExp(['registry\\.np', 'mjs?\\.|deb\\.deb', 'ian'].join('')),
  new RegExp(['\\.\\./sha', 'red/'].join('')),
  new RegExp(['\\bBEGIN [A-Z ]*PRIV', 'ATE KEY'].join('')),
]

/** Words and paths that belong to a machine or a person and not into the project. */
export function alienWords(path: string, text: string): string[] {
  return ALIEN.flatMap((pattern) => {
    const line = text.split('\n').findIndex((one) => pattern.test(one))
    return line < 0 ? [] : [`${path}:${line + 1} ${pattern.source}`]
  })
}
