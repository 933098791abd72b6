// What a report is made of, read from the published views within its scope: the same figures as on the pages.
import { addDays } from '../../schema/clock.ts'
import type { Store } from '../../schema/store.ts'
import { addMonths, finDuMois, type Vacances } from './calendar.ts'
import { readComparables } from './comparables.ts'
import {
  type Academie,
  type Annotation,
  type Comparable,
  type Count,
  type Departement,
  type Equipement,
  type Etablissement,
  type Exploitation,
  type Famille,
  type Parents,
  type Profil,
  type Projet,
  type QualiteProjet,
  type QualiteService,
  type Rejet,
  read,
  type Scope,
  type Service,
  type Synthese,
} from './rows.ts'
import type { Territoire } from './territory.ts'

/** The views that a report reads, by what of them it takes. */
export type Figures = {
  territoire: Territoire
  /** First day of the month. */
  mois: string
  /** First day with a visit, when it is within the thirteen months; null when the measure is older. */
  depuis: string | null
  /** Thirteen months, this one last; those that nobody measured are absent. */
  synthese: Synthese[]
  /** Visits of the same month last year in the ministry's files, another measure; null when they were not imported. */
  ministere: Count
  /** Last day whose visits are all in the figures, as far as they were received. */
  jusqua: string
  /** Of the visits of the month, those of the days that are not over; 0 once it is whole. */
  visitesEnCours: number
  /** Weeks since 1 August before the month, that are over. */
  semaines: Synthese[]
  /** Of this month and of the one before. */
  profils: Profil[]
  services: Service[]
  familles: Famille[]
  equipements: Equipement[]
  projets: Projet[]
  departements: Departement[]
  /** The same of schools of one degree, for which the official classes are. */
  deploiement: (Departement & { degre: 1 | 2 })[]
  /** Of the whole country. */
  academies: Academie[]
  /** What the territory is compared with, itself included. */
  comparables: Comparable[]
  etablissements: Etablissement[]
  parents: Parents[]
  rejets: Rejet[]
  qualiteServices: QualiteService[]
  qualiteProjets: QualiteProjet[]
  exploitation: Exploitation[]
  annotations: Annotation[]
  /** Of the zone of the territory; empty when it has several, or none that is known. */
  vacances: Vacances[]
}

/** Every month measured in the territory, in order. */
export const readMonths = (store: Store, { portee }: Territoire): Promise<Synthese[]> =>
  read<Synthese>(store, 'synthese', { ...portee, genre: 'mois', ...EVER })
const EVER = { du: '2000-01-01', au: '2100-01-01' }

/** The first day of the school year that a day is in. */
export const rentree = (jour: string): string => `${Number(jour.slice(0, 4)) - (jour.slice(5) < '08-01' ? 1 : 0)}-08-01`

export type Progress = (step: { done: number; of: number; doing: string }) => void

/** `measured`: what `readMonths` gave. A server answers side by side; the embedded engine, one after another, whatever the connections: what these questions take is their analysis. */
export const readFigures = async (
  store: Store,
  territoire: Territoire,
  mois: string,
  measured: readonly Synthese[],
  jusqua: string,
  progress: Progress = () => {},
): Promise<Figures> => {
  const { portee, niveau } = territoire
  const fin = finDuMois(mois)
  const yearAgo = addMonths(mois, -12)
  const month = { ...portee, genre: 'mois', du: mois, au: mois }
  /** Of the month before too. */
  const sinceBefore = { ...month, du: addMonths(mois, -1) }
  const one = <Row>(view: string, scope: Scope = month): Promise<Row[]> => read<Row>(store, view, scope)
  /** A commune and a school have no état de déploiement of their own. */
  const small = niveau === 'commune' || niveau === 'etablissement'

  const asked = {
    parents: one<Parents>('parents_seulement'),
    etablissements: one<Etablissement>('etablissements'),
    comparables: readComparables(store, territoire, { genre: 'mois', du: mois, au: mois }),
    academies: niveau === 'france' ? one<Academie>('academies') : [],
    depuis: firstDay(store, territoire, measured, yearAgo),
    semaines: one<Synthese>('synthese', {
      ...portee,
      genre: 'semaine',
      du: rentree(mois),
      au: addDays(fin < jusqua ? fin : jusqua, -6),
    }),
    enCours:
      fin <= jusqua ? [] : one<Synthese>('synthese', { ...portee, genre: 'jour', du: addDays(jusqua, 1), au: fin }),
    profils: one<Profil>('profils', sinceBefore),
    services: one<Service>('services', sinceBefore),
    familles: one<Famille>('familles'),
    equipements: one<Equipement>('equipements'),
    projets: one<Projet>('projets'),
    ministere: one<{ visites: number }>('historique_total', { ...month, du: yearAgo, au: finDuMois(yearAgo) }),
    departements: small ? [] : one<Departement & { degre: string }>('departements_degres'),
    rejets: one<Rejet>('qualite_rejets', { ...portee, genre: 'jour', du: mois, au: fin }),
    qualiteServices: one<QualiteService>('qualite_services', {
      ...portee,
      genre: 'semaine',
      du: addDays(fin, -34),
      au: fin,
    }),
    qualiteProjets: one<QualiteProjet>('qualite_marqueurs'),
    exploitation: one<Exploitation>('exploitation', { genre: 'jour', du: mois, au: fin }),
    annotations: one<Annotation>('annotations', { ...portee, genre: 'mois', du: mois, au: fin }),
    vacances: one<Vacances & { zone: string }>('vacances', { ...portee, genre: 'jour', du: yearAgo, au: fin }),
  }
  // All of them, whichever fails first: none must still run when this one ends.
  const all = Object.values(asked).map((one) => Promise.resolve(one))
  let done = 0
  for (const one of all)
    one.then(
      () => progress({ done: ++done, of: all.length, doing: 'vues lues' }),
      () => {},
    )
  await Promise.allSettled(all)
  const projets = await asked.projets
  const departements = await asked.departements
  const ofDegree = (degre: 1 | 2) =>
    departements.filter((row) => row.degre === String(degre)).map((row) => ({ ...row, degre }))
  /** Markers are refused before anyone knows their school: those of the projets of the territory concern it. */
  const local = (row: { projet: string }) =>
    niveau === 'france' || projets.some(({ projet, visites }) => projet === row.projet && visites > 0)
  return {
    territoire,
    mois,
    depuis: await asked.depuis,
    synthese: measured.filter(({ debut }) => debut >= yearAgo && debut <= mois),
    ministere: (await asked.ministere)[0]?.visites ?? null,
    jusqua,
    visitesEnCours: (await asked.enCours).reduce((sum, { visites }) => sum + visites, 0),
    semaines: await asked.semaines,
    profils: await asked.profils,
    services: await asked.services,
    familles: await asked.familles,
    equipements: await asked.equipements,
    projets,
    departements: departements.filter(({ degre }) => degre === ''),
    deploiement: [...ofDegree(1), ...ofDegree(2)],
    academies: await asked.academies,
    comparables: await asked.comparables,
    etablissements: await asked.etablissements,
    parents: await asked.parents,
    rejets: (await asked.rejets).filter(local),
    qualiteServices: await asked.qualiteServices,
    qualiteProjets: (await asked.qualiteProjets).filter(local),
    exploitation: await asked.exploitation,
    annotations: await asked.annotations,
    vacances: ofOneZone(await asked.vacances),
  }
}

/** A month whose measure began in the middle of it is less than a month. */
const firstDay = async (
  store: Store,
  { portee }: Territoire,
  measured: readonly Synthese[],
  since: string,
): Promise<string | null> => {
  const first = measured.find(({ visites }) => visites > 0)?.debut
  if (first === undefined || first < since) return null
  const days = await read<{ debut: string; dimension: string; visites: number }>(store, 'perimetre', {
    ...portee,
    genre: 'jour',
    du: first,
    au: finDuMois(first),
  })
  return days.find(({ dimension, visites }) => dimension === 'total' && visites > 0)?.debut ?? null
}

/** Holidays of several zones say nothing of which days had class. */
const ofOneZone = (rows: (Vacances & { zone: string })[]): Vacances[] =>
  new Set(rows.map(({ zone }) => zone)).size === 1 && !rows[0]?.zone.includes(',')
    ? rows.map(({ du, au, libelle }) => ({ du, au, libelle }))
    : []
