// The invented ENT projects of the académie: who runs them, on which platform, what they announce.
import type { Service } from '../../schema/vocabulary.ts'
import type { Ecole } from './ecoles.ts'
import { ECOLES_DE_TEST } from './situations.ts'

export type Projet = {
  projet: string
  libelle: string
  collectivite: string
  plateforme: string
  exploitant: string
  degre: 1
  convention: string
  services: Service[]
  etablissements: string[]
  etablissementsTest: string[]
}

const COMMUNS: Service[] = ['ACCUEIL', 'ACTUALITES', 'CAHIER_LIAISON', 'COURRIER_ELECTRONIQUE', 'STOCKAGE_PARTAGE']

const ANNOUNCED: readonly Omit<Projet, 'degre' | 'etablissements' | 'etablissementsTest'>[] = [
  {
    projet: 'ENT95',
    libelle: "ENT fictif des écoles du Val-d'Oise",
    collectivite: 'Syndicat fictif du Vexin numérique',
    plateforme: 'ARDOISIA',
    exploitant: 'ARDOISIA_SERVICES',
    convention: '2019-11-04',
    services: [
      ...COMMUNS,
      'CAHIER_TEXTES',
      'PRODUCTION_COLLABORATIVE',
      'RESSOURCE_MULTIMEDIA',
      'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT',
    ],
  },
  {
    projet: 'ENT78-92',
    libelle: 'ENT fictif des écoles des Yvelines et des Hauts-de-Seine',
    collectivite: 'Groupement fictif Seine et Mauldre numérique',
    plateforme: 'CARTABLIN',
    exploitant: 'ATELIER_DU_PREAU',
    convention: '2021-09-01',
    services: [
      ...COMMUNS,
      'CAHIER_TEXTES',
      'NOTES',
      'PRODUCTION_COLLABORATIVE',
      'RESSOURCE_MULTIMEDIA',
      'RESSOURCE_PRODUCTION',
    ],
  },
  {
    projet: 'ENT-MAQUETTE',
    libelle: 'ENT fictif de Maquette-sur-Essonne',
    collectivite: 'Commune fictive de Maquette-sur-Essonne',
    plateforme: 'CARTABLIN',
    exploitant: 'REGIE_DE_MAQUETTE',
    convention: '2020-09-01',
    services: [...COMMUNS, 'CAHIER_TEXTES', 'PRODUCTION_COLLABORATIVE'],
  },
  {
    projet: 'ENT-BROUILLON',
    libelle: 'ENT fictif de Brouillon-sur-Yvette',
    collectivite: 'Commune fictive de Brouillon-sur-Yvette',
    plateforme: 'BAC_A_SABLE',
    exploitant: 'COOPERATIVE_DU_BAC_A_SABLE',
    convention: '2022-01-03',
    services: [...COMMUNS, 'CAHIER_TEXTES', 'RESSOURCE_MULTIMEDIA'],
  },
  {
    projet: 'ENT-CANEVAS',
    libelle: 'ENT fictif de Canevas-le-Grand',
    collectivite: 'Commune fictive de Canevas-le-Grand',
    plateforme: 'ARDOISIA',
    exploitant: 'SYNDICAT_DES_TILLEULS',
    convention: '2021-11-02',
    services: [...COMMUNS, 'PRODUCTION_COLLABORATIVE', 'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT'],
  },
  {
    projet: 'ENT-MARELLE',
    libelle: 'ENT fictif de Marelle-Billancourt',
    collectivite: 'Commune fictive de Marelle-Billancourt',
    plateforme: 'MARELLE',
    exploitant: 'EDITIONS_DE_LA_MARELLE',
    convention: '2022-09-01',
    services: [
      ...COMMUNS,
      'CAHIER_TEXTES',
      'PRODUCTION_COLLABORATIVE',
      'RESSOURCE_MULTIMEDIA',
      'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT',
      'RESSOURCE_PRODUCTION',
    ],
  },
]

/** Each projet with the écoles it declares: the open ones of its communes, private ones only in the Val-d'Oise. */
export const inventProjets = (ecoles: readonly Ecole[]): Projet[] =>
  ANNOUNCED.map((announced) => ({
    ...announced,
    degre: 1,
    etablissements: ecoles
      .filter(({ projet, publique }) => projet === announced.projet && (publique || projet === 'ENT95'))
      .map(({ uai }) => uai),
    etablissementsTest: ECOLES_DE_TEST.filter(({ projet }) => projet === announced.projet).map(({ uai }) => uai),
  }))
