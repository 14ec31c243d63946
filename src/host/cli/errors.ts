/** Something a person should read: one sentence on stderr, exit code 1. */
export class CommandRefused extends Error {}
/** The command was typed wrong: exit code 2. */
export class WrongUsage extends Error {}
