/**
 * The two calls of Papa Parse that Ordinal makes. Written down here because the published types bring all of Node's
 * types into the folders that must compile without them.
 */
declare module 'papaparse/papaparse.js' {
  interface ParseError {
    readonly type: string
    readonly code: string
    readonly message: string
    readonly row?: number
  }
  interface ParseConfig {
    readonly header: false
    readonly preview?: number
    readonly skipEmptyLines?: 'greedy' | boolean
    readonly delimitersToGuess?: readonly string[]
    readonly delimiter?: string
  }
  interface ParseResult {
    readonly data: string[][]
    readonly errors: readonly ParseError[]
    readonly meta: { readonly delimiter: string }
  }
  const Papa: {
    parse(text: string, config: ParseConfig): ParseResult
    unparse(rows: readonly (readonly string[])[], config: { readonly newline: string }): string
  }
  export { Papa as default }
}
