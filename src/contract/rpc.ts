import * as v from 'valibot'
import { CallFailed, HOST_CALLS, type HostCallName, type HostEvents, type HostHandlers } from './calls.ts'
import { decodeWire, Packed, type Channel, type WireMessage } from './wire.ts'

const ids = v.pipe(v.number(), v.integer())
const MessageSchema = v.variant('is', [
  v.object({ is: v.literal('call'), id: ids, name: v.string(), args: v.unknown() }),
  v.object({ is: v.literal('answer'), id: ids, value: v.unknown() }),
  v.object({ is: v.literal('packed'), id: ids, bytes: v.instance(Uint8Array) }),
  v.object({ is: v.literal('failed'), id: ids, type: v.string(), message: v.string() }),
  v.object({ is: v.literal('event'), name: v.string(), news: v.unknown() }),
])

/** Asks over one channel. Calls that the channel's end left unanswered reject with type `away`. */
export function createCaller(channel: Channel, onEvent: (name: string, news: unknown) => void) {
  let next = 1
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: CallFailed) => void }>()
  channel.onMessage((raw) => {
    const message = v.safeParse(MessageSchema, raw)
    if (!message.success) return channel.close()
    const m = message.output
    if (m.is === 'event') return onEvent(m.name, m.news)
    if (m.is === 'call') return
    const call = waiting.get(m.id)
    waiting.delete(m.id)
    if (m.is === 'answer') call?.resolve(m.value)
    else if (m.is === 'packed') call?.resolve(decodeWire(m.bytes))
    else call?.reject(new CallFailed(m.type, m.message))
  })
  channel.onClose(() => {
    for (const call of waiting.values()) call.reject(new CallFailed('away', 'The host went away before it answered.'))
    waiting.clear()
  })
  return (name: string, args: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, { resolve, reject })
      channel.send({ is: 'call', id, name, args })
    })
}

/** Answers over one channel. An argument that does not parse is refused before any handler sees it. */
export function answerCalls<Ctx>(
  channel: Channel,
  ctx: Ctx,
  handlers: HostHandlers<Ctx>,
  onFault: (name: string, error: unknown) => void,
): void {
  channel.onMessage((raw) => {
    const message = v.safeParse(MessageSchema, raw)
    if (!message.success || message.output.is !== 'call') return channel.close()
    const { id, name, args } = message.output
    if (!Object.hasOwn(HOST_CALLS, name))
      return send({ is: 'failed', id, type: 'unknown-call', message: `This host does not know "${name}".` })
    const call = name as HostCallName
    const parsed = v.safeParse(HOST_CALLS[call].args, args)
    if (!parsed.success)
      return send({
        is: 'failed',
        id,
        type: 'bad-argument',
        message: `${name} was asked with something it cannot read: ${wrongIn(parsed.issues[0])}.`,
      })
    const handler = handlers[call] as (ctx: Ctx, args: unknown) => Promise<unknown>
    handler(ctx, parsed.output).then(
      (value) => send(value instanceof Packed ? { is: 'packed', id, bytes: value.bytes } : { is: 'answer', id, value }),
      (error: unknown) => {
        if (error instanceof CallFailed) return send({ is: 'failed', id, type: error.type, message: error.message })
        onFault(name, error)
        send({
          is: 'failed',
          id,
          type: 'fault',
          message: 'Something went wrong inside Ordinal. Nothing that was saved is lost.',
        })
      },
    )
  })
  function send(message: WireMessage): void {
    channel.send(message)
  }
}

export function eventMessage<E extends keyof HostEvents>(name: E, news: HostEvents[E]): WireMessage {
  return { is: 'event', name, news }
}

/** Where and what was expected. What came is left out: it may be a passphrase, or a hundred megabytes. */
function wrongIn({ path, expected }: v.BaseIssue<unknown>): string {
  const where = (path ?? []).map(({ key }) => String(key)).join('.')
  return `${where === '' ? 'its argument' : where.slice(0, 100)} should be ${expected ?? 'something else'}`
}
