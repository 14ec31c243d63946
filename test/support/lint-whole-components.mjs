// @ts-check
// Comes before the parser, which reads this when it is loaded. TypeScript then sees the scripts of all Svelte components from the
// start. Without it each component changes the whole program as its turn comes, which doubles the processor time of linting, and
// a component that is imported has no types.
process.env['SVELTE_ESLINT_PARSER_EXPERIMENTAL_TS_SYS_HOOK'] ??= '1'
