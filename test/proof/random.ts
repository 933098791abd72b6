// Draws that a seed gives again.
import { createHash } from 'node:crypto'

export type Random = () => number

/** Between 0 and 1, the same for the same text (mulberry32). */
export const randomOf = (text: string): Random => {
  let state = createHash('sha256').update(text).digest().readUInt32LE()
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of them, each as likely as its share. */
export const drawn = <One extends { share: number }>(among: readonly One[], random: Random): One => {
  let left = random() * among.reduce((sum, { share }) => sum + share, 0)
  for (const one of among) {
    left -= one.share
    if (left < 0) return one
  }
  return among.at(-1) as One
}
