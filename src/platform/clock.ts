/** Now, in whole seconds since the epoch. Read at each call: tests move the clock. */
export function epochTime(): number {
  return Math.floor(Date.now() / 1000)
}
