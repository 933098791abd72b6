// The directory of schools, as the ministry publishes it (fr-en-annuaire-education): layouts of 2023 and of 2026.
// A UAI may have several lines (a school and its annex): the last updated is kept, whatever the order of the files.
import { FUSEAUX, fuseauDuDepartement, normaliseUai } from '../../schema/vocabulary.ts'
import { type Kind, readTable, refuseUai } from './table.ts'

const REQUIRED = {
  uai: ['Identifiant_de_l_etablissement'],
  nom: ['Nom_etablissement'],
  type: ['Type_etablissement'],
  secteur: ['Statut_public_prive'],
  code_nature: ['code_nature'],
  libelle_nature: ['libelle_nature'],
  commune: ['Nom_commune'],
  code_departement: ['Code_departement'],
  departement: ['Libelle_departement'],
  academie: ['Libelle_academie'],
  region: ['Libelle_region'],
  circonscription: ['nom_circonscription'],
  ministere: ['ministere_tutelle'],
  etat: ['etat'],
}
const OPTIONAL = {
  code_commune: ['Code_commune'],
  code_academie: ['Code_academie'],
  code_region: ['Code_region'],
  ouverture: ['date_ouverture'],
  latitude: ['latitude'],
  longitude: ['longitude'],
  date_maj: ['date_maj_ligne'],
}
type Name = keyof typeof REQUIRED | keyof typeof OPTIONAL
const NAMES = Object.keys({ ...REQUIRED, ...OPTIONAL }) as Name[]

/** A row of the table, with the day the ministry last changed it, which is no column of ours. */
export type Etablissement = Omit<Record<Name, string>, 'code_nature' | 'ouverture' | 'latitude' | 'longitude'> & {
  secteur: 'PU' | 'PR' | ''
  code_nature: number
  ouverture: string | null
  latitude: number | null
  longitude: number | null
  fuseau: number
}

const readEtablissement = (text: (name: Name) => string): Etablissement | string => {
  const uai = normaliseUai(text('uai'))
  const refused = refuseUai(uai)
  if (refused !== '') return refused
  const nature = text('code_nature')
  if (!/^\d{0,4}$/.test(nature)) return `le code nature « ${nature} » n'est pas un nombre`
  return {
    ...(Object.fromEntries(NAMES.map((name) => [name, text(name)])) as Record<Name, string>),
    uai,
    secteur: secteurOf(text('secteur')),
    code_nature: Number(nature),
    ouverture: dateOf(text('ouverture')),
    latitude: numberOf(text('latitude')),
    longitude: numberOf(text('longitude')),
    fuseau: fuseauOf(text('code_departement')),
  }
}

/** Administrative services have none. */
const secteurOf = (statut: string): Etablissement['secteur'] =>
  /^pub/i.test(statut) ? 'PU' : /^pri/i.test(statut) ? 'PR' : ''

/** The store's dates start in 1900: an older school is one whose opening is not known. */
const dateOf = (text: string): string | null => (/^(19|2[0-2])\d\d-\d\d-\d\d$/.test(text) ? text : null)

const numberOf = (text: string): number | null => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null)

/** « 094 », « 94 », « 0974 » and « 974 » name a département as well. */
const fuseauOf = (codeDepartement: string): number =>
  1 + FUSEAUX.indexOf(fuseauDuDepartement(codeDepartement.replace(/^0+/, '')))

export const annuaire: Kind<Etablissement> = {
  table: 'etablissement',
  columns: [...NAMES.filter((name) => name !== 'date_maj'), 'fuseau'],
  label: 'Établissements',
  read: (file, bytes) =>
    readTable(
      file,
      bytes,
      {
        title: "l'annuaire de l'éducation",
        advice: 'Téléchargez le jeu « fr-en-annuaire-education » au format CSV, avec toutes ses colonnes.',
        required: REQUIRED,
        optional: OPTIONAL,
      },
      readEtablissement,
    ),
  key: ({ uai }) => uai,
  compare: (a, b) => (a.date_maj === b.date_maj ? 0 : a.date_maj > b.date_maj ? -1 : 1),
}
