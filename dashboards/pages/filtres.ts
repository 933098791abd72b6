// What a page is asked: filters, all in its address, so that it can be shared and found again.
import { z } from 'zod'
import { addDays, mondayOf, parisDay, schoolYearStart } from '../../schema/clock.ts'
import { normaliseUai } from '../../schema/vocabulary.ts'
import type { Filtre } from '../definition/panneau.ts'
import { finDe } from './valeurs.ts'

export const GENRES = { jour: 'Jour', semaine: 'Semaine', mois: 'Mois', annee: 'Année scolaire' } as const
export type Genre = keyof typeof GENRES

const code = z.string().trim().max(200).catch('')
const jour = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((texte) => !Number.isNaN(Date.parse(texte)))

const demande = z.object({
  genre: z.enum(Object.keys(GENRES) as [Genre]).catch('semaine'),
  du: jour.optional().catch(undefined),
  au: jour.optional().catch(undefined),
  code_academie: code,
  code_departement: code,
  code_commune: code,
  circonscription: code,
  uai: code.transform(normaliseUai),
  projet: code,
  degre: z.enum(['', '1', '2']).catch(''),
  secteur: z.enum(['', 'PU', 'PR']).catch(''),
  profil: code,
  service: code,
})

export type Filtres = Record<Filtre, string> & { genre: Genre }

/**
 * The filters of a request; what can't be read is left at its default, which ends today and goes back far enough to see a
 * trend. Dates are those of a day in Paris.
 */
export const lireFiltres = (query: unknown, now: number): Filtres => {
  const lue = demande.parse(query ?? {})
  const aujourdhui = parisDay(now)
  const [debut, fin] = [lue.du, lue.au ?? aujourdhui]
  // Bounds the wrong way round are of the same days.
  if (debut !== undefined && lue.au !== undefined && debut > fin) return { ...lue, du: fin, au: debut }
  return { ...lue, du: debut !== undefined && debut <= fin ? debut : debutDe(lue.genre, fin), au: fin }
}

/** Figures are of whole periods, each by its first day: the first and the last that begin in these days, if any does. */
export const periodesEntieres = ({ genre, du, au }: Pick<Filtres, 'genre' | 'du' | 'au'>): [string, string] | null => {
  const premiere = debutDePeriode(genre, du)
  const [debut, fin] = [premiere === du ? du : suivante(genre, premiere), debutDePeriode(genre, au)]
  return debut > fin ? null : [debut, fin]
}

const debutDePeriode = (genre: Genre, jour: string): string => {
  if (genre === 'jour') return jour
  if (genre === 'semaine') return mondayOf(jour)
  return genre === 'mois' ? `${jour.slice(0, 7)}-01` : schoolYearStart(jour)
}
const suivante = (genre: Genre, debut: string): string => addDays(finDe(debut, genre), 1)

const debutDe = (genre: Genre, au: string): string => {
  if (genre === 'jour') return addDays(au, -30)
  if (genre === 'semaine') return mondayOf(addDays(au, -7 * 25))
  const annee = Number(au.slice(0, 4))
  return genre === 'mois' ? `${annee - 1}-${au.slice(5, 7)}-01` : `${annee - 6}-08-01`
}

/** The address of these filters; those at their default are left out, so that « the last weeks » stays so. */
export const adresse = (tableau: string, filtres: Partial<Filtres>, demandes: ReadonlySet<string>): string => {
  const texte = new URLSearchParams(
    Object.entries(filtres).filter(
      ([nom, valeur]) =>
        valeur !== '' && (demandes.has(nom) || !DATES.has(nom)) && !(nom === 'genre' && valeur === 'semaine'),
    ),
  ).toString()
  return `/tableau/${tableau}${texte === '' ? '' : `?${texte}`}`
}
const DATES = new Set(['du', 'au'])
