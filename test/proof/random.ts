// Draws that a seed gives again.
import { createHash } from 'node:crypto'
import { chooser, type Random, seeded } from '../../collector/demo/random.ts'

export type { Random }

/** Between 0 and 1, the same for the same text. */
export const randomOf = (text: string): Random => seeded(createHash('sha256').update(text).digest().readUInt32LE())

/** One of them, each as likely as its share. */
export const drawn = <One extends { share: number }>(among: readonly One[], random: Random): One =>
  chooser(among.map((one) => [one, one.share] as const))(random)
