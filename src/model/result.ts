/** Expected failures are values: the screen turns `type` into words, `message` is the sentence the command line prints. */
export interface Failure {
  readonly type: string
  readonly message: string
}
export type Result<T, F extends Failure = Failure> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: F }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const fail = <F extends Failure>(error: F): { readonly ok: false; readonly error: F } => ({ ok: false, error })
