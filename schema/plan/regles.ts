// The rules of marking that no schema can hold: what is marked, for which school, how it is tried out.

export type Regle = { ancre: string; titre: string; points: readonly string[] }

export const REGLES: readonly Regle[] = [
  {
    ancre: 'pages',
    titre: 'Ce qui se marque',
    points: [
      'Toute page montrée à une personne connectée, et elle seule : ni page publique, ni page de connexion, ni redirection.',
      "Une page, un marqueur. Une page faite de plusieurs blocs porte le service qu'on est venu y chercher ; une page d'accueil faite de vignettes est `ACCUEIL`.",
      "Dans une application à page unique, chaque changement d'écran est une page. Un onglet interne, un filtre, une fenêtre modale n'en sont pas.",
      "Une actualisation automatique n'est pas une page : personne ne l'a demandée.",
      "Une page de l'ENT montrée dans un cadre (`iframe`) d'une autre page de l'ENT ne porte pas le tag : la page qui la contient suffit.",
    ],
  },
  {
    ancre: 'page-ent',
    titre: 'PAGE_ENT',
    points: [
      "`PAGE_ENT` est pour les pages qui ne rendent aucun service du plan : compte, recherche, aide, administration. La page d'arrivée est `ACCUEIL`.",
      "Elle compte dans les visites et leur durée, et n'a pas de colonne parmi les services publiés : un service laissé en `PAGE_ENT` est un usage qui ne se voit pas.",
      'Ne laissez jamais `service` vide : le marqueur serait refusé et la visite perdue.',
    ],
  },
  {
    ancre: 'natif-tiers',
    titre: 'NATIF et TIERS',
    points: [
      '`outil` nommé : le marqueur est `TIERS`. `outil` absent : il est `NATIF`. Le champ `type` ne fait que le redire.',
      "Un outil tiers ouvert hors de l'ENT (nouvel onglet, autre site) se marque au clic : `clic`, avec `service` et `outil`.",
      "Un outil tiers montré dans une page de l'ENT (cadre) se marque par cette page : `page`, avec `service` et `outil`. Jamais les deux pour une même ouverture.",
      "Le service est celui que l'outil rend, non l'endroit du lien : GeoGebra ouvert depuis l'accueil est `RESSOURCE_PRODUCTION`.",
      'Deux ENT qui nomment un outil autrement ne se comparent pas. Prenez le libellé de la liste ; pour un outil absent, proposez-le à la DANE.',
    ],
  },
  {
    ancre: 'etablissement',
    titre: "L'établissement d'une personne qui en a plusieurs",
    points: [
      "`uai` est l'établissement dans lequel la personne agit à ce moment : celui qu'elle a choisi dans l'ENT, sinon celui de la classe, du groupe ou de l'enfant que la page montre.",
      "Quand la page n'en désigne aucun (accueil, messagerie), c'est le dernier dans lequel elle a agi, sinon son établissement de rattachement.",
      'Jamais deux marqueurs pour une page : un par établissement la compterait deux fois.',
      "Changer d'établissement commence une autre visite, comptée dans l'autre établissement.",
      "Une structure sans UAI (circonscription sans code, collectivité, support de l'éditeur) ne se marque pas.",
    ],
  },
  {
    ancre: 'ecoles-de-test',
    titre: 'Écoles de test',
    points: [
      'Déclarez à la DANE les UAI de vos établissements de test : ils sont inscrits au projet (`etablissementsTest`), même inventés, même avec une lettre de contrôle fausse.',
      "Leurs marqueurs sont reçus, jugés, et n'entrent dans aucun chiffre. Le verdict `ecole_de_test` dit que la chaîne marche jusqu'au bout du contrôle de l'établissement.",
      "Les contrôles qui suivent (profil, service, action, outil) ne se font pas sur une école de test : finissez la recette par une page d'un vrai établissement pilote.",
      'Un établissement de test non déclaré, dont le code existe, fausse les chiffres de cet établissement.',
    ],
  },
  {
    ancre: 'application-mobile',
    titre: 'Application mobile',
    points: [
      "L'application poste elle-même, depuis l'appareil, le même corps à la même adresse ; un écran est une page.",
      "Elle garde dans son agent utilisateur le système et le genre d'appareil, par exemple `MonENT/3.2 (Linux; Android 14) Mobile` ou `MonENT/3.2 (iPhone; CPU iPhone OS 18_5)` : sans eux, la visite est d'un appareil « autre ».",
      "Le serveur de l'ENT ne poste pas à la place de l'appareil : son agent utilisateur est celui d'un programme, refusé comme `robot`.",
      "Un iPad qui demande le site d'ordinateur se dit Macintosh : il est compté comme ordinateur.",
    ],
  },
]
