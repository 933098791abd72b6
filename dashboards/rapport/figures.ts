// What a report is made of, read from the published views within its scope: the same figures as on the pages.
import { addDays } from '../../schema/clock.ts'
import { narrow } from '../../schema/narrow.ts'
import { type Store, select } from '../../schema/store.ts'
import { PORTEE, viewText } from '../../schema/views.ts'
import { addMonths, finDuMois, type Vacances } from './calendar.ts'
import type { Territoire } from './territory.ts'

type Count = number | null
type Periode = { debut: string; provisoire: number }
type Masque = { masque: '' | '< 5' | 'secret' }

export type Synthese = Periode & {
  visites: number
  utilisateurs: Count
  duree_moyenne: Count
  ecoles_vues: number
  ecoles_actives: number
  ecoles_projet: number
  effectif: Count
  ecoles_sans_effectif: number
  visites_100: Count
  utilisateurs_100: Count
}
export type Profil = Periode &
  Masque & { profil: string; libelle: string; visites: Count; utilisateurs: Count; duree_moyenne: Count }
export type Service = Periode & {
  service: string
  libelle: string
  famille: string
  famille_libelle: string
  visites: Count
  part: Count
  duree_moyenne: Count
  marque: number
}
export type Famille = Periode &
  Masque & { famille: string; libelle: string; profil: string; profil_libelle: string; visites: Count }
export type Equipement = Periode & { dimension: string; code: string; libelle: string; visites: number; part: Count }
export type Projet = Periode & {
  projet: string
  libelle: string
  plateforme: string
  exploitant: string
  degre_projet: Count
  visites: number
  utilisateurs: Count
  duree_moyenne: Count
  ecoles_declarees: number
  ecoles_vues: number
  ecoles_actives: number
  part_actives: Count
  ecoles_hors_perimetre: number
  effectif: Count
  ecoles_sans_effectif: number
  visites_100: Count
  utilisateurs_100: Count
}
type Deploiement = Periode & {
  visites: number
  utilisateurs: Count
  ecoles: number
  ecoles_publiques: number
  ecoles_projet: number
  ecoles_actives: number
  taux_deploiement: Count
  classe_deploiement: string | null
  effectif: Count
  visites_100: Count
  code_academie: string
  academie: string
}
export type Departement = Deploiement & { code_departement: string; departement: string }
export type Academie = Deploiement
export type Etablissement = Periode & {
  uai: string
  nom: string
  nature_uai: string
  degre: Count
  secteur: string
  commune: string
  code_commune: string
  circonscription: string
  code_departement: string
  departement: string
  projets: string
  hors_perimetre: number
  effectif: Count
  visites: number
  utilisateurs: Count
  duree_moyenne: Count
  visites_100: Count
  active: number
  tranche_effectif: string
  rang: Count
  rang_sur: Count
  visites_12: number[]
  silencieuse: number
}
/** `part_parents` is left where it is: beside a table of profils it would give a hidden one away. */
export type Parents = Periode & { niveau: string; code: string; libelle: string; regle: string }
export type Rejet = { jour: string; projet: string; verdict: string; libelle: string; n: number; part: Count }
export type QualiteService = {
  projet: string
  service: string
  libelle: string
  annonce: number
  premiere: string | null
  derniere: string | null
  etat: string
}
export type QualiteProjet = Periode & {
  projet: string
  visites: number
  part_page_ent: Count
  recus: number
  rejetes: number
  part_rejets: Count
  doublons: number
}
export type Exploitation = {
  jour: string
  recus: number
  comptes: number
  doublons: number
  rejetes: number
  en_attente: number
  /** Accepted, and in none of these: 0, or the ledger is open. */
  ecart: number
}
export type Annotation = {
  du: string
  au: string | null
  titre: string
  texte: string
  genre: string
  niveau: string
  territoire: string
  projet: string
}

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
  /** What the territory is compared with, itself included. */
  comparables: Departement[] | Academie[]
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

type Scope = Partial<Record<keyof typeof PORTEE, string>>
const ALL = Object.fromEntries(Object.keys(PORTEE).map((name) => [name, '']))

/** Rows of a view in an order that does not change. */
const read = <Row>(store: Store, view: string, scope: Scope): Promise<Row[]> => {
  const args = { ...ALL, ...scope }
  return select<Row>(store, narrow(`SELECT * FROM (${viewText(view)}) ORDER BY ALL`, args), args)
}

/** Every month measured in the territory, in order. */
export const readMonths = (store: Store, { portee }: Territoire): Promise<Synthese[]> =>
  read<Synthese>(store, 'synthese', { ...portee, genre: 'mois', ...EVER })
const EVER = { du: '2000-01-01', au: '2100-01-01' }

/** The first day of the school year that a day is in. */
export const rentree = (jour: string): string => `${Number(jour.slice(0, 4)) - (jour.slice(5) < '08-01' ? 1 : 0)}-08-01`

export type Progress = (step: { done: number; of: number; doing: string }) => void

/** `measured`: what `readMonths` gave. An embedded connection answers one question at a time: several share them. */
export const readFigures = async (
  stores: readonly Store[],
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
  let turn = 0
  const next = () => stores[turn++ % stores.length] as Store
  const one = <Row>(view: string, scope: Scope = month): Promise<Row[]> => read<Row>(next(), view, scope)
  /** A commune and a school have no état de déploiement of their own. */
  const small = niveau === 'commune' || niveau === 'etablissement'
  const ofDegree = async (degre: 1 | 2) =>
    (await one<Departement>('departements', { ...month, degre: String(degre) })).map((row) => ({ ...row, degre }))

  const asked = {
    parents: one<Parents>('parents_seulement'),
    etablissements: one<Etablissement>('etablissements'),
    comparables: readComparables(next(), niveau, { genre: 'mois', du: mois, au: mois }),
    depuis: firstDay(next(), territoire, measured, yearAgo),
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
    departements: small ? [] : one<Departement>('departements'),
    premier: small ? [] : ofDegree(1),
    second: small ? [] : ofDegree(2),
    rejets: one<Rejet>('qualite_rejets', { ...portee, genre: 'jour', du: mois, au: fin }),
    qualiteServices: one<QualiteService>('qualite_services', {
      ...portee,
      genre: 'semaine',
      du: addDays(fin, -34),
      au: fin,
    }),
    qualiteProjets: one<QualiteProjet>('qualite_projets'),
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
    departements: await asked.departements,
    deploiement: [...(await asked.premier), ...(await asked.second)],
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

const readComparables = (
  store: Store,
  niveau: Territoire['niveau'],
  month: Scope,
): Promise<Departement[] | Academie[]> => {
  if (niveau === 'academie') return read<Academie>(store, 'academies', month)
  if (niveau === 'departement') return read<Departement>(store, 'departements', month)
  return Promise.resolve([])
}
