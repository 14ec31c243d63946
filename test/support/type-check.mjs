// @ts-check
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Two checks: everything, Svelte included; and the pure folders once more without any type of a browser or of Node.
const root = fileURLToPath(new URL('../..', import.meta.url))
const require = createRequire(import.meta.url)
const compiler = join(dirname(require.resolve('@typescript/native/package.json')), 'bin', 'tsc')
const svelteCheck = join(dirname(require.resolve('svelte-check/package.json')), 'bin', 'svelte-check')

const runs = [
  [compiler, '--project', 'src/tsconfig.pure.json'],
  [svelteCheck, '--tsgo', '--tsconfig', 'tsconfig.json', '--output', 'human', '--fail-on-warnings'],
]
const failed = runs.filter((args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0)
process.exitCode = failed.length > 0 ? 1 : 0
