import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** How many tests ended how. A file that could not be loaded and an error outside any test count as failed. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Names what was skipped, and writes the counts of a run to the file that ORDINAL_TEST_COUNTS names, for the one last line of `npm test`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts: Counts = { passed: 0, failed: errors.length, skipped: 0 }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      for (const test of tests) {
        const state = test.result().state
        if (state === 'passed') counts.passed += 1
        else if (state === 'skipped') {
          counts.skipped += 1
          process.stdout.write(`Skipped: ${test.fullName}\n`)
        } else counts.failed += 1
      }
      const brokenAlone = module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed')
      if (brokenAlone) counts.failed += 1
    }
    const file = process.env['ORDINAL_TEST_COUNTS']
    if (file) writeFileSync(file, JSON.stringify(counts))
  }
}
