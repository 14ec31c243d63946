import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A real Yjs server in a process of its own. */
export interface YjsServer {
  readonly port: number
  readonly url: string
  /** All that it has. */
  bytes(): Promise<Buffer>
  kill(): Promise<void>
}

export type YjsServerKind = 'y-websocket' | 'hocuspocus'

/** Hocuspocus' server says that it needs Node 22. */
export const runsHere: Record<YjsServerKind, boolean> = {
  'y-websocket': true,
  hocuspocus:
    Number(process.versions.node.split('.')[0]) >= 22 || process.env['ORDINAL_HOCUSPOCUS_ON_ANY_NODE'] === '1',
}

export async function startYjsServer(
  kind: YjsServerKind,
  options: {
    readonly port?: number
    readonly token?: string
    readonly tls?: { readonly key: string; readonly cert: string }
  } = {},
): Promise<YjsServer> {
  const script = fileURLToPath(new URL(`../fixtures/servers/${kind}-server.mjs`, import.meta.url))
  const child = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      PORT: String(options.port ?? 0),
      TOKEN: options.token ?? '',
      ...(options.tls === undefined ? {} : { TLS_KEY: options.tls.key, TLS_CERT: options.tls.cert }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString()
      const found = /listening (\d+)/.exec(said)
      if (found !== null) resolve(Number(found[1]))
    })
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    child.on('exit', () => reject(new Error(`The server did not start. It said: ${said}`)))
  })
  return {
    port,
    url: `${options.tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}`,
    bytes: async () => Buffer.from(await (await fetch(`http://127.0.0.1:${port}/all`)).arrayBuffer()),
    kill: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}
