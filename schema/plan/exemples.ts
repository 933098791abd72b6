// Requests as they are posted to /markers, each with the verdicts it gets where the projet ENT95 declares the lycée
// 0951234A and the test school 0333333Y. A test holds every one of them to the schema and to the judge.
import type { Verdict } from '../vocabulary.ts'

type Json = Record<string, unknown>
export type Exemple = {
  titre: string
  corps: Json & { markers: readonly Json[] }
  /** Whether it conforms to the JSON Schema; the collector reads more than that. */
  conforme: boolean
  verdicts: readonly Verdict[]
}

const ELEVE = {
  v: 1,
  projet: 'ENT95',
  uai: '0951234A',
  profil: 'ELEVE',
  visiteur: '3f6c1f0e-8a52-4d0e-9d3a-1b7c5e2a9f40',
} as const

const CAHIER = {
  id: '9b2d7c10-4e6f-4a3b-8c21-5d0e7f9a1b36',
  age: 0,
  action: 'page',
  service: 'CAHIER_TEXTES',
} as const

export const EXEMPLES: readonly Exemple[] = [
  {
    titre: 'Une page : un élève ouvre son cahier de textes',
    corps: { ...ELEVE, markers: [CAHIER] },
    conforme: true,
    verdicts: ['compte'],
  },
  {
    titre: "Un clic : une enseignante ouvre GeoGebra depuis l'ENT",
    corps: {
      ...ELEVE,
      profil: 'ENSEIGNANT',
      visiteur: '7a1e5b93-0c4d-4f28-b6a7-2e9d8c3f1054',
      plateforme: 'ARDOISIA',
      exploitant: 'ARDOISIA_SERVICES',
      markers: [
        {
          ...CAHIER,
          id: '1c8e4f27-6a0b-4d59-9e13-7b5f2d8a0c64',
          action: 'clic',
          service: 'RESSOURCE_PRODUCTION',
          outil: 'GEOGEBRA',
        },
      ],
    },
    conforme: true,
    verdicts: ['compte'],
  },
  {
    titre: 'Trois pages gardées hors connexion, envoyées ensemble',
    corps: {
      ...ELEVE,
      profil: 'PARENT',
      visiteur: 'c2d94e6f-5b17-4a80-8f3c-6e0a7d1b9245',
      markers: [
        { ...CAHIER, id: '4d7f1a92-3c5e-4b08-a6d1-8e2f0b7c9a35', age: 5_400_000, service: 'ACCUEIL' },
        { ...CAHIER, id: '8a3c6e05-1f7d-4920-b5e8-0c9d4f2a7b16', age: 5_370_000, service: 'CAHIER_LIAISON' },
        { ...CAHIER, id: 'e5b0d829-7a4c-4f63-91c7-3d8e6a1f0b52', age: 1_250, service: 'NOTES', page: 'notes/releve' },
      ],
    },
    conforme: true,
    verdicts: ['compte', 'compte', 'compte'],
  },
  {
    titre: 'Lu quand même : codes en minuscules, zéro perdu par un tableur',
    corps: {
      ...ELEVE,
      projet: 'ent95',
      uai: '951234a',
      profil: ' eleve',
      markers: [{ ...CAHIER, service: 'cahier_textes' }],
    },
    conforme: false,
    verdicts: ['compte'],
  },
  {
    titre: 'Refusé : mauvaise lettre de contrôle',
    corps: { ...ELEVE, uai: '0951234B', markers: [CAHIER] },
    // A JSON Schema can't work out a check letter.
    conforme: true,
    verdicts: ['uai_cle'],
  },
  {
    titre: 'Reçu, puis refusé marqueur par marqueur',
    corps: {
      ...ELEVE,
      markers: [
        { ...CAHIER, service: 'BLOG' },
        { ...CAHIER, type: 'TIERS' },
        { ...CAHIER, age: 1_789_466_700_000 },
        { ...CAHIER, id: undefined },
        CAHIER,
      ],
    },
    conforme: false,
    verdicts: ['service_inconnu', 'type_outil', 'age_hors_bornes', 'champ_manquant', 'compte'],
  },
]
