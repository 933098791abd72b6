// What dashboards share: the filters that nearly all obey, what a reader must know wherever the same figures stand.
import { type Dessin, evolution, type Filtre, nombre, type Panneau, texte } from './panneau.ts'

export const COMMUNS: readonly Filtre[] = [
  'genre',
  'du',
  'au',
  'code_academie',
  'code_departement',
  'projet',
  'degre',
  'secteur',
]
export const SERVICES_NOTE =
  'Une visite touche plusieurs services : les services ne s’additionnent pas en visites. « Non marqué » n’est pas 0 : aucun projet du périmètre n’avait encore marqué ce service.'
export const PETITS =
  'Une case de moins de 5 utilisateurs est masquée, et avec elle celle qui permettrait de la retrouver.'
/** Each service beside the period before. */
export const SERVICES_COMPARES: Dessin = {
  type: 'tableau',
  tri: 'visites',
  colonnes: [
    texte('libelle', 'Service'),
    nombre('visites', 'Visites'),
    nombre('visites_avant', 'Période précédente'),
    evolution('evolution', 'Évolution'),
  ],
}
export const VISITES_AN_DERNIER: Panneau = {
  id: 'visites-an-dernier',
  titre: 'Visites, cette année et l’an dernier',
  question: 'Fait-on mieux que l’an dernier, à la même semaine d’école ?',
  vue: 'visites_comparees',
  periodes: 'serie',
  largeur: 'demi',
  dessin: {
    type: 'courbes',
    mesures: [nombre('visites', 'Cette année'), nombre('visites_an', 'L’an dernier')],
  },
  note: 'Quand l’an dernier vient des fichiers publiés par le ministère, il est d’une autre mesure : une rupture de série est possible.',
}
export const UTILISATEURS: Panneau = {
  id: 'utilisateurs',
  titre: 'Utilisateurs',
  question: 'Combien de personnes différentes ?',
  vue: 'synthese',
  periodes: 'serie',
  largeur: 'demi',
  dessin: { type: 'courbes', mesures: [nombre('utilisateurs', 'Utilisateurs')] },
  note: 'Les utilisateurs ne s’additionnent pas : une même personne peut être comptée dans deux profils, deux territoires, deux périodes.',
}
