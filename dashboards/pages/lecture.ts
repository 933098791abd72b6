// Reading for the pages: several connections, since one answers one query at a time, and one answer for readers who ask the
// same within seconds.

import { narrow } from '../../schema/narrow.ts'
import { type Store, select } from '../../schema/store.ts'
import { PORTEE, viewText } from '../../schema/views.ts'
import { type Filtre, type Panneau, requete, requeteDerniere } from '../definition/panneau.ts'
import type { Filtres } from './filtres.ts'
import { LIGNES_PAR_PAGE, motsDe, requeteTranche, type Tranche } from './tranche.ts'
import type { Valeur } from './valeurs.ts'
import { VERSION, type Version, version, versionDe } from './version.ts'

export type Ligne = Record<string, Valeur>
export type Lecteur = (query: string, params: Record<string, unknown>) => Promise<Ligne[]>

/** Running days are not rebuilt more often (design §5): whether anything changed is asked no more often either. */
const PARTAGE_MS = 5_000
/** Answers kept as long as the figures stand: about what the pages of twenty readers ask. */
const REPONSES_MAX = 1_000
/** Rows of all the answers kept: every school of the country three times. A row is up to a kilobyte, in the engine's own process. */
const LIGNES_GARDEES = 200_000
/** More than any table has: a runaway question is cut rather than held in memory. */
const LIGNES_MAX = 200_000

type Reponse = { lue: Promise<Ligne[]>; lignes: number }

/** `ecrits`: how many times this process wrote what is shown; whoever wrote sees it at once. */
export const openLecteur = (stores: readonly Store[], now: () => number, ecrits = () => 0): Lecteur => {
  const reponses = new Map<string, Reponse>()
  let gardees = 0
  let tour = 0
  const poser = (query: string, params: Record<string, unknown>) =>
    select<Ligne>(stores[tour++ % stores.length] as Store, query, params)

  let etat: Promise<Version> | null = null
  let vu = 0
  const etatActuel = (): Promise<Version> => {
    if (etat !== null && now() - vu < PARTAGE_MS) return etat
    vu = now()
    etat = poser(VERSION, {}).then(([ligne]) => versionDe(ligne))
    return etat
  }

  const oublier = (cle: string, reponse: Reponse): void => {
    if (reponses.get(cle) !== reponse) return
    reponses.delete(cle)
    gardees -= reponse.lignes
  }
  /** The oldest go first; the last one stays, for those who ask it now. */
  const borner = (): void => {
    for (const [cle, reponse] of reponses) {
      if ((reponses.size <= REPONSES_MAX && gardees <= LIGNES_GARDEES) || reponses.size === 1) break
      oublier(cle, reponse)
    }
  }

  return async (query, params) => {
    const cle = JSON.stringify([ecrits(), version(await etatActuel(), query, params), query, params])
    const connue = reponses.get(cle)
    if (connue !== undefined) return connue.lue
    const reponse: Reponse = { lue: poser(query, params), lignes: 0 }
    reponses.set(cle, reponse)
    reponse.lue.then(
      ({ length }) => {
        if (reponses.get(cle) !== reponse) return
        reponse.lignes = length
        gardees += length
        borner()
      },
      () => oublier(cle, reponse),
    )
    borner()
    return reponse.lue
  }
}

const parametre = (nom: Filtre | 'derniere'): string =>
  `{${nom}:${(PORTEE as Record<string, string>)[nom] ?? 'String'}}`

/** The last complete period of the question; today's when nothing was measured yet. */
export const lireDerniere = async (lire: Lecteur, filtres: Filtres): Promise<string> => {
  const [ligne] = await lire(requeteDerniere(parametre), filtres)
  const derniere = String(ligne?.derniere ?? '')
  return derniere > '1970-01-01' ? derniere : filtres.au
}

/** Whether no visit was ever counted. That all which was received is in the figures doesn't tell: of nothing it is true too. */
export const lireJamais = async (lire: Lecteur): Promise<boolean> =>
  (await lire('SELECT 1 AS une FROM periode LIMIT 1', {})).length === 0

/** A view by its text: the arguments are parameters of the same names, and it is analysed once. */
const texte = (vue: string): string => `(${viewText(vue)})`

const parametresDe = ({ periodes }: Panneau, filtres: Filtres, derniere: string): Filtres =>
  periodes === 'derniere' ? { ...filtres, du: derniere, au: derniere } : filtres

const question = (panneau: Panneau, filtres: Filtres): string =>
  narrow(`${requete(panneau, parametre, texte)} LIMIT ${LIGNES_MAX}`, filtres)

export const lirePanneau = (lire: Lecteur, panneau: Panneau, filtres: Filtres, derniere: string): Promise<Ligne[]> =>
  lire(question(panneau, filtres), parametresDe(panneau, filtres, derniere))

/** Of a panel that has no row too. */
export const lireColonnes = async (
  ...[lire, panneau, filtres, derniere]: Parameters<typeof lirePanneau>
): Promise<string[]> =>
  (await lire(`DESCRIBE (${question(panneau, filtres)})`, parametresDe(panneau, filtres, derniere))).map(({ name }) =>
    String(name),
  )

/** Rows of a panel as the page shows them: of a table, those of one page of it, of `enTout`. */
export type Lu = { lignes: readonly Ligne[]; enTout: number; tranche?: Tranche }

/** A page past the last one is the last one. */
export const lireAffiche = async (
  lire: Lecteur,
  panneau: Panneau,
  filtres: Filtres,
  derniere: string,
  tranche: Tranche | undefined,
): Promise<Lu> => {
  if (panneau.dessin.type !== 'tableau' || tranche === undefined) {
    const lignes = await lirePanneau(lire, panneau, filtres, derniere)
    return { lignes, enTout: lignes.length }
  }
  const { colonnes } = panneau.dessin
  const lignes = await lire(narrow(requeteTranche(panneau, colonnes, tranche, parametre, texte), filtres), {
    ...parametresDe(panneau, filtres, derniere),
    mots: motsDe(tranche.mots),
    combien: LIGNES_PAR_PAGE,
    apres: (tranche.page - 1) * LIGNES_PAR_PAGE,
  })
  if (lignes.length > 0 || tranche.page === 1) return { lignes, enTout: Number(lignes[0]?.lignes ?? 0), tranche }
  const { enTout } = await lireAffiche(lire, panneau, filtres, derniere, { ...tranche, page: 1 })
  return lireAffiche(lire, panneau, filtres, derniere, {
    ...tranche,
    page: Math.max(1, Math.ceil(enTout / LIGNES_PAR_PAGE)),
  })
}

/** All the rows of a published view in the scope, in an order that never changes. */
export const lireVue = (lire: Lecteur, vue: string, filtres: Filtres): Promise<Ligne[]> =>
  lire(narrow(`SELECT * FROM ${texte(vue)} ORDER BY ALL LIMIT ${LIGNES_MAX}`, filtres), filtres)
