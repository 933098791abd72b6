// Invented schools and projects for the property tests: clocks ahead of Paris and behind it, natures with and without
// a published label, a commune that only a quoted field can hold.
import type { Ecole, Projet } from './oracle-judge.ts'

const EDUCATION = "MINISTERE DE L'EDUCATION NATIONALE"

export const LYCEE: Ecole = {
  uai: '0951234A',
  codeAcademie: '25',
  academie: 'Versailles',
  codeCommune: '95127',
  commune: 'Cergy',
  departement: "Val-d'Oise",
  codeDepartement: '095',
  region: 'Ile-de-France',
  ministere: EDUCATION,
  circonscription: '',
  codeNature: 306,
  libelleNature: 'LYCEE POLYVALENT',
  secteur: 'PU',
}
export const ECOLE: Ecole = {
  ...LYCEE,
  uai: '0950001K',
  codeCommune: '95018',
  commune: 'Argenteuil',
  circonscription: "Circonscription d'inspection du 1er degré d'Argenteuil",
  codeNature: 151,
  libelleNature: 'ECOLE DE NIVEAU ELEMENTAIRE',
}
export const COLLEGE_REUNION: Ecole = {
  ...LYCEE,
  uai: '9740001H',
  codeAcademie: '28',
  academie: 'La Réunion',
  codeCommune: '97411',
  commune: 'Saint-Denis',
  departement: 'La Réunion',
  codeDepartement: '974',
  region: 'La Réunion',
  codeNature: 340,
  libelleNature: 'COLLEGE',
}
export const MATERNELLE_MARTINIQUE: Ecole = {
  ...LYCEE,
  uai: '9720001U',
  codeAcademie: '31',
  academie: 'Martinique',
  codeCommune: '97209',
  commune: 'Fort-de-France',
  departement: 'Martinique',
  codeDepartement: '972',
  region: 'Martinique',
  circonscription: 'Circonscription du 1er degré de Fort-de-France 1',
  codeNature: 101,
  libelleNature: 'ECOLE MATERNELLE',
  secteur: 'PR',
}
export const EREA_MIQUELON: Ecole = {
  ...LYCEE,
  uai: '9750001C',
  codeAcademie: '44',
  academie: 'Saint-Pierre-et-Miquelon',
  codeCommune: '97502',
  commune: 'Saint-Pierre ; dit "le Bourg"',
  departement: 'Saint-Pierre-et-Miquelon',
  codeDepartement: '975',
  region: 'Saint-Pierre-et-Miquelon',
  codeNature: 370,
  libelleNature: "ETABLISSEMENT REGIONAL D'ENSEIGNT ADAPTE",
}
export const ECOLES: readonly Ecole[] = [LYCEE, ECOLE, COLLEGE_REUNION, MATERNELLE_MARTINIQUE, EREA_MIQUELON]

/** Never in the figures: listed by ENT95, with a letter that is wrong. */
export const ECOLE_DE_TEST = '0333333Y'

export const PROJETS: readonly Projet[] = [
  {
    projet: 'ENT95',
    libelle: "ENT du Val-d'Oise",
    collectivite: '095',
    plateforme: 'SKOLENGO',
    exploitant: 'KOSMOS',
    degre: null,
    convention: '2019-11-04',
    services: ['ACCUEIL', 'COURRIER_ELECTRONIQUE'],
    etablissements: [LYCEE.uai, ECOLE.uai],
    // A school of the directory that another projet counts.
    etablissementsTest: [ECOLE_DE_TEST, EREA_MIQUELON.uai],
  },
  {
    projet: 'ENT974',
    libelle: 'ENT de La Réunion',
    collectivite: '974',
    plateforme: 'NEO',
    exploitant: 'EDIFICE',
    degre: 2,
    convention: '2021-09-01',
    services: [],
    etablissements: [COLLEGE_REUNION.uai],
    etablissementsTest: [],
  },
]

const COLUMNS =
  'Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Adresse_1;Adresse_2;Adresse_3;Code_postal;Code_commune;Nom_commune;Code_departement;Code_academie;Code_region;Ecole_maternelle;Ecole_elementaire;Voie_generale;Voie_technologique;Voie_professionnelle;Telephone;Fax;Web;Mail;Restauration;Hebergement;ULIS;Apprentissage;Segpa;Section_arts;Section_cinema;Section_theatre;Section_sport;Section_internationale;Section_europeenne;Lycee_Agricole;Lycee_militaire;Lycee_des_metiers;Post_BAC;Appartenance_Education_Prioritaire;GRETA;SIREN_SIRET;Fiche_onisep;position;Type_contrat_prive;Libelle_departement;Libelle_academie;Libelle_region;coordX_origine;coordY_origine;epsg_origine;nom_circonscription;latitude;longitude;precision_localisation;date_ouverture;date_maj_ligne;etat;ministere_tutelle;multi_uai;rpi_concentre;rpi_disperse;code_nature;libelle_nature;Code_type_contrat_prive;PIAL;etablissement_mere;type_rattachement_etablissement_mere;code_circonscription;code_zone_animation_pedagogique;libelle_zone_animation_pedagogique;code_bassin_formation;libelle_bassin_formation'.split(
    ';',
  )

/** The directory as the ministry publishes it: 71 columns, a byte order mark. */
export const annuaireCsv = (ecoles: readonly Ecole[]): string => {
  const rows = ecoles.map((ecole) => {
    const known: Record<string, string> = {
      Identifiant_de_l_etablissement: ecole.uai,
      Nom_etablissement: `Etablissement ${ecole.uai}`,
      Type_etablissement: ecole.codeNature < 200 ? 'Ecole' : 'Lycée',
      Statut_public_prive: ecole.secteur === 'PU' ? 'Public' : 'Privé',
      Code_commune: ecole.codeCommune,
      Nom_commune: ecole.commune,
      Code_departement: ecole.codeDepartement,
      Code_academie: ecole.codeAcademie,
      Code_region: '11',
      Libelle_departement: ecole.departement,
      Libelle_academie: ecole.academie,
      Libelle_region: ecole.region,
      nom_circonscription: ecole.circonscription,
      date_ouverture: '1990-09-01',
      etat: 'OUVERT',
      ministere_tutelle: ecole.ministere,
      code_nature: String(ecole.codeNature),
      libelle_nature: ecole.libelleNature,
    }
    return COLUMNS.map((column) => {
      const text = known[column] ?? ''
      return /[;"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
    })
  })
  return `\uFEFF${[COLUMNS, ...rows].map((row) => row.join(';')).join('\n')}\n`
}
