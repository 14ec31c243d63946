// @ts-check
import { register } from 'node:module'

// Lets the built shell run under plain Node: `import ... from 'electron'` finds the double beside this file.
register('./resolve.mjs', import.meta.url)
