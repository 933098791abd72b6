// Rows of the published views as a report reads them, in an order that does not change.
import { narrow } from '../../schema/narrow.ts'
import { type Store, select } from '../../schema/store.ts'
import { PARTOUT, type PORTEE, viewText } from '../../schema/views.ts'

/** Null when nobody knows. */
export type Count = number | null
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
  noms_projets: string
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
/** A territory of the same kind, on what compares. `taux`: of deployment, or of active schools for a projet. */
export type Comparable = {
  code: string
  nom: string
  effectif: Count
  visites: number
  visites_100: Count
  ecoles_actives: number
  taux: Count
}
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

export type Scope = Partial<Record<keyof typeof PORTEE, string>>

export const read = <Row>(store: Store, view: string, scope: Scope): Promise<Row[]> => {
  const args = { ...PARTOUT, ...scope }
  return select<Row>(store, narrow(`SELECT * FROM (${viewText(view)}) ORDER BY ALL`, args), args)
}
