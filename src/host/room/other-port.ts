/** What people are told of a room that is not where it should be; empty where it is. */
export function otherPortWords(due: number | null, port: number | null): string {
  // Zero asked for any port.
  if (due === null || due === 0 || port === null || due === port) return ''
  return (
    `The room is open on port ${port} and not on ${due}: another program uses that port, or another room of this machine was ` +
    `open already. Links, codes and invites with port ${due} lead nowhere now; use those that stand here. Devices of the room ` +
    'find it by themselves.'
  )
}
