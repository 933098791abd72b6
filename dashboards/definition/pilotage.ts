// Whether the figures can be believed: the marking of each projet, and the line itself.
import { jour, nombre, part, type Tableau, texte } from './panneau.ts'

export const QUALITE: Tableau = {
  id: 'qualite',
  titre: 'Qualité du marquage',
  question: 'Peut-on se fier à ce que chaque ENT envoie ?',
  filtres: ['genre', 'du', 'au', 'code_academie', 'code_departement', 'projet'],
  panneaux: [
    {
      id: 'projets',
      titre: 'Marquage, par projet',
      question: 'Quel ENT marque bien ?',
      vue: 'qualite_projets',
      periodes: 'derniere',
      largeur: 'entiere',
      dessin: {
        type: 'tableau',
        tri: 'part_rejets',
        colonnes: [
          texte('nom_projet', 'Projet'),
          nombre('recus', 'Marqueurs reçus'),
          part('part_rejets', 'Rejetés'),
          nombre('doublons', 'Doublons'),
          part('part_page_ent', 'Visites avec des pages hors service'),
          nombre('ecoles_silencieuses', 'Établissements silencieux'),
          texte('projet', 'Code'),
        ],
      },
      note: 'Marqueurs reçus, rejets et doublons : ceux du projet entier, où que soient ses établissements. Un projet qui n’a rien envoyé dans la période n’y paraît pas.',
    },
    {
      id: 'rejets',
      titre: 'Rejets par motif',
      question: 'Qu’est-ce qui est refusé, et depuis quand ?',
      vue: 'qualite_rejets',
      periodes: 'sans',
      largeur: 'entiere',
      dessin: {
        type: 'tableau',
        tri: 'jour',
        colonnes: [
          jour('jour', 'Jour'),
          texte('nom_projet', 'Projet'),
          texte('projet', 'Code'),
          texte('libelle', 'Motif'),
          nombre('n', 'Marqueurs'),
          part('part', 'Part des reçus'),
        ],
      },
      vide: 'Aucun marqueur n’a été refusé.',
    },
    {
      id: 'services',
      titre: 'Services annoncés et services vus',
      question: 'Quel service n’est pas marqué, ou ne l’est plus ?',
      vue: 'qualite_services',
      periodes: 'sans',
      ou: "etat != 'vu'",
      largeur: 'entiere',
      dessin: {
        type: 'tableau',
        tri: 'derniere',
        colonnes: [
          texte('nom_projet', 'Projet'),
          texte('projet', 'Code'),
          texte('libelle', 'Service'),
          texte('etat', 'État'),
          jour('premiere', 'Première semaine'),
          jour('derniere', 'Dernière semaine'),
        ],
      },
      vide: 'Chaque service annoncé est vu, et aucun autre.',
      note: 'Arrêté : vu dans au moins 3 des 4 semaines d’école précédentes, plus du tout dans la dernière semaine complète.',
    },
    {
      id: 'silences',
      titre: 'Établissements devenus silencieux',
      question: 'Qui n’envoie plus rien ?',
      vue: 'etablissements',
      periodes: 'derniere',
      ou: 'silencieuse = 1',
      largeur: 'entiere',
      dessin: {
        type: 'tableau',
        tri: 'nom',
        croissant: true,
        colonnes: [
          { ...texte('nom', 'Établissement'), lien: { tableau: 'etablissement', filtre: 'uai', colonne: 'uai' } },
          texte('commune', 'Commune'),
          texte('noms_projets', 'Projets'),
          { colonne: 'visites_12', titre: 'Douze périodes', unite: 'serie' },
        ],
      },
      vide: 'Aucun établissement ne s’est tu dans la dernière période.',
    },
  ],
}

export const EXPLOITATION: Tableau = {
  id: 'exploitation',
  titre: 'Exploitation',
  question: 'La chaîne elle-même va-t-elle bien ?',
  filtres: ['du', 'au'],
  panneaux: [
    {
      id: 'registre',
      titre: 'Marqueurs par jour de réception',
      question: 'Tout ce qui a été reçu est-il compté, en doublon, rejeté ou en attente ?',
      vue: 'exploitation',
      periodes: 'sans',
      largeur: 'entiere',
      dessin: {
        type: 'tableau',
        tri: 'jour',
        colonnes: [
          jour('jour', 'Reçus le'),
          nombre('recus', 'Reçus'),
          nombre('comptes', 'Comptés'),
          nombre('doublons', 'Doublons'),
          nombre('rejetes', 'Rejetés'),
          nombre('en_attente', 'En attente'),
        ],
      },
      note: 'Reçus = comptés + doublons + rejetés + en attente, à tout moment.',
    },
  ],
}
