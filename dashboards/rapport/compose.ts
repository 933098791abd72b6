// A report from its figures: sections in their order, tables, and the fingerprint of what they say.
import { createHash } from 'node:crypto'
import type { Figures } from './figures.ts'
import { type Rapport, type Revision, type Table, VERSION } from './model.ts'
import { comparables } from './sections/alike.ts'
import { contextOf, type Part } from './sections/context.ts'
import { methode } from './sections/method.ts'
import { moisEnUnePage } from './sections/month.ts'
import { deploiement, projets } from './sections/places.ts'
import { actions, qualite } from './sections/quality.ts'
import { etablissements, mouvements } from './sections/schools.ts'
import { equipements, services } from './sections/services.ts'
import { frequentation, profils } from './sections/usage.ts'

const SECTIONS = [
  moisEnUnePage,
  frequentation,
  profils,
  services,
  equipements,
  comparables,
  deploiement,
  etablissements,
  mouvements,
  projets,
  actions,
  qualite,
]

export type Dating = {
  /** ISO instant: all that was received before it is in the figures; null when nothing was ever processed. */
  chiffres: string | null
  definitions: string
  /** What was typed to get it. */
  commande: string
}

/** Throws when the month has no visit: nobody asks for such a report. Revisions come later, by `revised`. */
export const composeReport = (figures: Figures, { chiffres, definitions, commande }: Dating): Rapport => {
  const context = contextOf(figures)
  const parts = SECTIONS.map((section) => section(context)).filter((part): part is Part => part !== null)
  const tables = parts.flatMap(({ tables }) => tables)
  const { niveau, code, libelle } = figures.territoire
  const about = {
    format: VERSION as typeof VERSION,
    titre: 'Rapport mensuel',
    mois: figures.mois.slice(0, 7),
    niveau,
    code,
    territoire: libelle,
    provisoire: context.courant.provisoire === 1,
    chiffres,
    definitions,
    empreinte: fingerprint(tables),
    revision: 1,
    revisions: [],
    commande,
  }
  return { ...about, sections: [...parts.map(({ section }) => section), methode(about)], tables }
}

/** The same report as a later revision of what was published. */
export const revised = (rapport: Rapport, revisions: Revision[]): Rapport => {
  const about = { ...rapport, revision: revisions.at(-1)?.revision ?? 1, revisions }
  return { ...about, sections: [...rapport.sections.slice(0, -1), methode(about)] }
}

/** Of every figure and name in the tables, in their order: what makes one report another. */
export const fingerprint = (tables: readonly Table[]): string => {
  const hash = createHash('sha256')
  for (const { id, colonnes, lignes } of tables) {
    hash.update(JSON.stringify([id, colonnes.map(({ id, genre }) => [id, genre])]))
    for (const ligne of lignes) hash.update(JSON.stringify(ligne))
  }
  return hash.digest('hex')
}
