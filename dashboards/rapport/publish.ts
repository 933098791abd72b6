// Reports that come by themselves: each closed month of the territories of a list, in a folder with its index page and an
// Atom feed. A month that late figures changed comes again as a revision, beside what was published first.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Unusable } from '../../schema/folder.ts'
import { FORMATS } from '../words.ts'
import { addMonths } from './calendar.ts'
import { writeReport } from './files.ts'
import { type Entry, entry, indexPage } from './index-page.ts'
import type { Rapport } from './model.ts'

/** What is in `rapports.json`. */
const wanted = z.strictObject({
  /** As `mesure rapport --territoire` takes them. */
  territoires: z.array(z.string()).min(1),
  formats: z
    .array(z.enum(FORMATS))
    .min(1)
    .default([...FORMATS]),
})
export type Wanted = z.infer<typeof wanted>

/** The list of this install; null when there is none. Throws `Unusable` with a sentence when it can't be understood. */
export const readWanted = (file: string): Wanted | null => {
  if (!existsSync(file)) return null
  try {
    return wanted.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const why = error instanceof z.ZodError ? (error.issues[0]?.path.join('.') ?? '') : 'ce n’est pas du JSON'
    throw new Unusable(
      `${file} n’est pas compris (${why}). Il faut par exemple {"territoires": ["academie:Versailles", "departement:95"]}.`,
    )
  }
}

/** Closed months that are looked at again: figures of an older one are no longer published by themselves. */
const MONTHS = 3

/** The first days of the months that are due, the latest first. `joursClos`: the last closed day. */
export const monthsDue = (joursClos: string | null): string[] => {
  if (joursClos === null) return []
  // The month of the day after the last closed one is not closed.
  const after = new Date(Date.parse(`${joursClos}T12:00:00Z`) + 86_400_000).toISOString()
  return Array.from({ length: MONTHS }, (_, back) => addMonths(after, -1 - back))
}

/**
 * Writes what is due and not yet there into the folder; returns what was written. `make` gives a report, or throws
 * `Unusable` when there is nothing to say (a month before the first figures, say), which is passed to `say`.
 */
export const publishDue = async (
  folder: string,
  { territoires, formats }: Wanted,
  months: readonly string[],
  make: (question: { mois: string; territoire: string }) => Promise<Rapport>,
  say: (sentence: string) => void,
): Promise<Entry[]> => {
  const known = readEntries(folder)
  const written: Entry[] = []
  for (const territoire of territoires)
    for (const mois of months) {
      const made = await make({ mois: mois.slice(0, 7), territoire }).catch((error) => {
        if (!(error instanceof Unusable)) throw error
        say(error.message)
        return null
      })
      if (made === null || made.provisoire || known.some((entry) => isOf(entry, made))) continue
      const fichiers = await writeReport(folder, made, formats)
      const { titre, territoire: libelle, revision, chiffres, empreinte } = made
      written.push({ titre, territoire: libelle, mois: made.mois, revision, chiffres, empreinte, fichiers })
      writeEntries(folder, [...known, ...written])
    }
  return written
}

/** Figures alone don't tell: those of a territory may be those of another, or come back to what they were. */
const isOf = (entry: Entry, { territoire, mois, revision, empreinte }: Rapport): boolean =>
  entry.territoire === territoire && entry.mois === mois && entry.revision === revision && entry.empreinte === empreinte

const LIST = 'rapports.json'

export const readEntries = (folder: string): Entry[] =>
  existsSync(join(folder, LIST)) ? z.array(entry).parse(JSON.parse(readFileSync(join(folder, LIST), 'utf8'))) : []

/** Makes the folder, and its page and feed when nothing was published in it yet. */
export const openReports = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'index.html'))) writeEntries(folder, readEntries(folder))
}

/** The latest month first, then by territory. */
const writeEntries = (folder: string, entries: readonly Entry[]): void => {
  const sorted = [...entries].sort(
    (a, b) => compare(b.mois, a.mois) || compare(a.territoire, b.territoire) || b.revision - a.revision,
  )
  const { html, atom } = indexPage(sorted)
  for (const [name, text] of [
    [LIST, `${JSON.stringify(sorted, null, 2)}\n`],
    ['index.html', html],
    ['flux.xml', atom],
    ['rapports.css', readFileSync(join(import.meta.dirname, 'rapports.css'), 'utf8')],
  ] as const) {
    writeFileSync(join(folder, `.${name}`), text)
    renameSync(join(folder, `.${name}`), join(folder, name))
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
