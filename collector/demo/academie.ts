// The four reference files of the demonstration, in the official layouts: `import` reads them as it reads the real ones.
import { calendrier } from './calendrier.ts'
import { ACADEMIE, type Ecole, inventEcoles } from './ecoles.ts'
import { inventProjets } from './projets.ts'

/** The 71 columns of the directory as published in 2026. */
const COLUMNS = [
  'Identifiant_de_l_etablissement Nom_etablissement Type_etablissement Statut_public_prive Adresse_1 Adresse_2',
  'Adresse_3 Code_postal Code_commune Nom_commune Code_departement Code_academie Code_region Ecole_maternelle',
  'Ecole_elementaire Voie_generale Voie_technologique Voie_professionnelle Telephone Fax Web Mail Restauration',
  'Hebergement ULIS Apprentissage Segpa Section_arts Section_cinema Section_theatre Section_sport',
  'Section_internationale Section_europeenne Lycee_Agricole Lycee_militaire Lycee_des_metiers Post_BAC',
  'Appartenance_Education_Prioritaire GRETA SIREN_SIRET Fiche_onisep position Type_contrat_prive Libelle_departement',
  'Libelle_academie Libelle_region coordX_origine coordY_origine epsg_origine nom_circonscription latitude longitude',
  'precision_localisation date_ouverture date_maj_ligne etat ministere_tutelle multi_uai rpi_concentre rpi_disperse',
  'code_nature libelle_nature Code_type_contrat_prive PIAL etablissement_mere type_rattachement_etablissement_mere',
  'code_circonscription code_zone_animation_pedagogique libelle_zone_animation_pedagogique code_bassin_formation',
  'libelle_bassin_formation',
].flatMap((line) => line.split(' '))

const NATURES = {
  101: 'ECOLE MATERNELLE',
  151: 'ECOLE DE NIVEAU ELEMENTAIRE',
  153: 'ECOLE ELEMENTAIRE D APPLICATION',
} as const

/** Rentrées whose headcounts are known; a school gains or loses a few pupils between them. */
const RENTREES = [
  { rentree: '2024-2025', change: -3 },
  { rentree: '2025-2026', change: 0 },
]

const flag = (claim: boolean): string => (claim ? '1' : '0')

const directoryLine = (ecole: Ecole): string => {
  const codePostal = `${ecole.codeCommune.slice(0, 2)}000`
  const cells: Record<string, string | number> = {
    Identifiant_de_l_etablissement: ecole.uai,
    Nom_etablissement: ecole.nom,
    Type_etablissement: 'Ecole',
    Statut_public_prive: ecole.publique ? 'Public' : 'Privé',
    Adresse_1: "1 rue de l'Exemple",
    Adresse_3: `${codePostal} ${upper(ecole.commune)}`,
    Code_postal: codePostal,
    Code_commune: ecole.codeCommune,
    Nom_commune: ecole.commune,
    Code_departement: ecole.departement.code,
    Code_academie: 25,
    Code_region: 11,
    Ecole_maternelle: flag(ecole.maternelle),
    Ecole_elementaire: flag(ecole.elementaire),
    Restauration: 1,
    Hebergement: 0,
    ULIS: 0,
    position: `${ecole.latitude}, ${ecole.longitude}`,
    Type_contrat_prive: ecole.publique ? 'SANS OBJET' : "CONTRAT D'ASSOCIATION TOUTES CLASSES",
    Libelle_departement: ecole.departement.nom,
    Libelle_academie: ACADEMIE,
    Libelle_region: 'Ile-de-France',
    nom_circonscription: `Circonscription fictive ${ecole.departement.nom} ${ecole.circonscription}`,
    latitude: ecole.latitude,
    longitude: ecole.longitude,
    precision_localisation: 'Ville',
    date_ouverture: '1985-09-01',
    date_maj_ligne: '2026-05-27',
    etat: ecole.ouverte ? 'OUVERT' : 'FERME',
    ministere_tutelle: "MINISTERE DE L'EDUCATION NATIONALE",
    multi_uai: 0,
    rpi_concentre: 0,
    code_nature: ecole.nature,
    libelle_nature: NATURES[ecole.nature],
    Code_type_contrat_prive: ecole.publique ? 99 : 30,
  }
  return COLUMNS.map((column) => cells[column] ?? '').join(';')
}

/** As the headcount files write names: capitals without accents. */
const upper = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toUpperCase()

const headcountLines = (ecole: Ecole): string[] =>
  RENTREES.map(({ rentree, change }) =>
    [
      rentree,
      upper(ACADEMIE),
      ecole.departement.code,
      upper(ecole.departement.nom),
      ecole.uai,
      upper(ecole.nom),
      ecole.codeCommune,
      upper(ecole.commune),
      ecole.publique ? 'public' : 'privé sous contrat',
      `${ecole.eleves + change}.0`,
      '100.0',
    ].join(';'),
  )

const HEADCOUNT_HEADER =
  'rentree_scolaire;academie;code_du_departement;departement;uai;nom_de_l_etablissment;' +
  'code_insee_de_la_commune;nom_de_la_commune;secteur;effectifs;ips'

/** The texts of the four files: the directory with its mark of UTF-8 and its line ends as published. */
export const inventAcademie = (): { annuaire: string; projets: string; effectifs: string; calendrier: string } => {
  const ecoles = inventEcoles()
  const counted = ecoles.filter(({ ouverte, effectifConnu }) => ouverte && effectifConnu)
  return {
    annuaire: `\uFEFF${[COLUMNS.join(';'), ...ecoles.map(directoryLine)].join('\r\n')}\r\n`,
    projets: `${JSON.stringify(inventProjets(ecoles), null, 2)}\n`,
    effectifs: `${[HEADCOUNT_HEADER, ...counted.flatMap(headcountLines)].join('\n')}\n`,
    calendrier: calendrier(ACADEMIE),
  }
}
