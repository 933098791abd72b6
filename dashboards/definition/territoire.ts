// Where: départements and their deployment, every school, one school.
import { COMMUNS, SERVICES_COMPARES, UTILISATEURS, VISITES_AN_DERNIER } from './communs.ts'
import { duree, nombre, part, pour100, type Tableau, texte } from './panneau.ts'

const DEPLOIEMENT = [
  {
    ...texte('departement', 'Département'),
    lien: { tableau: 'etablissements', filtre: 'code_departement', colonne: 'code_departement' },
  },
  texte('classe_deploiement', 'Déploiement'),
  part('taux_deploiement', 'Taux'),
  nombre('ecoles_projet', 'En projet'),
  nombre('ecoles_publiques', 'Publics ouverts'),
  nombre('ecoles_actives', 'Actifs'),
  nombre('visites', 'Visites'),
  nombre('utilisateurs', 'Utilisateurs'),
  pour100('visites_100', 'Visites pour 100 élèves'),
] as const

export const DEPARTEMENTS: Tableau = {
  id: 'departements',
  titre: 'Départements et déploiement',
  question: 'Où l’ENT est-il déployé, où est-il utilisé ?',
  filtres: COMMUNS,
  panneaux: [
    {
      id: 'carte',
      titre: 'État de déploiement',
      question: 'Quels départements sont équipés ?',
      vue: 'departements',
      periodes: 'derniere',
      largeur: 'entiere',
      dessin: { type: 'carte', code: 'code_departement', classe: 'classe_deploiement', colonnes: DEPLOIEMENT },
      note: 'Taux : établissements publics ouverts qui sont dans un projet, rapportés à tous les établissements publics ouverts du degré. Classes officielles : moins de 20 %, de 20 à 50 %, de 50 à 90 %, 90 % ou plus.',
    },
    {
      id: 'evolution',
      titre: 'Taux de déploiement',
      question: 'Est-ce que cela progresse ?',
      vue: 'departements',
      periodes: 'serie',
      largeur: 'demi',
      dessin: { type: 'courbes', serie: 'departement', mesures: [part('taux_deploiement', 'Taux de déploiement')] },
    },
    {
      id: 'visites',
      titre: 'Visites pour 100 élèves',
      question: 'Où s’en sert-on le plus ?',
      vue: 'departements',
      periodes: 'serie',
      largeur: 'demi',
      dessin: { type: 'courbes', serie: 'departement', mesures: [pour100('visites_100', 'Visites pour 100 élèves')] },
    },
    {
      id: 'academies',
      titre: 'Académies',
      question: 'Et dans les autres académies ?',
      vue: 'academies',
      periodes: 'derniere',
      largeur: 'entiere',
      dessin: {
        type: 'tableau',
        tri: 'visites',
        colonnes: [
          {
            ...texte('academie', 'Académie'),
            lien: { tableau: 'departements', filtre: 'code_academie', colonne: 'code_academie' },
          },
          ...DEPLOIEMENT.slice(1),
        ],
      },
    },
  ],
}

export const ETABLISSEMENTS: Tableau = {
  id: 'etablissements',
  titre: 'Établissements',
  question: 'Quelles écoles s’en servent, lesquelles se sont tues ?',
  filtres: [...COMMUNS, 'code_commune', 'circonscription'],
  panneaux: [
    {
      id: 'liste',
      titre: 'Tous les établissements',
      question: 'Comment se situe chaque établissement parmi ses semblables ?',
      vue: 'etablissements',
      periodes: 'derniere',
      largeur: 'entiere',
      dessin: {
        type: 'tableau',
        tri: 'visites',
        colonnes: [
          { ...texte('nom', 'Établissement'), lien: { tableau: 'etablissement', filtre: 'uai', colonne: 'uai' } },
          texte('uai', 'UAI'),
          texte('commune', 'Commune'),
          texte('nature_uai', 'Nature'),
          texte('nom_secteur', 'Secteur'),
          nombre('visites', 'Visites'),
          { colonne: 'visites_12', titre: 'Douze périodes', unite: 'serie' },
          nombre('utilisateurs', 'Utilisateurs'),
          pour100('visites_100', 'Visites pour 100 élèves'),
          nombre('rang', 'Rang'),
          nombre('rang_sur', 'Parmi'),
          { colonne: 'silencieuse', titre: 'Silencieux', unite: 'oui' },
          { colonne: 'hors_perimetre', titre: 'Hors périmètre', unite: 'oui' },
          texte('noms_projets', 'Projets'),
        ],
      },
      note: 'Rang parmi les établissements de même nature et de même classe d’effectif du périmètre. Silencieux : des visites dans les quatre semaines d’avant, aucune dans celle-ci.',
    },
  ],
}

export const ETABLISSEMENT: Tableau = {
  id: 'etablissement',
  titre: 'Un établissement',
  question: 'Que fait cette école de son ENT ?',
  filtres: ['uai', 'genre', 'du', 'au', 'projet'],
  panneaux: [
    {
      id: 'fiche',
      titre: 'L’établissement',
      question: 'Qui est-il, dans quels projets ?',
      vue: 'etablissements',
      periodes: 'derniere',
      largeur: 'entiere',
      dessin: {
        type: 'tableau',
        tri: 'visites',
        colonnes: [
          texte('nom', 'Établissement'),
          texte('uai', 'UAI'),
          texte('commune', 'Commune'),
          texte('nature_uai', 'Nature'),
          nombre('effectif', 'Élèves'),
          texte('noms_projets', 'Projets'),
          nombre('visites', 'Visites'),
          nombre('utilisateurs', 'Utilisateurs'),
          duree('duree_moyenne', 'Durée moyenne'),
        ],
      },
    },
    // Of all who came: those of a profil are often too few to be shown.
    VISITES_AN_DERNIER,
    UTILISATEURS,
    {
      id: 'profils',
      titre: 'Visites par profil',
      question: 'Qui vient ?',
      vue: 'profils',
      periodes: 'serie',
      largeur: 'entiere',
      dessin: { type: 'courbes', serie: 'libelle', mesures: [nombre('visites', 'Visites')], empile: true, vides: true },
      note: 'Une case de moins de 5 utilisateurs est masquée, et avec elle celle qui permettrait de la retrouver.',
    },
    {
      id: 'services',
      titre: 'Services',
      question: 'Pour quoi faire ?',
      vue: 'services',
      periodes: 'derniere',
      largeur: 'demi',
      dessin: { type: 'barres', categorie: 'libelle', mesure: nombre('visites', 'Visites') },
    },
    {
      id: 'appareils',
      titre: 'Appareils',
      question: 'Avec quoi ?',
      vue: 'equipements',
      periodes: 'derniere',
      ou: "dimension = 'appareil'",
      largeur: 'demi',
      dessin: { type: 'barres', categorie: 'libelle', mesure: part('part', 'Part des visites') },
    },
    {
      id: 'evolution',
      titre: 'Ce qui a changé',
      question: 'Quels services montent, lesquels baissent ?',
      vue: 'services_evolution',
      periodes: 'derniere',
      largeur: 'entiere',
      dessin: SERVICES_COMPARES,
    },
  ],
}
