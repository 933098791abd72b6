// Chance that falls the same way at every run: the invented académie and its weeks can be made again.

export type Random = () => number

/** Numbers in [0, 1[, the same ones for a same seed (mulberry32: 32 bits are plenty for half a million markers). */
export const seeded = (seed: number): Random => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number from `least` to `most`, both possible. */
export const integer = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1))

/** How many times a rare thing happens, `mean` on average. */
export const poisson = (random: Random, mean: number): number => {
  const floor = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > floor; product *= random()) count++
  return count
}

/** A wait of `mean` on average, most often shorter and sometimes much longer. */
export const exponential = (random: Random, mean: number): number => -mean * Math.log(1 - random())

/** Draws a choice as often as its weight says; the weights need no particular sum. */
export const chooser = <T>(weights: readonly (readonly [T, number])[]): ((random: Random) => T) => {
  let sum = 0
  const bounds = weights.map(([, weight]) => {
    sum += weight
    return sum
  })
  return (random) => {
    const drawn = random() * sum
    return (weights[bounds.findIndex((bound) => drawn < bound)] as readonly [T, number])[0]
  }
}

const HEX = Array.from({ length: 65536 }, (_, n) => n.toString(16).padStart(4, '0'))

/** `quads` times four hexadecimal digits. */
export const hex = (random: Random, quads: number): string => {
  let text = ''
  for (let i = 0; i < quads; i++) text += HEX[Math.floor(random() * 65536)]
  return text
}
