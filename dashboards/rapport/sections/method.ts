// What each figure means, where it stops, and how to make the same report again.
import { instantLong } from '../french.ts'
import type { Bloc, Rapport, Section } from '../model.ts'
import { liste, texte, titre } from './context.ts'

const DEFINITIONS = [
  'Marqueur : une page affichée, ou un clic marqué, d’une personne connectée à l’ENT.',
  'Visite : les marqueurs d’une personne sans interruption de 30 minutes ; elle compte le jour où elle commence.',
  'Utilisateur : une personne distincte d’un projet ENT qui a au moins une visite dans le mois. Compté exactement, jamais par somme de semaines. Les utilisateurs ne s’additionnent ni entre territoires, ni entre profils, ni entre mois ; les visites, si, entre territoires et entre mois.',
  'Durée moyenne : du premier au dernier marqueur d’une visite, en moyenne par visite, à la seconde.',
  'Établissement vu : au moins une visite dans le mois. Actif : au moins 5 utilisateurs dans le mois. Dans un projet : déclaré par un projet ENT dont la convention a commencé. Hors périmètre : vu sans être déclaré.',
  'Mois : mois du calendrier du jour de la visite, à l’heure locale de l’établissement. Les tableaux publiés par le ministère coupent les mois au lundi de la semaine : les deux diffèrent.',
  'Pour 100 élèves : sur les établissements dont l’effectif est connu, aux deux termes ; ceux qui sont laissés de côté sont comptés à part. Un effectif inconnu n’est jamais 0.',
  'Jour de classe : du lundi au vendredi, hors vacances de la zone et jours fériés. « Par jour de classe » divise les visites du mois par ses jours de classe, pour comparer des mois qui n’en ont pas autant.',
  'Petits effectifs : une case de profil qui a de 1 à 4 utilisateurs n’est pas montrée (« < 5 »), ni celle qui permettrait de la retrouver (« secret »). Le total d’un établissement n’est pas personnel : il est montré.',
  'Profils : quatre sont publiés par le ministère (élèves, parents, enseignants, administration) ; « Autres » (AUTRE) est ce qui reste. Services : 25 du plan de marquage, plus PAGE_ENT, les pages qui ne sont d’aucun.',
  'Clôture : un jour est clos 52 heures après sa fin (4 h du matin, plus 48 heures laissées aux appareils hors ligne) quand plus rien n’attend ; un mois, avec son dernier jour.',
]

export const methode = (
  rapport: Pick<
    Rapport,
    'commande' | 'empreinte' | 'chiffres' | 'revision' | 'revisions' | 'definitions' | 'provisoire'
  >,
): Section => {
  const { commande, revisions, provisoire } = rapport
  const changes: Bloc[] = revisions.flatMap(({ revision, chiffres, changements, causes }) => [
    titre(`Révision ${revision}${chiffres === null ? '' : `, chiffres arrêtés le ${instantLong(chiffres)}`}`),
    ...liste([...changements, ...causes]),
  ])
  return {
    id: 'methode',
    titre: 'Définitions et méthode',
    blocs: [
      ...liste(DEFINITIONS),
      titre('Refaire ce rapport'),
      texte(`Commande : ${commande}`),
      texte(
        provisoire
          ? 'Ce rapport est provisoire : refait plus tard, il aura d’autres chiffres, jusqu’à la clôture du mois.'
          : 'Le mois est clos : refait sur la même installation, ce rapport a les mêmes chiffres et les mêmes octets, et la même empreinte. Si des marqueurs en retard ou des données de référence le changent, il porte un numéro de révision et dit ce qui a changé, et pourquoi.',
      ),
      ...changes,
    ],
  }
}
