import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'
import { PAGE_POLICY } from '../../src/contract/page-policy.ts'
import { PAGES_ORIGIN } from '../../src/contract/shell-channels.ts'

const ORIGIN = new URL(PAGES_ORIGIN)
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

/** Must run before the app is ready: the scheme is a secure origin of its own, so nothing needs file://. */
export function declarePages(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built pages of `folder` under app://ordinal and nothing else. */
export function servePages(folder: string): void {
  protocol.handle('app', async (request) => {
    const file = fileOf(request, folder)
    if (file === null) return refusal(400)
    try {
      const type = TYPES[extname(file)] ?? 'application/octet-stream'
      return new Response(new Uint8Array(await readFile(file)), { headers: { ...HEADERS, 'Content-Type': type } })
    } catch {
      return refusal(404)
    }
  })
}

const HEADERS = {
  'Content-Security-Policy': PAGE_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
}

function fileOf(request: Request, folder: string): string | null {
  if (request.method !== 'GET' || !URL.canParse(request.url)) return null
  const url = new URL(request.url)
  if (url.host !== ORIGIN.host) return null
  try {
    const path = decodeURIComponent(url.pathname)
    const file = normalize(join(folder, path === '/' ? 'index.html' : path))
    return file.startsWith(folder + sep) && !path.includes('\0') ? file : null
  } catch {
    return null
  }
}

function refusal(status: number): Response {
  return new Response('There is no such page in Ordinal.\n', {
    status,
    headers: { ...HEADERS, 'Content-Type': 'text/plain' },
  })
}
