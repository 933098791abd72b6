// What dashboards share: the filters that nearly all obey, what a reader must know wherever the same figures stand.
import { type Dessin, evolution, type Filtre, nombre, texte } from './panneau.ts'

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
export const UTILISATEURS_NOTE =
  'Les utilisateurs ne s’additionnent pas : une même personne peut être comptée dans deux profils, deux territoires, deux périodes.'
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
