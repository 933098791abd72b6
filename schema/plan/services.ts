// What each service code means in the marking plan: what goes there, what doesn't and where that goes instead.
// A code of the vocabulary without its text here is a type error.
import type { Service } from '../vocabulary.ts'

export type ServiceDuPlan = {
  libelle: string
  sens: string
  /** The code it is most often taken for, and how to choose. */
  confusion: { avec: Service; choisir: string }
  /** Pages of an ENT that go there, as an ENT calls them. */
  pages: readonly string[]
  /** Its number and label in the plan of 2012, for whoever comes from there. */
  plan2012?: string
}

const RESSOURCES_2012 = '13 Ressources_En_Ligne (réparti entre six codes)'

export const SERVICES_DU_PLAN: Record<Service, ServiceDuPlan> = {
  ACCUEIL: {
    libelle: 'Accueil',
    sens: "La page d'arrivée après la connexion.",
    confusion: {
      avec: 'PAGE_ENT',
      choisir: "`ACCUEIL` est la seule page d'arrivée. Toute autre page sans service est une `PAGE_ENT`.",
    },
    pages: ["Page d'arrivée après la connexion", 'Tableau de bord et ses vignettes', 'Fil de nouveautés'],
  },
  ACTUALITES: {
    libelle: 'Actualités',
    sens: 'Lire ou publier une information destinée à toute une communauté : établissement, classe, groupe.',
    confusion: {
      avec: 'CAHIER_LIAISON',
      choisir: "Publié pour tous : `ACTUALITES`. Adressé à des familles qui doivent l'avoir lu : `CAHIER_LIAISON`.",
    },
    pages: ['Liste des actualités', "Lecture d'une actualité", "Rédaction d'une actualité"],
    plan2012: '11 Actualites (où seule la publication comptait ; la lecture compte aussi désormais)',
  },
  CAHIER_TEXTES: {
    libelle: 'Cahier de textes',
    sens: 'Le contenu des séances et le travail à faire.',
    confusion: {
      avec: 'GESTION_TEMPS',
      choisir: "Ce qu'on a fait ou à faire en classe : `CAHIER_TEXTES`. Quand et où a lieu le cours : `GESTION_TEMPS`.",
    },
    pages: ['Travail à faire', 'Contenu de séance', 'Cahier de textes de la classe', 'Dépôt du travail rendu'],
    plan2012: '9 Cahier_Textes',
  },
  CAHIER_LIAISON: {
    libelle: 'Cahier de liaison',
    sens: "Les mots de l'école aux familles et leurs réponses, avec ou sans signature.",
    confusion: {
      avec: 'COURRIER_ELECTRONIQUE',
      choisir:
        'Un mot à lire ou à signer, suivi famille par famille : `CAHIER_LIAISON`. Une correspondance libre : `COURRIER_ELECTRONIQUE`.',
    },
    pages: ['Carnet de correspondance', 'Mot aux familles', 'Signature des parents', 'Autorisation de sortie'],
  },
  COURRIER_ELECTRONIQUE: {
    libelle: 'Courrier électronique',
    sens: 'La messagerie à boîte de réception et ce qui sert à trouver un destinataire.',
    confusion: {
      avec: 'MESSAGERIE_INSTANTANEE',
      choisir:
        'Un objet et une boîte de réception : `COURRIER_ELECTRONIQUE`. Une conversation en direct : `MESSAGERIE_INSTANTANEE`.',
    },
    pages: [
      'Messagerie',
      'Lecture ou rédaction de message',
      'Annuaire des personnes',
      "Carnet d'adresses",
      'Listes de diffusion',
    ],
    plan2012: '10 Courrier_Electronique',
  },
  MESSAGERIE_INSTANTANEE: {
    libelle: 'Messagerie instantanée',
    sens: 'La conversation écrite en direct, à deux ou en groupe.',
    confusion: {
      avec: 'VISIOCONFERENCE',
      choisir:
        "De l'écrit seul : `MESSAGERIE_INSTANTANEE`. Le fil d'une réunion à distance reste dans `VISIOCONFERENCE`.",
    },
    pages: ['Tchat', 'Conversation de groupe en direct'],
  },
  VISIOCONFERENCE: {
    libelle: 'Visioconférence',
    sens: 'La classe virtuelle et la réunion à distance, en voix ou en image.',
    confusion: {
      avec: 'MESSAGERIE_INSTANTANEE',
      choisir: 'Voix ou image : `VISIOCONFERENCE`. Écrit seul : `MESSAGERIE_INSTANTANEE`.',
    },
    pages: ['Classe virtuelle', 'Liste des réunions', 'Enregistrement de réunion'],
    plan2012: '19 Visioconference',
  },
  STOCKAGE_PARTAGE: {
    libelle: 'Stockage et partage',
    sens: 'Ranger, déposer et partager des fichiers.',
    confusion: {
      avec: 'PRODUCTION_COLLABORATIVE',
      choisir:
        "Le rangement du fichier : `STOCKAGE_PARTAGE`. L'outil où on l'écrit à plusieurs : `PRODUCTION_COLLABORATIVE`.",
    },
    pages: ['Espace documentaire', 'Casier', 'Envoi de gros fichiers', 'Documents partagés', 'Archives personnelles'],
    plan2012: '1 Stockage_Partage',
  },
  PRODUCTION_COLLABORATIVE: {
    libelle: 'Production collaborative',
    sens: "Écrire, publier et décider à plusieurs dans l'ENT.",
    confusion: {
      avec: 'PARCOURS_PEDAGOGIQUE',
      choisir:
        "L'outil est libre, sans suivi d'activité : `PRODUCTION_COLLABORATIVE`. L'activité est un cours que l'enseignant a bâti : `PARCOURS_PEDAGOGIQUE`.",
    },
    pages: [
      'Blog',
      'Wiki',
      'Mur collaboratif',
      'Carte mentale',
      'Forum',
      'Sondage et formulaire',
      'Suite bureautique partagée',
      'Espace de groupe',
      'Mini-site',
    ],
    plan2012: '2 Travail_Collaboratif',
  },
  DOCUMENTATION_CDI: {
    libelle: 'Documentation du CDI',
    sens: "Le catalogue, les prêts et le portail du centre de documentation de l'établissement.",
    confusion: {
      avec: 'RESSOURCE_DOCUMENTAIRE',
      choisir:
        "Le fonds de l'établissement : `DOCUMENTATION_CDI`. La base d'un éditeur ou d'un service public : `RESSOURCE_DOCUMENTAIRE`.",
    },
    pages: [
      'Catalogue du CDI',
      'Prêts et réservations du CDI',
      'Portail documentaire du CDI',
      'Bibliothèque de classe',
    ],
    plan2012: '15 Documentation_CDI',
  },
  PARCOURS_PEDAGOGIQUE: {
    libelle: 'Parcours pédagogique',
    sens: "Les cours et activités en ligne bâtis par l'enseignant, et l'outil qui sert à les bâtir.",
    confusion: {
      avec: 'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT',
      choisir:
        "Bâti par l'enseignant : `PARCOURS_PEDAGOGIQUE`. Fourni tout fait : `RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT`.",
    },
    pages: ['Cours en ligne', "Exercices de l'enseignant", 'Parcours Moodle ou Éléa', 'Frise chronologique'],
    plan2012: '17 Parcours_Pedagogiques',
  },
  RESERVATION_SALLES_MATERIELS: {
    libelle: 'Réservation de salles et de matériels',
    sens: 'Réserver une salle, un équipement, un véhicule.',
    confusion: {
      avec: 'GESTION_TEMPS',
      choisir:
        "On réserve une chose : `RESERVATION_SALLES_MATERIELS`. On lit l'emploi du temps, salles comprises : `GESTION_TEMPS`.",
    },
    pages: ['Réservation de salle', 'Réservation de matériel', 'Planning des ressources'],
    plan2012: '12 Reservation_Ressources',
  },
  SERVICE_COLLECTIVITE: {
    libelle: 'Services de la collectivité',
    sens: "Ce que la commune, le département ou la région offre dans l'ENT.",
    confusion: {
      avec: 'SERVICES_VIE_SCOLAIRE',
      choisir:
        "Rendu par la collectivité : `SERVICE_COLLECTIVITE`. Par l'établissement ou le ministère : `SERVICES_VIE_SCOLAIRE`.",
    },
    pages: [
      'Restauration',
      'Transport scolaire',
      'Accueil périscolaire',
      'Aides et bourses locales',
      'Équipement prêté',
    ],
    plan2012: '18 Services_Collectivites',
  },
  SERVICES_VIE_SCOLAIRE: {
    libelle: 'Services de vie scolaire',
    sens: "L'accès à un logiciel de vie scolaire qui ne peut pas être marqué plus finement.",
    confusion: {
      avec: 'ABSENCES',
      choisir:
        "Dès que la page est celle des absences, des notes ou de l'emploi du temps, son code l'emporte. `SERVICES_VIE_SCOLAIRE` est pour l'entrée du logiciel et pour le reste.",
    },
    pages: ['Entrée du logiciel de vie scolaire', 'Punitions et incidents', 'Téléservices', 'Dossier de la classe'],
    plan2012: '5 Services_Vie_Scolaire',
  },
  GESTION_TEMPS: {
    libelle: 'Gestion du temps',
    sens: "L'emploi du temps, l'agenda et les tâches.",
    confusion: {
      avec: 'CAHIER_TEXTES',
      choisir: 'Quand et où : `GESTION_TEMPS`. Quoi faire, quoi apprendre : `CAHIER_TEXTES`.',
    },
    pages: ['Emploi du temps', 'Agenda personnel ou partagé', 'Liste de tâches', 'Prise de rendez-vous'],
    plan2012: '7 Gestion_Temps',
  },
  ABSENCES: {
    libelle: 'Absences',
    sens: 'Saisir ou consulter les absences et les retards.',
    confusion: {
      avec: 'SERVICES_VIE_SCOLAIRE',
      choisir:
        "La page traite d'absences ou de retards : `ABSENCES`. Le logiciel n'est marquable qu'à son entrée : `SERVICES_VIE_SCOLAIRE`.",
    },
    pages: ['Appel', 'Absences et retards', "Justification d'absence", "Statistiques d'absences"],
    plan2012: '4 Absences',
  },
  GESTION_COMPETENCES: {
    libelle: 'Gestion des compétences',
    sens: 'Évaluer, valider ou consulter des compétences, livret scolaire compris.',
    confusion: {
      avec: 'NOTES',
      choisir:
        'Un niveau de maîtrise : `GESTION_COMPETENCES`. Un chiffre ou une moyenne : `NOTES`. Les deux : ce que la page montre en premier.',
    },
    pages: ['Compétences', 'Livret scolaire', "Cahier de réussites de l'école maternelle", 'Badges de compétences'],
    plan2012: '6 Gestion_Competences',
  },
  NOTES: {
    libelle: 'Notes',
    sens: 'Saisir ou consulter des notes, des moyennes, des bulletins.',
    confusion: {
      avec: 'GESTION_COMPETENCES',
      choisir: 'Un chiffre ou une moyenne : `NOTES`. Un niveau de maîtrise : `GESTION_COMPETENCES`.',
    },
    pages: ['Relevé de notes', 'Saisie de notes', 'Bulletin', 'Moyennes de la classe'],
    plan2012: '3 Notes',
  },
  MANUEL_NUMERIQUE: {
    libelle: 'Manuel numérique',
    sens: "Le manuel d'un éditeur pour une discipline et un niveau.",
    confusion: {
      avec: 'RESSOURCE_MULTIMEDIA',
      choisir:
        "L'ouvrage suit un programme, comme le manuel papier : `MANUEL_NUMERIQUE`. Des vidéos, des sons, des images : `RESSOURCE_MULTIMEDIA`.",
    },
    pages: ['Manuel numérique', 'Bibliothèque de manuels'],
    plan2012: RESSOURCES_2012,
  },
  RESSOURCE_MULTIMEDIA: {
    libelle: 'Ressource multimédia',
    sens: 'Des vidéos, des sons, des images à consulter.',
    confusion: {
      avec: 'RESSOURCE_DOCUMENTAIRE',
      choisir: 'On regarde ou on écoute : `RESSOURCE_MULTIMEDIA`. On lit : `RESSOURCE_DOCUMENTAIRE`.',
    },
    pages: ['Médiathèque', 'Vidéothèque', 'Livre audio', "Banque d'images ou de sons"],
    plan2012: RESSOURCES_2012,
  },
  RESSOURCE_ORIENTATION: {
    libelle: "Ressource pour l'orientation",
    sens: 'Découvrir les formations et les métiers, préparer son orientation.',
    confusion: {
      avec: 'RESSOURCE_DOCUMENTAIRE',
      choisir: "Métiers, formations, stages : `RESSOURCE_ORIENTATION`, quel qu'en soit l'éditeur.",
    },
    pages: ['Fiches métiers', "Portail d'orientation", 'Recherche de stage'],
    plan2012: '16 Orientation',
  },
  RESSOURCE_PRODUCTION: {
    libelle: 'Ressource de production',
    sens: "Un logiciel de discipline avec lequel l'élève produit : figure, calcul, programme, partition.",
    confusion: {
      avec: 'PRODUCTION_COLLABORATIVE',
      choisir:
        "Un logiciel de discipline : `RESSOURCE_PRODUCTION`. Un outil d'écriture à plusieurs : `PRODUCTION_COLLABORATIVE`.",
    },
    pages: ['Géométrie dynamique', 'Carnet de calcul', 'Éditeur de partitions', 'Montage vidéo'],
    plan2012: RESSOURCES_2012,
  },
  RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT: {
    libelle: "Ressource d'accompagnement et d'entraînement",
    sens: "S'exercer, réviser, se faire aider, avec des contenus fournis tout faits.",
    confusion: {
      avec: 'PARCOURS_PEDAGOGIQUE',
      choisir:
        "Contenu d'un éditeur : `RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT`. Contenu de l'enseignant : `PARCOURS_PEDAGOGIQUE`.",
    },
    pages: ['Exerciseur', 'Soutien scolaire', 'Révisions', 'Initiation à la programmation', 'Jeu sérieux'],
    plan2012: RESSOURCES_2012,
  },
  RESSOURCE_REFERENCE_DICTIONNAIRE: {
    libelle: 'Dictionnaire et ouvrage de référence',
    sens: "L'ouvrage qu'on ouvre pour une définition, une date, une carte.",
    confusion: {
      avec: 'RESSOURCE_DOCUMENTAIRE',
      choisir:
        'Des entrées courtes, par ordre de mots : `RESSOURCE_REFERENCE_DICTIONNAIRE`. Des articles, des dossiers : `RESSOURCE_DOCUMENTAIRE`.',
    },
    pages: ['Dictionnaire', 'Encyclopédie', 'Atlas', 'Conjugueur'],
    plan2012: RESSOURCES_2012,
  },
  RESSOURCE_DOCUMENTAIRE: {
    libelle: 'Ressource documentaire',
    sens: "Presse, dossiers et bases documentaires à lire, hors du CDI de l'établissement.",
    confusion: {
      avec: 'DOCUMENTATION_CDI',
      choisir:
        "La base d'un éditeur ou d'un service public : `RESSOURCE_DOCUMENTAIRE`. Le fonds de l'établissement : `DOCUMENTATION_CDI`.",
    },
    pages: ['Presse en ligne', 'Base documentaire', "Fonds d'archives", 'Livre numérique'],
    plan2012: RESSOURCES_2012,
  },
  PAGE_ENT: {
    libelle: "Page de l'ENT",
    sens: "Toute page d'une personne connectée qui n'est celle d'aucun service. Elle compte dans les visites, dans aucun service.",
    confusion: {
      avec: 'ACCUEIL',
      choisir:
        "La page d'arrivée est `ACCUEIL`. `PAGE_ENT` n'est pas un code d'attente : une page qui rend un service porte le code de ce service.",
    },
    pages: [
      'Mon compte et préférences',
      'Recherche générale',
      'Aide et assistance',
      'Administration et paramétrage',
      'Statistiques',
      'Bureau des applications et des ressources',
    ],
    plan2012: '(vide) Page_ENT',
  },
}
