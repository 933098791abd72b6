// What a person must know before reading the tables of a report, the same words in the spreadsheet and beside the CSV.
import { compte, entier, INCONNU, instantLong, nomDuMois } from './french.ts'
import type { Rapport, Table } from './model.ts'

/** « provisoire », « définitif », « révision 2 ». */
export const etatOf = ({ provisoire, revision }: Pick<Rapport, 'provisoire' | 'revision'>): string =>
  provisoire
    ? 'provisoire : le mois n’est pas clos, ces chiffres changeront'
    : revision > 1
      ? `révision ${revision}`
      : 'définitif'

/** How many rows a table has and what each of them is. */
export const lignesOf = ({ nombre, definition }: Table): string =>
  `${compte(nombre, 'ligne')}. Une ligne : ${definition.charAt(0).toLowerCase()}${definition.slice(1)}`

/** Lines of two cells; the second is empty when the first is a sentence. */
export const readMe = (rapport: Rapport): [string, string][] => {
  const { titre, mois, territoire, chiffres, definitions, empreinte, revisions, commande, sections, tables } = rapport
  const phrases = sections.flatMap(({ blocs }) => blocs).flatMap((bloc) => (bloc.genre === 'liste' ? bloc.phrases : []))
  return [
    [titre, ''],
    ['Territoire', territoire],
    ['Mois', nomDuMois(mois)],
    ['État', etatOf(rapport)],
    ['Chiffres arrêtés', chiffres === null ? INCONNU : instantLong(chiffres)],
    ['Version des définitions', definitions],
    ['Empreinte des chiffres', empreinte],
    ['Refaire ce rapport', commande],
    ...revisions.flatMap(({ revision, changements, causes }): [string, string][] =>
      [...changements, ...causes].map((phrase) => [`Révision ${revision}`, phrase]),
    ),
    ['', ''],
    ...SIGNES,
    ['', ''],
    ...phrases.map((phrase): [string, string] => [phrase, '']),
    ['', ''],
    ...tables.flatMap((table): [string, string][] => [
      [table.titre, lignesOf(table)],
      ...Object.entries(table.totaux).map(([id, sum]): [string, string] => [
        `${table.titre}, total`,
        `${table.colonnes.find((colonne) => colonne.id === id)?.titre ?? id} : ${entier(sum)}`,
      ]),
    ]),
  ]
}

const SIGNES: [string, string][] = [
  ['Case vide ou –', 'inconnu ou sans objet ; jamais zéro'],
  ['< 5', 'de 1 à 4 utilisateurs d’un profil, dans chaque colonne de sa ligne : trop peu pour être montré'],
  ['secret', 'masqué pour qu’une case « < 5 » voisine ne se retrouve pas par différence'],
]
