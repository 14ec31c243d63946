#!/usr/bin/env node
// @ts-check
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './sources.mjs'

// `ordinal <command>`. In a checkout it builds first if the sources changed; stdout belongs to the command.
const { whyBuild } = await import('./sources.mjs')
if (whyBuild() !== null) (await import('./build.mjs')).buildIfNeeded()
await import(pathToFileURL(join(root, 'out', 'host', 'cli.mjs')).href)
