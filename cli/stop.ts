// How a process that stays is told to end.

/** Aborts when this process is told to stop, or when the one that supervises it is gone. */
export const stopSignal = (): AbortSignal => {
  const controller = new AbortController()
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, () => controller.abort())
  // Gone while this one was still loading its code.
  if (process.send !== undefined && !process.connected) controller.abort()
  return controller.signal
}

export const until = (signal: AbortSignal) =>
  new Promise<void>((done) => {
    signal.addEventListener('abort', () => done())
    if (signal.aborted) done()
  })
