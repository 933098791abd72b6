// A report made of nothing but what its formats must carry: every kind of column, hidden and unknown cells, hostile names,
// as many schools as a test wants.
import { type Cellule, type Rapport, tableOf } from '../dashboards/rapport/model.ts'

const NOMS = [
  'École élémentaire Jean Jaurès',
  'Collège « Les Explorateurs » ; annexe',
  'Lycée général et technologique Camille Claudel',
  'École maternelle Françoise Dolto – groupe scolaire intercommunal des Hauts de Marne & environs <nord>',
  '=SOMME(A1:A9)',
]
const COMMUNES = ['Cergy', 'Saint-Ouen-l’Aumône', 'Pontoise', 'L’Haÿ-les-Roses']
const MOIS = ['2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-09', '2026-10']

const school = (i: number): Cellule[] => [
  `${String(950_000 + i).padStart(7, '0')}A`,
  NOMS[i % NOMS.length] as string,
  COMMUNES[i % COMMUNES.length] as string,
  i % 7 === 0 ? null : 80 + ((i * 37) % 900),
  (i * 1234) % 70_000,
  (i * 123) % 1200,
  60 + ((i * 17) % 900),
  i % 7 === 0 ? null : ((i * 91) % 9000) / 10,
  i % 5 === 0 ? null : (((i * 13) % 400) - 200) / 1000,
  i % 3 === 0 ? 0 : 1,
  i % 4 === 0 ? null : `2026-10-${String(1 + (i % 28)).padStart(2, '0')}`,
]

export const inventedReport = (schools: number): Rapport => ({
  format: 1,
  titre: 'Rapport mensuel',
  mois: '2026-10',
  niveau: 'academie',
  code: '25',
  territoire: 'Académie de Versailles',
  provisoire: true,
  chiffres: '2026-11-03T05:12:00.000Z',
  definitions: '1',
  empreinte: 'a3f9'.repeat(16),
  revision: 1,
  revisions: [],
  commande: 'mesure rapport --mois 2026-10 --territoire academie:Versailles',
  sections: [
    {
      id: 'mois',
      titre: 'Le mois en une page',
      blocs: [
        {
          genre: 'chiffres',
          chiffres: [
            { titre: 'Visites', genre: 'entier', valeur: 1_234_567, details: ['+12,3 % sur septembre 2026'] },
            { titre: 'Utilisateurs', genre: 'entier', valeur: null, details: [] },
            { titre: 'Établissements actifs', genre: 'entier', valeur: 1450, details: ['sur 1 612 dans un projet'] },
            { titre: 'Visites pour 100 élèves', genre: 'decimal', valeur: 312.4, details: ['effectif connu'] },
          ],
        },
        { genre: 'titre', texte: 'Ce qui monte' },
        { genre: 'liste', phrases: ['Les visites ont augmenté.', 'Les élèves sont plus nombreux.'] },
        {
          genre: 'colonnes',
          table: 'mois',
          titre: 'Par mois',
          alternative: 'Par mois',
          mois: 'mois',
          valeur: 'visites',
        },
        {
          genre: 'courbe',
          table: 'semaines',
          titre: 'Par semaine',
          alternative: 'Par semaine',
          date: 'debut',
          valeur: 'visites',
          plages: [{ du: '2026-10-17', au: '2026-11-01', libelle: 'Toussaint' }],
        },
        {
          genre: 'parts',
          table: 'profils',
          titre: 'Parts',
          alternative: 'Parts',
          etiquette: 'libelle',
          valeur: 'part',
        },
        {
          genre: 'barres',
          table: 'profils',
          titre: 'Barres',
          alternative: 'B',
          etiquette: 'libelle',
          valeur: 'visites',
          accent: null,
        },
        { genre: 'table', table: 'profils' },
        { genre: 'table', table: 'mois' },
        { genre: 'table', table: 'semaines' },
      ],
    },
    {
      id: 'etablissements',
      titre: 'Tous les établissements',
      blocs: [
        { genre: 'texte', texte: 'Chaque établissement du territoire. '.repeat(60).trim() },
        { genre: 'note', texte: 'Une note.' },
        { genre: 'table', table: 'etablissements' },
      ],
    },
  ],
  tables: [
    tableOf(
      'mois',
      'Visites par mois',
      'Un mois.',
      [
        ['mois', 'Mois', 'mois'],
        ['visites', 'Visites', 'entier', 'somme'],
      ],
      MOIS.map((mois, i) => [mois, i === 2 ? null : 100_000 + i * 12_345]),
    ),
    tableOf(
      'semaines',
      'Visites par semaine',
      'Une semaine.',
      [
        ['debut', 'Lundi', 'date'],
        ['visites', 'Visites', 'entier', 'somme'],
      ],
      ['2026-09-28', '2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26'].map((jour, i) => [jour, i * 321]),
    ),
    tableOf(
      'profils',
      'Profils',
      'Un profil.',
      [
        ['libelle', 'Profil', 'texte'],
        ['visites', 'Visites', 'entier', 'somme'],
        ['part', 'Part des visites', 'part'],
        ['duree', 'Durée moyenne', 'duree'],
      ],
      [
        ['Élèves', 600_000, 0.6123, 243],
        ['Parents', 300_000, 0.3, 90_061],
        ['Enseignants', { masque: 'secret' }, { masque: 'secret' }, null],
        ['Administration, vie scolaire, technique', { masque: '< 5' }, { masque: '< 5' }, null],
      ],
    ),
    tableOf(
      'etablissements',
      'Tous les établissements',
      'Un établissement vu dans le mois ou déclaré par un projet.',
      [
        ['uai', 'UAI', 'texte', 'annexe'],
        ['nom', 'Établissement', 'texte'],
        ['commune', 'Commune', 'texte'],
        ['effectif', 'Élèves', 'entier', 'somme'],
        ['visites', 'Visites', 'entier', 'somme'],
        ['utilisateurs', 'Utilisateurs', 'entier'],
        ['duree', 'Durée moyenne', 'duree'],
        ['visites_100', 'Visites pour 100 élèves', 'decimal'],
        ['evolution', 'Évolution sur un mois', 'evolution'],
        ['actif', 'Actif', 'oui'],
        ['vu', 'Vu pour la première fois', 'date'],
      ],
      Array.from({ length: schools }, (_, i) => school(i)),
    ),
  ],
})
