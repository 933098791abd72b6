// What the plan says of the law: what vendors and schools must tell people, how they object, what is kept how long.

export type Duree = { quoi: string; duree: string; forme: string }

/** What is kept, from the shortest time to the longest. */
export const DUREES: readonly Duree[] = [
  {
    quoi: 'Adresse IP',
    duree: 'Jamais gardée',
    forme: "Elle ne sort pas de la mémoire du collecteur et n'est écrite dans aucun journal.",
  },
  {
    quoi: 'Agent utilisateur du navigateur',
    duree: 'Jamais gardé',
    forme: "Réduit aussitôt à une classe d'appareil, de système et de navigateur.",
  },
  {
    quoi: "File d'attente du tag, sur l'appareil",
    duree: "Jusqu'à l'envoi, 48 heures au plus",
    forme: "Marqueurs en attente dans le stockage local, avec l'identifiant du compte ; effacés une fois envoyés.",
  },
  {
    quoi: 'Journal du collecteur',
    duree: '7 jours après le compte',
    forme: 'Marqueurs reçus, identifiant déjà haché.',
  },
  { quoi: 'Marqueurs', duree: '40 jours', forme: 'Identifiant haché, page retirée.' },
  {
    quoi: 'Visites et présences',
    duree: '13 mois',
    forme: 'Identifiant haché, établissement, profil, services et durée.',
  },
  {
    quoi: "Secret de hachage de l'année scolaire",
    duree: "Détruit à partir du 1er septembre de l'année suivante",
    forme:
      'Un par année scolaire, du 1er août au 31 juillet. Détruit, plus personne ne peut refaire le lien avec un compte.',
  },
  {
    quoi: 'Comptes',
    duree: 'Sans limite',
    forme: "Des nombres par établissement et par semaine : aucun visiteur n'y est.",
  },
]

export type NoteDeDroit = { ancre: string; titre: string; points: readonly string[] }

export const DROIT: readonly NoteDeDroit[] = [
  {
    ancre: 'finalite',
    titre: 'Finalité et responsables',
    points: [
      "La mesure sert à connaître l'usage des ENT par établissement et par territoire. Aucune personne n'y est suivie, aucune donnée n'est recoupée ni cédée.",
      "L'ENT est un traitement encadré par l'arrêté du 30 novembre 2006 modifié. Le chef d'établissement ou le DASEN en est responsable ; l'éditeur et l'exploitant sont sous-traitants, par convention.",
      "Le projet ENT inscrit cette mesure à son registre des traitements. Cette page n'est pas un avis juridique : le délégué à la protection des données du projet valide.",
    ],
  },
  {
    ancre: 'consentement',
    titre: 'Consentement',
    points: [
      "Le tag ne pose aucun cookie. Il n'écrit sur l'appareil que sa file d'attente et le choix d'opposition.",
      "Une mesure d'audience limitée à cette finalité est exemptée de consentement (article 82 de la loi Informatique et Libertés, lignes directrices 2020-091 et recommandation 2020-092 de la CNIL). L'information et l'opposition restent dues.",
      "L'identifiant reçu est haché (HMAC-SHA-256) par projet et par année scolaire avant toute écriture : une même personne vue dans deux projets ne peut pas être rapprochée.",
    ],
  },
  {
    ancre: 'information',
    titre: 'Information des usagers',
    points: [
      "Dans les mentions d'information de l'ENT, dites la mesure, sa finalité, les durées de conservation ci-dessous et le moyen de s'opposer.",
      "Texte proposé : « Les pages consultées dans cet espace sont comptées pour connaître l'usage des services numériques de l'établissement. Votre identifiant est rendu méconnaissable avant d'être enregistré, votre adresse IP n'est pas conservée, aucun cookie n'est déposé. Vous pouvez vous y opposer à tout moment dans Mon compte, sans conséquence sur l'accès à l'espace. »",
      "Le lien d'opposition est accessible à chaque personne, mineure comprise, depuis tout appareil.",
    ],
  },
  {
    ancre: 'opposition',
    titre: 'Opposition',
    points: [
      "`mesure.opposition(true)` arrête l'envoi pour la personne connectée, sur cet appareil, et efface ce qui attendait d'elle ; `mesure.opposition(false)` le rétablit. La personne suivante sur le même appareil n'est pas concernée.",
      "Pour une opposition qui suive la personne sur tous ses appareils, gardez son choix dans l'ENT et ne posez pas le tag dans ses pages.",
      "Les marqueurs déjà reçus ne portent plus d'identifiant en clair : ils s'effacent par leur durée de conservation.",
    ],
  },
  {
    ancre: 'gpc',
    titre: 'Global Privacy Control',
    points: [
      "Ce signal du navigateur demande que les données ne soient ni vendues ni partagées d'un site à l'autre. Rien n'est vendu ici, et aucun identifiant n'est commun à deux projets : il n'est donc pas, à lui seul, une opposition à cette mesure.",
      "Sur un poste d'établissement, il est souvent réglé par l'administrateur pour tous : en faire une opposition retirerait des écoles entières des chiffres sans que personne l'ait choisi.",
      'Si votre politique de confidentialité l\'a promis, `data-gpc="opposition"` sur le tag en fait une opposition.',
    ],
  },
]
