// The registry of ENT projects: a JSON array, each projet checked by zod.
// A wrong code in one of its lists is refused alone; a projet that doesn't fit is refused and the others stay.
import { z } from 'zod'
import { Unusable } from '../../schema/folder.ts'
import { normaliseUai, SERVICES } from '../../schema/vocabulary.ts'
import { decode, type Kind, type Reading, type Refusal, refuseUai } from './table.ts'

const isCode = (text: string): boolean => /^[A-Z0-9_.-]{1,64}$/.test(text)
const NOT_A_CODE = "n'est pas un code (lettres, chiffres, _, - et ., 64 au plus)"

const label = z.string().trim().default('')
const list = z.array(z.string()).default([])

/** One projet of the file. Only its code is required; `convention` null: no date known, so always in force. */
export const projet = z.object({
  projet: z.string().trim().toUpperCase().refine(isCode, `ce ${NOT_A_CODE}`),
  libelle: label,
  collectivite: label,
  plateforme: label,
  exploitant: label,
  degre: z.union([z.literal(1), z.literal(2), z.null()], 'il faut 1, 2 ou null').default(null),
  convention: z.iso.date('il faut une date, comme 2019-11-04').nullable().default(null),
  services: list,
  etablissements: list,
  etablissementsTest: list,
})

/** A row of the table. */
export type Projet = Omit<z.infer<typeof projet>, 'etablissementsTest'> & { etablissements_test: string[] }

/** Each list with the form of its codes and the reason to refuse one, '' when there is none. */
const LISTS: Record<string, { normalise: (text: string) => string; refuse: (code: string) => string }> = {
  services: {
    normalise: (text) => text.trim().toUpperCase(),
    refuse: (code) => (SERVICE_CODES.has(code) ? '' : `« ${code} » n'est pas un service du plan de marquage`),
  },
  etablissements: { normalise: normaliseUai, refuse: refuseUai },
  // A test school often has a wrong letter: any code will do.
  etablissementsTest: { normalise: normaliseUai, refuse: (code) => (isCode(code) ? '' : `« ${code} » ${NOT_A_CODE}`) },
}
const SERVICE_CODES: ReadonlySet<string> = new Set(SERVICES)

export const readProjets = (file: string, bytes: Buffer): Reading<Projet> => {
  const reading: Reading<Projet> = { rows: [], refused: [] }
  for (const [index, value] of parseArray(file, bytes).entries()) {
    const parsed = projet.safeParse(value, { error: z.locales.fr().localeError })
    const place = placeOf(index, value)
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues)
        reading.refused.push({ place, reason: `projet refusé, ${path.join('.') || 'en entier'} : ${message}` })
      continue
    }
    for (const key of Object.keys(value as object).filter((key) => !Object.hasOwn(projet.shape, key)))
      reading.refused.push({ place, reason: `« ${key} » n'est pas un champ d'un projet : il est ignoré` })
    const { etablissementsTest, ...rest } = parsed.data
    reading.rows.push({
      place,
      row: {
        ...rest,
        libelle: rest.libelle || rest.projet,
        services: keepCodes('services', rest.services, place, reading.refused),
        etablissements: keepCodes('etablissements', rest.etablissements, place, reading.refused),
        etablissements_test: keepCodes('etablissementsTest', etablissementsTest, place, reading.refused),
      },
    })
  }
  return reading
}

/** The codes of a list, normalised, each once and in order, without those to refuse. */
const keepCodes = (name: string, texts: string[], place: string, refused: Refusal[]): string[] => {
  const { normalise, refuse } = LISTS[name] as (typeof LISTS)[string]
  const kept = new Set<string>()
  for (const [index, text] of texts.entries()) {
    const code = normalise(text)
    const reason = refuse(code)
    if (reason === '') kept.add(code)
    else refused.push({ place, reason: `${name}.${index} : ${reason}` })
  }
  return [...kept].sort()
}

const parseArray = (file: string, bytes: Buffer): unknown[] => {
  const text = decode(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1]
    const where = position === undefined ? '' : `, vers la ligne ${text.slice(0, Number(position)).split('\n').length}`
    throw new Unusable(`${file} n'est pas du JSON${where}. Corrigez-le : il faut un tableau de projets.`)
  }
  if (!Array.isArray(value))
    throw new Unusable(`${file} n'est pas un tableau de projets. Écrivez [ {"projet": "…"}, … ], même pour un seul.`)
  return value
}

const placeOf = (index: number, value: unknown): string => {
  const code = (value as { projet?: unknown } | null)?.projet
  return `projet n° ${index + 1}${typeof code === 'string' ? ` (${code.trim().toUpperCase()})` : ''}`
}

export const projets: Kind<Projet> = {
  table: 'projet',
  columns: [
    'projet',
    'libelle',
    'collectivite',
    'plateforme',
    'exploitant',
    'degre',
    'convention',
    'services',
    'etablissements',
    'etablissements_test',
  ],
  label: 'Projets',
  read: readProjets,
  key: (row) => row.projet,
}
