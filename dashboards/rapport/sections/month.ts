// The month in one page: four figures, then what rose, what fell and what is to be looked at, in sentences made by rules.

import { compte, decimal, entier, enumeration, evolution, jourLong, nomDuMois, part } from '../french.ts'
import type { Bloc } from '../model.ts'
import type { Etablissement } from '../rows.ts'
import { type Tendance, tendance } from '../sentences.ts'
import {
  byProfil,
  type Context,
  capitale,
  du,
  evolutionTotale,
  isWhole,
  joursDeClasse,
  liste,
  note,
  type Part,
  parentsSeuls,
  sansMesure,
  titre,
  visitesFinies,
} from './context.ts'
import { devenusSilencieux, nouveaux } from './schools.ts'

export const moisEnUnePage = (context: Context): Part => {
  const trends = trendsOf(context)
  const phrases = (sens: Tendance['sens']) => trends.filter((trend) => trend.sens === sens).map(({ phrase }) => phrase)
  const part = (mots: string, phrases: string[]): Bloc[] =>
    phrases.length === 0 ? [] : [titre(mots), ...liste(phrases)]
  return {
    tables: [],
    section: {
      id: 'mois',
      titre: 'Le mois en une page',
      blocs: [
        { genre: 'chiffres', chiffres: cards(context) },
        ...(context.avant === null && context.anDernier === null
          ? [
              note(
                `Ni ${nomDuMois(context.moisAvant)} ni ${nomDuMois(context.moisAnDernier)} ne sont mesurés ici : rien à comparer.`,
              ),
            ]
          : []),
        ...calendar(context).map(note),
        ...part('Ce qui monte', phrases('hausse')),
        ...part('Ce qui baisse', phrases('baisse')),
        ...part('Ce qui ne bouge pas', phrases('stable')),
        ...part('À regarder', toLookAt(context)),
      ],
    },
  }
}

const cards = (context: Context) => {
  const { courant, territoire } = context
  /** Visits by day of class; the rest as it is. */
  const against = (value: 'visites' | 'utilisateurs' | 'ecoles_actives'): string[] =>
    compared(context).flatMap(({ debut, row }) => {
      const [now, past] = [courant[value], row[value]]
      const ratio =
        value === 'visites'
          ? evolutionTotale(context, row)
          : now === null || !past || !isWhole(context, debut) || !isWhole(context, context.mois)
            ? null
            : now / past - 1
      return ratio === null ? [] : [`${evolution(ratio)} par rapport à ${nomDuMois(debut)}`]
    })
  const without = courant.ecoles_sans_effectif
  return [
    { titre: 'Visites', genre: 'entier' as const, valeur: courant.visites, details: against('visites') },
    { titre: 'Utilisateurs', genre: 'entier' as const, valeur: courant.utilisateurs, details: against('utilisateurs') },
    territoire.niveau === 'etablissement'
      ? {
          titre: 'Établissement actif',
          genre: 'oui' as const,
          valeur: courant.ecoles_actives,
          details: ['au moins 5 utilisateurs dans le mois'],
        }
      : {
          titre: 'Établissements actifs',
          genre: 'entier' as const,
          valeur: courant.ecoles_actives,
          details: [
            `${compte(courant.ecoles_vues, 'vu')}, ${entier(courant.ecoles_projet)} dans ${territoire.niveau === 'projet' ? 'ce' : 'un'} projet`,
            ...against('ecoles_actives'),
          ],
        },
    {
      titre: 'Visites pour 100 élèves',
      genre: 'decimal' as const,
      valeur: courant.visites_100,
      details: [
        ...rates(context),
        ...(without > 0
          ? [`${compte(without, 'établissement')} sans effectif connu, laissé${without < 2 ? '' : 's'} de côté`]
          : []),
      ],
    },
  ]
}

/** The rate of the months that this one is compared with, by day of class when the calendar is known: nineteen days beside twelve would pass for a rise. */
const rates = (context: Context): string[] => {
  const { mois, courant, enCours } = context
  const byDay = ({ visites_100 }: { visites_100: number | null }, debut: string): number | null => {
    const jours = joursDeClasse(context, debut)
    return visites_100 === null || jours === 0 ? null : visites_100 / (jours ?? 1)
  }
  const now = byDay(courant, mois)
  if (now === null || enCours) return []
  const known = compared(context).filter(({ debut }) => isWhole(context, debut))
  const past = known.flatMap(({ debut, row }) => {
    const rate = byDay(row, debut)
    return rate === null ? [] : [`${decimal(rate)} en ${nomDuMois(debut)}`]
  })
  return past.length === 0 || joursDeClasse(context, mois) === null
    ? past
    : [`${decimal(now)} par jour de classe`, ...past]
}

/** Why visits are compared by day of class, and with how many; what is compared with nothing. */
const calendar = (context: Context): string[] => {
  const days = [context.mois, ...compared(context).map(({ debut }) => debut)].flatMap((debut) => {
    const jours = joursDeClasse(context, debut)
    return jours === null ? [] : [`${nomDuMois(debut)}, ${entier(jours)}`]
  })
  const until = context.enCours
    ? [
        `Le mois est en cours : ses visites sont comparées jusqu’au ${jourLong(context.jusqua)}, dernier jour entier ; ses profils, ses services et ses établissements le seront à sa clôture.`,
      ]
    : []
  const partial = context.enCours ? [] : compared(context).filter(({ debut }) => !isWhole(context, debut))
  const since = partial.map(
    ({ debut }) =>
      `${capitale(nomDuMois(debut))} n’est mesuré qu’à partir du ${jourLong(context.depuis ?? debut)} : ni ses utilisateurs ni ses établissements actifs ne sont comparés à ceux d’un mois entier.`,
  )
  if (days.length < 2) return [...since, ...until]
  return [
    `Jours de classe : ${days.join(' ; ')}. Les visites de ces mois sont comparées par jour de classe.`,
    ...since,
    ...until,
  ]
}

/** The months that this one is compared with. */
const compared = ({ avant, anDernier, moisAvant, moisAnDernier }: Context) => [
  ...(avant === null ? [] : [{ debut: moisAvant, row: avant }]),
  ...(anDernier === null ? [] : [{ debut: moisAnDernier, row: anDernier }]),
]

/** Families of services said on this page: those that moved most. The table has all of them. */
const MOVED = 3

const trendsOf = (context: Context): Tendance[] => {
  const { mois, courant, moisAvant } = context
  /** Counts of visits, by day of class when the calendar is known. */
  const visits = (sujet: string, maintenant: number, avant: number, debut: string): Tendance | null => {
    const [now, then] = [joursDeClasse(context, mois), joursDeClasse(context, debut)]
    if (now === 0 || then === 0) return null
    const jours = now === null || then === null ? null : { maintenant: now, avant: then }
    return tendance({ sujet, maintenant, avant, mois: nomDuMois(debut), jours })
  }
  const trends: (Tendance | null)[] = []
  for (const { debut, row } of compared(context)) {
    if (!sansMesure(context)) trends.push(visits('Les visites', visitesFinies(context, courant), row.visites, debut))
    // Users of part of a month are not those of a month.
    if (!isWhole(context, mois) || !isWhole(context, debut)) continue
    if (courant.utilisateurs !== null && row.utilisateurs !== null)
      trends.push(
        tendance({
          sujet: 'Les utilisateurs',
          maintenant: courant.utilisateurs,
          avant: row.utilisateurs,
          mois: nomDuMois(debut),
        }),
      )
    if (context.territoire.niveau !== 'etablissement')
      trends.push(
        tendance({
          sujet: 'Les établissements actifs',
          maintenant: courant.ecoles_actives,
          avant: row.ecoles_actives,
          mois: nomDuMois(debut),
        }),
      )
  }
  if (context.enCours) return trends.filter((trend) => trend !== null)
  const before = new Map(du(context.profils, moisAvant).map((row) => [row.profil, row.visites]))
  for (const { profil, libelle, visites } of du(context.profils, mois).sort(byProfil)) {
    const avant = before.get(profil)
    if (visites !== null && avant != null)
      trends.push(visits(`Les visites du profil « ${libelle} »`, visites, avant, moisAvant))
  }
  const moved = families(context).sort((a, b) => change(context, b) - change(context, a))
  for (const { libelle, now, past } of moved.slice(0, MOVED))
    trends.push(visits(`Les visites de services de la famille « ${libelle} »`, now, past, moisAvant))
  return trends.filter((trend) => trend !== null)
}

type Move = { libelle: string; now: number; past: number }

/** Of each family of services, the visits of this month and of the one before, when it had some: marking that begins is no use that rises. */
const families = ({ services, mois, moisAvant }: Context): Move[] => {
  const sum = (debut: string, famille: string) =>
    du(services, debut).reduce((total, row) => total + (row.famille === famille ? (row.visites ?? 0) : 0), 0)
  const known = new Map(du(services, mois).map((row) => [row.famille, row.famille_libelle]))
  return [...known]
    .map(([famille, libelle]) => ({ libelle, now: sum(mois, famille), past: sum(moisAvant, famille) }))
    .filter(({ past }) => past > 0)
}

const change = (context: Context, { now, past }: Move): number =>
  Math.abs(now / (joursDeClasse(context, context.mois) || 1) - past / (joursDeClasse(context, context.moisAvant) || 1))

/** Names enough to know where to look; the tables have them all. */
const NAMED = 3
const someOf = (names: readonly string[]): string =>
  names.length > NAMED
    ? `${names.slice(0, NAMED).join(', ')} et ${compte(names.length - NAMED, 'autre')}`
    : enumeration(names)
const named = (rows: readonly Etablissement[]): string => someOf(rows.map(({ nom, commune }) => `${nom} (${commune})`))

const toLookAt = (context: Context): string[] => {
  const { qualiteServices, qualiteProjets, moisAvant, territoire, courant, noms } = context
  const phrases: string[] = []
  const [gone, come] = [devenusSilencieux(context), nouveaux(context) ?? []]
  if (gone.length > 0 && territoire.niveau !== 'etablissement')
    phrases.push(
      `${compte(gone.length, 'établissement')} visité${s(gone)} en ${nomDuMois(moisAvant)} n’${gone.length < 2 ? 'a' : 'ont'} ${context.enCours ? 'pas encore de' : 'plus une'} visite : ${named(gone)}.`,
    )
  if (come.length > 0 && territoire.niveau !== 'etablissement')
    phrases.push(
      `${compte(come.length, 'établissement')} ${come.length < 2 ? 'est visité' : 'sont visités'} pour la première fois : ${named(come)}.`,
    )
  const parents = parentsSeuls(context).map(({ code, libelle, niveau }) => {
    const school = context.ecoles.get(code)
    return school === undefined ? `${niveau} ${libelle}` : `${libelle} (${school.commune})`
  })
  if (parents.length > 0)
    phrases.push(
      `${compte(parents.length, 'ENT ou établissement', 'ENT ou établissements')} où les parents viennent presque seuls : ${someOf(parents)}.`,
    )
  const stopped = qualiteServices.filter(({ etat }) => etat === 'arrêté')
  if (stopped.length > 0)
    phrases.push(
      `Services qui ne sont plus marqués : ${enumeration(stopped.map((row) => `${row.libelle} (${noms(row.projet)})`))}.`,
    )
  for (const row of qualiteProjets)
    if (row.part_rejets !== null && row.part_rejets >= REJECTED)
      phrases.push(
        `${part(row.part_rejets)} des marqueurs du projet « ${noms(row.projet)} » sont rejetés : ${entier(row.rejetes)} sur ${entier(row.recus)}.`,
      )
  if (courant.ecoles_projet > 0 && territoire.niveau !== 'etablissement') {
    const ratio = courant.ecoles_actives / courant.ecoles_projet
    if (ratio < HALF)
      phrases.push(
        `${compte(courant.ecoles_actives, 'établissement actif', 'établissements actifs')} pour ${entier(courant.ecoles_projet)} dans un projet, soit ${part(ratio)} : moins de la moitié.`,
      )
  }
  return phrases
}

const s = (rows: readonly unknown[]): string => (rows.length < 2 ? '' : 's')
/** A share of refused markers that makes figures doubtful. */
const REJECTED = 0.05
const HALF = 0.5
