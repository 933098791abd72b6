// Headcounts of schools: the IPS files, and the enrolment sets of écoles and collèges, told by their columns.
// The enrolment sets of lycées are left out on purpose: each holds one track, so half the pupils of a lycée polyvalent.
import { normaliseUai } from '../../schema/vocabulary.ts'
import { type Kind, readRentree, readTable, refuseUai } from './table.ts'

export type Effectif = { uai: string; rentree: string; effectif: number }

const COLUMNS = {
  uai: ['uai', 'numero_uai', 'code_uai', 'numero_ecole', "Numéro de l'école", 'numero_college', 'Numéro du collège'],
  rentree: ['rentree_scolaire', 'rentree', 'annee_scolaire'],
  effectif: [
    'effectifs',
    'effectif',
    'effectifs_ensemble_gt_pro',
    'effectif_total',
    'effectifs_total',
    'nombre_total_eleves',
    "Nombre total d'élèves",
    'nombre_eleves_total',
    "Nombre d'élèves total",
    'nombre_eleves',
    'nombre_d_eleves',
  ],
}

const readEffectif = (text: (name: keyof Effectif) => string): Effectif | string => {
  const uai = normaliseUai(text('uai'))
  const refused = refuseUai(uai)
  if (refused !== '') return refused
  const rentree = readRentree(text('rentree'))
  if (rentree === null) return `la rentrée « ${text('rentree')} » n'est pas une année scolaire, comme 2022-2023`
  const effectif = text('effectif').replace(/\s/g, '')
  if (effectif === '') return "l'effectif est absent : il reste inconnu"
  if (!/^\d{1,6}([.,]0*)?$/.test(effectif)) return `l'effectif « ${text('effectif')} » n'est pas un nombre entier`
  return { uai, rentree, effectif: Number.parseInt(effectif, 10) }
}

export const effectifs: Kind<Effectif> = {
  table: 'effectif',
  columns: ['uai', 'rentree', 'effectif'],
  label: 'Effectifs',
  read: (file, bytes) =>
    readTable(
      file,
      bytes,
      {
        title: 'un fichier des effectifs',
        advice: "Prenez les fichiers de l'IPS, ou le jeu des effectifs des écoles ou des collèges, au format CSV.",
        required: COLUMNS,
      },
      readEffectif,
    ),
  key: ({ uai, rentree }) => `${uai} ${rentree}`,
  // A whole and one of its parts: the whole is the greater.
  compare: (a, b) => b.effectif - a.effectif,
}
