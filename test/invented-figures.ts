// Figures as the views give them, invented from a seed: as many schools as wanted, months that rise and fall, hidden cells.
import { addMonths, finDuMois } from '../dashboards/rapport/calendar.ts'
import type { Figures } from '../dashboards/rapport/figures.ts'
import type { Etablissement, Synthese } from '../dashboards/rapport/rows.ts'
import type { Territoire } from '../dashboards/rapport/territory.ts'
import { addDays, mondayOf } from '../schema/clock.ts'

export const VERSAILLES: Territoire = {
  niveau: 'academie',
  code: '25',
  libelle: 'Académie de Versailles',
  portee: { code_academie: '25' },
  code_academie: '25',
  code_departement: '',
}
const MOIS = '2026-10-01'
const DEPARTEMENTS = [
  ['078', 'Yvelines'],
  ['091', 'Essonne'],
  ['092', 'Hauts-de-Seine'],
  ['095', 'Val-d’Oise'],
] as const
const COMMUNES = ['Cergy', 'Saint-Ouen-l’Aumône', 'L’Haÿ-les-Roses', 'Argenteuil', 'Évry-Courcouronnes', 'Versailles']
const NOMS = [
  'École élémentaire Jean Jaurès',
  'École maternelle Françoise Dolto – groupe scolaire intercommunal des Hauts de Marne',
  'Collège Les Explorateurs',
  'Lycée général et technologique Camille Claudel',
]
const NATURES = ['Ecole élémentaire', 'Ecole maternelle', 'Collège', 'Lycée']
const PROFILS = [
  ['ELEVE', 'Élèves', 0.45],
  ['PARENT', 'Parents', 0.35],
  ['ENSEIGNANT', 'Enseignants', 0.17],
  ['ADMIN_VIE_SCOL_TECH', 'Administration, vie scolaire, technique', 0.03],
] as const
const FAMILLES = [
  ['communication_publication', 'Communication et publication', ['ACCUEIL', 'ACTUALITES', 'COURRIER_ELECTRONIQUE']],
  ['partage_collaboration', 'Partage et collaboration', ['STOCKAGE_PARTAGE', 'PRODUCTION_COLLABORATIVE']],
  ['pedagogie', 'Pédagogie', ['CAHIER_TEXTES', 'PARCOURS_PEDAGOGIQUE']],
  ['vie_scolaire', 'Vie scolaire', ['NOTES', 'ABSENCES', 'SERVICES_VIE_SCOLAIRE']],
  ['ressources', 'Ressources', ['MANUEL_NUMERIQUE', 'RESSOURCE_MULTIMEDIA']],
  ['autres', 'Autres', ['PAGE_ENT']],
] as const

/** Between 0 and 1, the same for the same seed. */
const random = (seed: number) => {
  let state = seed + 1
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}

const schoolOf = (i: number, next: () => number): Etablissement => {
  const [code_departement, departement] = DEPARTEMENTS[i % 4] as (typeof DEPARTEMENTS)[number]
  const effectif = i % 9 === 0 ? null : 60 + Math.floor(next() * 700)
  const silent = i % 17 === 5
  const months = Array.from({ length: 12 }, (_, m) => (i % 23 === 7 && m < 11 ? 0 : Math.floor(next() * 3000)))
  const visites = silent ? 0 : (months[11] ?? 0)
  return {
    debut: MOIS,
    provisoire: 0,
    uai: `${String(780_000 + i).padStart(7, '0')}A`,
    nom: NOMS[i % 4] as string,
    nature_uai: NATURES[i % 4] as string,
    degre: i % 4 < 2 ? 1 : 2,
    secteur: 'PU',
    commune: COMMUNES[i % 6] as string,
    code_commune: String(95_000 + (i % 6)),
    circonscription: i % 4 < 2 ? 'Circonscription Nord' : '',
    code_departement,
    departement,
    projets: i % 4 < 2 ? 'ENT95' : '',
    noms_projets: i % 4 < 2 ? 'ENT des écoles du Val-d’Oise' : '',
    hors_perimetre: i % 4 < 2 ? 0 : 1,
    effectif,
    visites,
    utilisateurs: Math.floor(visites / 7),
    duree_moyenne: visites === 0 ? null : 120 + Math.floor(next() * 600),
    visites_100: effectif === null ? null : (100 * visites) / effectif,
    active: visites > 40 ? 1 : 0,
    tranche_effectif: effectif === null ? 'inconnue' : effectif < 300 ? '100 à 299' : '300 à 599',
    rang: effectif === null ? null : 1 + (i % 40),
    rang_sur: effectif === null ? null : 40,
    visites_12: [...months.slice(0, 11), visites],
    silencieuse: silent ? 1 : 0,
  }
}

type Options = { schools?: number; seed?: number; months?: number; territoire?: Territoire; provisoire?: boolean }

export const inventedFigures = ({
  schools = 60,
  seed = 1,
  months = 13,
  territoire = VERSAILLES,
  provisoire = false,
}: Options = {}): Figures => {
  const next = random(seed)
  const etablissements = Array.from({ length: schools }, (_, i) => schoolOf(i, next))
  const total = etablissements.reduce((sum, { visites }) => sum + visites, 0)
  const running = provisoire ? 1 : 0
  const period = (debut: string, visites: number): Synthese => ({
    debut,
    provisoire: debut === MOIS ? running : 0,
    visites,
    utilisateurs: Math.floor(visites / 8),
    duree_moyenne: 240,
    ecoles_vues: Math.ceil(schools * 0.9),
    ecoles_actives: Math.ceil(schools * 0.8),
    ecoles_projet: schools,
    effectif: schools * 300,
    ecoles_sans_effectif: Math.floor(schools / 9),
    visites_100: visites / (schools * 3 || 1),
    utilisateurs_100: visites / (schools * 24 || 1),
  })
  const monthly = Array.from({ length: months }, (_, i) => addMonths(MOIS, i - months + 1))
  const synthese = monthly.map((debut) =>
    period(debut, debut === MOIS ? total : Math.floor(total * (0.6 + next() * 0.8))),
  )
  const three = [MOIS, addMonths(MOIS, -1), addMonths(MOIS, -12)].filter((debut) => monthly.includes(debut))
  const visitsOf = (debut: string) => synthese.find((row) => row.debut === debut)?.visites ?? 0
  const weeks: string[] = []
  for (let jour = mondayOf('2026-09-01'); jour <= addDays(finDuMois(MOIS), -6); jour = addDays(jour, 7))
    weeks.push(jour)
  const departements = DEPARTEMENTS.map(([code_departement, departement], i) => ({
    debut: MOIS,
    provisoire: 0,
    code_departement,
    departement,
    code_academie: '25',
    academie: 'Versailles',
    visites: Math.floor(total / 4),
    utilisateurs: Math.floor(total / 30),
    ecoles: 900 + i,
    ecoles_publiques: 780 + i,
    ecoles_projet: [90, 180, 270, 772][i] ?? 0,
    ecoles_actives: [70, 150, 230, 740][i] ?? 0,
    taux_deploiement: [0.115, 0.23, 0.346, 0.986][i] ?? null,
    classe_deploiement:
      ['moins de 20 %', 'entre 20 et 50 %', 'entre 20 et 50 %', 'généralisation massive, 90 % ou plus'][i] ?? null,
    effectif: 90_000,
    visites_100: 120 + i * 77.7,
  }))
  return {
    territoire,
    mois: MOIS,
    depuis: null,
    ministere: null,
    jusqua: provisoire ? '2026-10-20' : '2026-11-03',
    visitesEnCours: 0,
    synthese,
    semaines: weeks.map((debut, i) => period(debut, Math.floor((total / 5) * (i > 6 ? 0.1 : 0.7 + next() * 0.5)))),
    profils: three.flatMap((debut) =>
      PROFILS.map(([profil, libelle, part], i) => {
        const visites = Math.floor(visitsOf(debut) * part * (0.9 + next() * 0.1))
        const masque = schools < 5 && i > 1 ? (i === 3 ? '< 5' : 'secret') : ''
        const hidden = masque !== ''
        return {
          debut,
          provisoire: 0,
          profil,
          libelle,
          visites: hidden ? null : visites,
          utilisateurs: hidden ? null : Math.floor(visites / 6),
          duree_moyenne: hidden ? null : 200 + i * 30,
          masque,
        } as const
      }),
    ),
    services: three.flatMap((debut) =>
      FAMILLES.flatMap(([famille, famille_libelle, services]) =>
        services.map((service) => {
          const marque = service === 'NOTES' ? 0 : 1
          const visites = marque === 0 ? null : Math.floor(visitsOf(debut) * next() * 0.4)
          return {
            debut,
            provisoire: 0,
            service,
            libelle: service.charAt(0) + service.slice(1).toLowerCase().replaceAll('_', ' '),
            famille,
            famille_libelle,
            visites,
            part: visites === null ? null : visites / (visitsOf(debut) || 1),
            duree_moyenne: marque === 0 ? null : 60 + Math.floor(next() * 200),
            marque,
          }
        }),
      ),
    ),
    familles: three.flatMap((debut) =>
      FAMILLES.flatMap(([famille, libelle]) =>
        PROFILS.map(([profil, profil_libelle, part]) => {
          const visites = Math.floor(visitsOf(debut) * part * next() * 0.3)
          return { debut, provisoire: 0, famille, libelle, profil, profil_libelle, visites, masque: '' } as const
        }),
      ),
    ),
    equipements: [
      ['appareil', 'smartphone', 'Smartphone', 0.5],
      ['appareil', 'ordinateur', 'Ordinateur', 0.38],
      ['appareil', 'tablette', 'Tablette', 0.1],
      ['appareil', 'autreappareil', 'Autre appareil', 0.02],
      ['os', 'android', 'Android', 0.4],
      ['os', 'windows', 'Windows', 0.35],
      ['os', 'ios', 'iOS', 0.25],
      ['navigateur', 'chrome', 'Chrome', 0.7],
      ['navigateur', 'safari', 'Safari', 0.3],
    ].map(([dimension, code, libelle, part]) => ({
      debut: MOIS,
      provisoire: 0,
      dimension: String(dimension),
      code: String(code),
      libelle: String(libelle),
      visites: Math.round(total * Number(part)),
      part: Number(part),
    })),
    projets: ['ENT95', 'ENT78-92'].map((projet, i) => ({
      debut: MOIS,
      provisoire: 0,
      projet,
      libelle: i === 0 ? 'ENT des écoles du Val-d’Oise' : 'ENT des écoles des Yvelines et des Hauts-de-Seine',
      plateforme: 'ONE',
      exploitant: 'ODE',
      degre_projet: 1,
      visites: Math.floor(total / (2 + i)),
      utilisateurs: Math.floor(total / 20),
      duree_moyenne: 230,
      ecoles_declarees: Math.ceil(schools / 3),
      ecoles_vues: Math.ceil(schools / 3),
      ecoles_actives: Math.ceil(schools / 4),
      part_actives: 0.75,
      ecoles_hors_perimetre: i * 3,
      effectif: schools * 100,
      ecoles_sans_effectif: 2,
      visites_100: 312.4 - i * 45,
      utilisateurs_100: 43.2,
    })),
    departements,
    deploiement: ([1, 2] as const).flatMap((degre) => departements.map((row) => ({ ...row, degre }))),
    academies: [],
    comparables: ['Versailles', 'Créteil', 'Paris', 'Lille', 'Nantes'].map((academie, i) => ({
      code: i === 0 ? territoire.code : String(25 - i),
      nom: academie,
      visites: total + i * 1000,
      ecoles_actives: 1100,
      taux: 0.46,
      effectif: 300_000 + i * 5000,
      visites_100: 200 - i * 12.3,
    })),
    etablissements,
    parents:
      schools < 5
        ? []
        : [
            {
              debut: MOIS,
              provisoire: 0,
              niveau: 'établissement',
              code: '0780001A',
              libelle: 'École élémentaire Jean Jaurès, Cergy',
              regle: 'au moins 80 % de visites de parents, sur au moins 50 visites',
            },
          ],
    rejets: [
      {
        jour: '2026-10-05',
        projet: 'ENT95',
        verdict: 'uai_cle',
        libelle: 'Lettre de contrôle de l’UAI',
        n: 123,
        part: 0.01,
      },
      {
        jour: '2026-10-06',
        projet: 'ENT95',
        verdict: 'uai_cle',
        libelle: 'Lettre de contrôle de l’UAI',
        n: 77,
        part: 0.01,
      },
    ],
    qualiteServices: [
      {
        projet: 'ENT95',
        service: 'NOTES',
        libelle: 'Notes',
        annonce: 1,
        premiere: '2026-09-07',
        derniere: '2026-10-05',
        etat: 'arrêté',
      },
      {
        projet: 'ENT95',
        service: 'ACCUEIL',
        libelle: 'Accueil',
        annonce: 1,
        premiere: '2026-09-07',
        derniere: '2026-10-26',
        etat: 'vu',
      },
    ],
    qualiteProjets: [
      {
        debut: MOIS,
        provisoire: 0,
        projet: 'ENT95',
        visites: total,
        part_page_ent: 0.123,
        recus: total * 7,
        rejetes: 200,
        part_rejets: 0.0567,
        doublons: 31,
      },
    ],
    exploitation: Array.from({ length: 31 }, (_, i) => ({
      jour: addDays(MOIS, i),
      recus: i === 6 ? 0 : 1000,
      comptes: i === 6 ? 0 : 990,
      doublons: i === 6 ? 0 : 4,
      rejetes: i === 6 ? 0 : 6,
      en_attente: 0,
      ecart: 0,
    })),
    annotations:
      schools < 5
        ? []
        : [
            {
              du: '2026-10-06',
              au: null,
              titre: 'Bascule de plateforme',
              texte: 'Les écoles de Cergy passent sur la nouvelle version.',
              genre: 'migration',
              niveau: 'academie',
              territoire: '25',
              projet: 'ENT95',
            },
          ],
    vacances: [
      { du: '2025-10-18', au: '2025-11-02', libelle: 'Vacances de la Toussaint' },
      { du: '2026-07-04', au: '2026-08-31', libelle: 'Vacances d’été' },
      { du: '2026-10-17', au: '2026-11-01', libelle: 'Vacances de la Toussaint' },
    ],
  }
}
