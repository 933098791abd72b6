// For what, and on what: services of the ENT by family, devices.
import { entier, enumeration, part } from '../french.ts'
import { type Cellule, type Table, tableOf } from '../model.ts'
import {
  byProfil,
  type Context,
  du,
  evolutionOf,
  MASQUE,
  masquee,
  montrer,
  note,
  type Part,
  siClos,
  texte,
  titreEvolution,
} from './context.ts'

const SERVICES =
  'Une visite touche souvent plusieurs services : les visites des services ne s’additionnent pas en visites de l’ENT.'
const PAGE_ENT =
  '« Pages hors service » (PAGE_ENT) : les pages de l’ENT qui n’appartiennent à aucun des 25 services du plan de marquage (administration, réglages, recherche). Elles comptent dans les visites.'

export const services = (context: Context): Part => {
  const { mois, moisAvant } = context
  const rows = du(context.services, mois)
  const before = new Map(du(context.services, moisAvant).map((row) => [row.service, row.visites]))
  const marked = rows.filter(({ marque }) => marque === 1)
  const unmarked = rows.filter(({ marque }) => marque === 0)
  const sorted = [...marked].sort((a, b) => (b.visites ?? -1) - (a.visites ?? -1) || (a.service < b.service ? -1 : 1))
  const table = tableOf(
    'services',
    'Services',
    'Un service que les projets du territoire marquent ou annoncent. Part : des visites du territoire qui l’ont touché au moins une fois. Durée moyenne : le temps passé dans le service, par visite qui le touche ; après sa dernière page, il n’est pas connu et compte pour 0.',
    [
      ['service', 'Code', 'texte', 'annexe'],
      ['libelle', 'Service', 'texte'],
      ['famille', 'Famille', 'texte'],
      ['visites', 'Visites', 'entier'],
      ['part', 'Part des visites', 'part'],
      ['duree_moyenne', 'Durée moyenne', 'duree'],
      ['evolution', titreEvolution(context, moisAvant), 'evolution', ...siClos(context)],
    ],
    sorted.map((row) => [
      row.service,
      row.libelle,
      row.famille_libelle,
      row.visites,
      row.part,
      row.duree_moyenne,
      evolutionOf(context, row.visites, before.get(row.service), moisAvant),
    ]),
  )
  const missing = tableOf(
    'services-non-marques',
    'Services non marqués',
    'Un service du plan de marquage qu’aucun projet du territoire n’annonce ni n’a marqué jusque-là.',
    [
      ['service', 'Code', 'texte'],
      ['libelle', 'Service', 'texte'],
      ['famille', 'Famille', 'texte'],
    ],
    unmarked.map((row) => [row.service, row.libelle, row.famille_libelle]),
  )
  const families = famillesTable(context)
  return {
    tables: [families, table, missing],
    section: {
      id: 'services',
      titre: 'Pour quoi faire : les services',
      blocs: [
        ...(families.totaux.visites === 0
          ? []
          : [
              {
                genre: 'barres' as const,
                table: families.id,
                titre: 'Visites de services, par famille',
                alternative: `Visites de services par famille : ${families.lignes.map(([libelle, visites]) => `${libelle}, ${typeof visites === 'number' ? entier(visites) : 'aucune'}`).join(' ; ')}.`,
                etiquette: 'libelle',
                valeur: 'visites',
                accent: null,
              },
            ]),
        montrer(families),
        note(
          'Visites d’une famille : somme des visites de ses services ; une visite y compte autant de fois qu’elle touche de services de la famille.',
        ),
        ...(families.lignes.flat().some((cell) => cell !== null && typeof cell === 'object') ? [note(MASQUE)] : []),
        ...(marked.length === 0 ? [] : [montrer(table)]),
        texte(
          unmarked.length === 0
            ? 'Chaque service du plan de marquage est marqué ou annoncé par un projet du territoire.'
            : `Non marqués, ce qui n’est pas 0 : aucun projet du territoire n’annonce ni n’a marqué jusque-là ${enumeration(unmarked.map(({ libelle }) => `« ${libelle} »`))}.`,
        ),
        note(SERVICES),
        note(PAGE_ENT),
      ],
    },
  }
}

/** A family a row, its visits of services, then those of each profil. */
const famillesTable = (context: Context): Table => {
  const { familles, services, mois } = context
  const known = [...new Map(du(services, mois).map((row) => [row.famille, row.famille_libelle]))]
  const columns = [
    ...new Map(
      du(familles, mois)
        .sort(byProfil)
        .map((row) => [row.profil, row.profil_libelle]),
    ),
  ]
  const rows = known.map(([famille, libelle]): Cellule[] => {
    const own = du(services, mois).filter((row) => row.famille === famille && row.visites !== null)
    const cells = du(familles, mois).filter((row) => row.famille === famille)
    return [
      libelle,
      own.length === 0 ? null : own.reduce((sum, row) => sum + (row.visites ?? 0), 0),
      ...columns.map(([profil]) => {
        const cell = cells.find((row) => row.profil === profil)
        return cell === undefined ? null : masquee(cell.visites, cell.masque)
      }),
    ]
  })
  return tableOf(
    'familles',
    'Familles de services',
    'Une famille de services du plan de marquage, et ses visites par profil.',
    [
      ['libelle', 'Famille', 'texte'],
      ['visites', 'Visites de services', 'entier', 'somme'],
      ...columns.map(([profil, libelle]) => [profil.toLowerCase(), libelle, 'entier'] as const),
    ],
    rows.sort((a, b) => Number(b[1] ?? -1) - Number(a[1] ?? -1)),
  )
}

const DIMENSIONS: Record<string, string> = { appareil: 'Appareil', os: 'Système', navigateur: 'Navigateur' }

export const equipements = ({ equipements, mois }: Context): Part => {
  const rows = du(equipements, mois)
    .filter(({ dimension }) => DIMENSIONS[dimension] !== undefined)
    .sort((a, b) => order(a.dimension) - order(b.dimension) || b.visites - a.visites || (a.code < b.code ? -1 : 1))
  const columns = [
    ['dimension', 'Ce qui est compté', 'texte'],
    ['libelle', 'Équipement', 'texte'],
    ['visites', 'Visites', 'entier'],
    ['part', 'Part des visites', 'part'],
  ] as const
  const definition =
    'Un appareil, un système ou un navigateur ; une visite compte pour celui de son premier marqueur. « Autre » : le navigateur ne le dit pas, ou dit autre chose que la liste.'
  const table = tableOf(
    'equipements',
    'Appareils, systèmes et navigateurs',
    definition,
    columns,
    rows.map((row) => [DIMENSIONS[row.dimension] ?? '', row.libelle, row.visites, row.part]),
  )
  const devices = rows.filter(({ dimension }) => dimension === 'appareil')
  const appareils = tableOf(
    'appareils',
    'Appareils',
    definition,
    columns.slice(1),
    devices.map((row) => [row.libelle, row.visites, row.part]),
  )
  return {
    tables: [appareils, table],
    section: {
      id: 'equipements',
      titre: 'Sur quoi : les équipements',
      blocs:
        devices.length === 0
          ? [texte('Les appareils de ces visites ne sont pas connus.')]
          : [
              {
                genre: 'parts',
                table: appareils.id,
                titre: 'Visites par appareil',
                alternative: `Parts des appareils dans les visites : ${enumeration(devices.map((row) => `${row.libelle}, ${part(row.part ?? 0)}`))}.`,
                etiquette: 'libelle',
                valeur: 'part',
              },
              montrer(table),
              note(
                'Une tablette iPad qui demande la version de bureau se présente comme un Macintosh : elle compte comme ordinateur.',
              ),
            ],
    },
  }
}

const order = (dimension: string): number => Object.keys(DIMENSIONS).indexOf(dimension)
