// The invented écoles of the académie: communes that do not exist in four départements that do.
// Where each projet is present is written here, commune by commune: the rates of deployment follow from these lines.
import { uaiLetter } from '../../schema/vocabulary.ts'
import { integer, type Random, seeded } from './random.ts'

export const ACADEMIE = 'Versailles (démonstration)'

type Departement = { code: string; nom: string; latitude: number; longitude: number }
type Commune = { nom: string; publiques: number; projet: string | null }

export type Ecole = {
  uai: string
  nom: string
  nature: 101 | 151 | 153
  maternelle: boolean
  elementaire: boolean
  publique: boolean
  ouverte: boolean
  departement: Departement
  commune: string
  codeCommune: string
  circonscription: number
  latitude: number
  longitude: number
  eleves: number
  effectifConnu: boolean
  /** The projet of its commune; null where there is none. */
  projet: string | null
}

const commune = (nom: string, publiques: number, projet: string | null = null): Commune => ({ nom, publiques, projet })

/** About a tenth of the real numbers of écoles publiques, and the deployment of 2022 (seed of the project). */
const DEPARTEMENTS: readonly (Departement & { communes: readonly Commune[] })[] = [
  {
    code: '078',
    nom: 'Yvelines',
    latitude: 48.8,
    longitude: 1.95,
    communes: [
      commune('Exemple-le-Château', 14),
      commune('Modèle-la-Ville', 12),
      commune('Fictive-sur-Mauldre', 9),
      commune('Démo-sur-Seine', 10, 'ENT78-92'),
      commune('Saint-Échantillon', 11),
      commune('Essai-les-Bois', 6, 'ENT78-92'),
      commune('Imaginaire-en-Plaine', 9),
      commune('Esquisse-la-Forêt', 8),
      commune('Témoin-le-Vicomte', 7),
      commune('Ébauche-sur-Vesgre', 6),
    ],
  },
  {
    code: '091',
    nom: 'Essonne',
    latitude: 48.52,
    longitude: 2.24,
    communes: [
      commune('Épreuve-sur-Orge', 12),
      commune('Prototype-la-Vallée', 11),
      commune('Maquette-sur-Essonne', 9, 'ENT-MAQUETTE'),
      commune('Hypothèse-les-Étangs', 8),
      commune('Brouillon-sur-Yvette', 7, 'ENT-BROUILLON'),
      commune('Sainte-Fiction', 10),
      commune('Canevas-le-Grand', 6, 'ENT-CANEVAS'),
      commune('Simulacre-Bel-Air', 8),
      commune('Invention-en-Hurepoix', 5),
      commune('Croquis-la-Rivière', 4),
    ],
  },
  {
    code: '092',
    nom: 'Hauts-de-Seine',
    latitude: 48.84,
    longitude: 2.24,
    communes: [
      commune('Apparence-la-Défense', 10),
      commune('Leurre-sur-Seine', 9),
      commune('Démo-la-Colline', 8, 'ENT78-92'),
      commune('Marelle-Billancourt', 7, 'ENT-MARELLE'),
      commune('Semblant-les-Coteaux', 8),
      commune('Fiction-le-Rond-Point', 6, 'ENT78-92'),
      commune('Mirage-la-Garenne', 7),
      commune('Prétexte-sur-Bièvre', 5, 'ENT78-92'),
      commune('Chimère-les-Roses', 6),
      commune('Songe-sur-Seine', 4),
    ],
  },
  {
    code: '095',
    nom: "Val-d'Oise",
    latitude: 49.07,
    longitude: 2.15,
    communes: [
      commune('Démo-sur-Oise', 11, 'ENT95'),
      commune('Fictive-lès-Gonesse', 10, 'ENT95'),
      commune('Imaginaire-en-Vexin', 9, 'ENT95'),
      commune('Conte-la-Forêt', 8, 'ENT95'),
      commune('Légende-sous-Bois', 8, 'ENT95'),
      commune('Fable-le-Temple', 7, 'ENT95'),
      commune('Récit-sur-Viosne', 7, 'ENT95'),
      commune('Utopie-la-Ville', 6, 'ENT95'),
      commune('Rêverie-en-France', 5, 'ENT95'),
      commune('Esquisse-lès-Vexin', 3, 'ENT95'),
      commune('Nulle-Part-en-Vexin', 2),
    ],
  },
]

const NOMS = [
  'des Tilleuls',
  'des Coquelicots',
  'du Moulin bleu',
  'de la Fontaine',
  'des Hirondelles',
  'du Grand Pré',
  'des Marronniers',
  'de la Plume',
  "de l'Encrier",
  'des Quatre Vents',
  'du Cerf-volant',
]

/** By turns; an élémentaire and the maternelle beside it share a name. */
const KINDS = [
  { nature: 151, titre: 'École élémentaire', maternelle: false, elementaire: true, least: 130, most: 320 },
  { nature: 101, titre: 'École maternelle', maternelle: true, elementaire: false, least: 70, most: 190 },
  { nature: 151, titre: 'École primaire', maternelle: true, elementaire: true, least: 60, most: 290 },
] as const
/** One élémentaire in a while trains teachers. */
const APPLICATION_EVERY = 40

/** Serial numbers, out of the range in use: 9001 on for public écoles, 9801 on for private ones, 9901 on for closed ones. */
const PRIVEES = { from: 801, count: 5 }
const FERMEES = { from: 901, count: 3 }

type Place = Pick<Ecole, 'publique' | 'ouverte'> & { serial: number; rank: number; index: number }

const inventEcole = (random: Random, departement: (typeof DEPARTEMENTS)[number], place: Place): Ecole => {
  const { communes, ...territoire } = departement
  const { nom, projet } = communes[place.index] as Commune
  const kind = KINDS[place.rank % KINDS.length] as (typeof KINDS)[number]
  const digits = `${departement.code}9${String(place.serial).padStart(3, '0')}`
  const application = place.publique && kind.nature === 151 && place.serial % APPLICATION_EVERY === 1
  const name = NOMS[
    (place.index + 2 * Math.floor(place.rank / 3) + Math.floor((place.rank % 3) / 2)) % NOMS.length
  ] as string
  return {
    uai: digits + uaiLetter(digits),
    nom: `${kind.titre}${place.publique ? '' : ' privée'} fictive ${name}`,
    nature: application ? 153 : kind.nature,
    maternelle: kind.maternelle,
    elementaire: kind.elementaire,
    publique: place.publique,
    ouverte: place.ouverte,
    departement: territoire,
    commune: nom,
    codeCommune: `${departement.code.slice(1)}9${String(place.index + 1).padStart(2, '0')}`,
    circonscription: Math.floor(place.index / 3) + 1,
    latitude: Number((territoire.latitude + (random() - 0.5) / 6).toFixed(5)),
    longitude: Number((territoire.longitude + (random() - 0.5) / 4).toFixed(5)),
    eleves: integer(random, kind.least, kind.most),
    effectifConnu: random() > 0.08,
    projet: place.ouverte ? projet : null,
  }
}

/** All of them, by UAI, always the same. */
export const inventEcoles = (): Ecole[] => {
  const random = seeded(1895)
  return DEPARTEMENTS.flatMap((departement) => {
    let serial = 0
    const publiques = departement.communes.flatMap(({ publiques }, index) =>
      Array.from({ length: publiques }, (_, rank) => ({
        serial: ++serial,
        rank,
        index,
        publique: true,
        ouverte: true,
      })),
    )
    const spread = ({ from, count }: typeof PRIVEES, publique: boolean, ouverte: boolean) =>
      Array.from({ length: count }, (_, i) => ({ serial: from + i, rank: 2 * i + 1, index: 2 * i, publique, ouverte }))
    return [...publiques, ...spread(PRIVEES, false, true), ...spread(FERMEES, true, false)].map((place) =>
      inventEcole(random, departement, place),
    )
  })
}
