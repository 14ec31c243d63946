import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { PAGE_POLICY } from '../../contract/page-policy.ts'

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

/** Serves the built pages of `folder` and nothing else. Compressed text, hashed assets cached for a year. */
export async function servePage(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'Ordinal only serves its own pages here.')
  const path = decodedPath(request.url ?? '/')
  const file = path === null ? null : normalize(join(folder, path === '/' ? 'index.html' : path))
  if (file === null || !file.startsWith(folder + sep))
    return refuse(response, 400, 'That address is not one of Ordinal’s.')
  const info = await stat(file).catch(() => null)
  if (!info?.isFile()) return refuse(response, 404, 'There is no such page in Ordinal.')
  const type = TYPES[extname(file)] ?? 'application/octet-stream'
  const zip = /text|json|svg/.test(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'Content-Type': type,
    'Cache-Control': path?.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(zip ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : { 'Content-Length': String(info.size) }),
  })
  if (request.method === 'HEAD') return void response.end()
  // A pipeline closes the file also where the browser went away in the middle.
  if (zip) await pipeline(createReadStream(file), createGzip({ level: 5 }), response)
  else await pipeline(createReadStream(file), response)
}

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': PAGE_POLICY,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
}

export function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(sentence + '\n')
}

function decodedPath(url: string): string | null {
  try {
    const path = decodeURIComponent(new URL(url, 'http://ordinal.invalid').pathname)
    return path.includes('\0') ? null : path
  } catch {
    return null
  }
}
