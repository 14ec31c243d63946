import type * as v from 'valibot'

/** One call from window to host: how its argument is parsed, and the type of its answer. */
export interface Call<A extends v.GenericSchema, R> {
  readonly args: A
  readonly answers?: R
}

export const call =
  <R>() =>
  <A extends v.GenericSchema>(args: A): Call<A, R> => ({ args })

/** The host's side of a set of calls: exactly one handler a call. */
export type HandlersOf<Calls, Ctx> = {
  [N in keyof Calls]: Calls[N] extends Call<infer A, infer R> ? (ctx: Ctx, args: v.InferOutput<A>) => Promise<R> : never
}
