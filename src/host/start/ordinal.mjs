#!/usr/bin/env node
// @ts-check
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildIfNeeded } from './build.mjs'
import { root } from './sources.mjs'

// `ordinal <command>`. In a checkout it builds first if the sources changed; stdout belongs to the command.
buildIfNeeded()
await import(pathToFileURL(join(root, 'out', 'host', 'cli.mjs')).href)
