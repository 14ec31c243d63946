// @ts-check
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// `npm test`: type check, lint, then every test project. All of it runs even if a part fails; the last line counts.
const root = fileURLToPath(new URL('../..', import.meta.url))
const require = createRequire(import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'ordinal-test-'))
const counted = join(folder, 'counts.json')
const total = { passed: 0, failed: 0, skipped: 0 }
/** What failed checks said, for the end, where people look. */
let complaints = ''

const lint = check('Lint', [binOf('eslint', 'bin/eslint.js'), '.'])
await Promise.all([
  check('Types', [join(root, 'test', 'support', 'type-check.mjs')]),
  check('Format', [binOf('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']),
])
// Linting takes one processor for longer than both. The tests that come first only count, and do not mind company.
await Promise.all([lint, runTests()])
rmSync(folder, { recursive: true, force: true })

process.stdout.write(complaints)
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`)
process.exitCode = total.failed > 0 ? 1 : 0

/**
 * Beside all else; what it says is shown in one piece.
 * @param {string} name
 * @param {readonly string[]} args
 */
async function check(name, args) {
  const child = spawn(process.execPath, [...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const status = await new Promise((resolve) => child.once('close', resolve))
  total[status === 0 ? 'passed' : 'failed'] += 1
  process.stdout.write(`${name}: ${status === 0 ? 'good' : 'failed'}\n`)
  if (status !== 0) complaints += `\n${name}: failed\n${said}`
}

async function runTests() {
  const args = ['run', '--reporter=default', '--reporter=./test/support/count-reporter.ts', ...process.argv.slice(2)]
  const status = await run([binOf('vitest', 'vitest.mjs'), ...args], { ORDINAL_TEST_COUNTS: counted })
  const counts = readCounts()
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  if (status !== 0 && counts.failed === 0) total.failed += 1
}

/** A run that ended without counting has failed as a whole. */
function readCounts() {
  try {
    return JSON.parse(readFileSync(counted, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/**
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 */
function run(args, env = {}) {
  const child = spawn(process.execPath, [...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  return new Promise((resolve) => child.once('close', resolve))
}

/**
 * @param {string} name
 * @param {string} file
 */
function binOf(name, file) {
  return join(dirname(require.resolve(`${name}/package.json`)), file)
}
