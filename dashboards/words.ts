// What a person may type to the commands of this folder: views, formats, options. It imports nothing, so that the command line
// gives its help, and reads what was typed, without loading what draws and writes.

/** The views that are for readers; the others are what these are made of. */
export const VUES = [
  'synthese',
  'comparaison',
  'visites_comparees',
  'periode_libre',
  'profils',
  'services',
  'services_profils',
  'services_evolution',
  'familles',
  'familles_total',
  'equipements',
  'equipements_profils',
  'projets',
  'projets_services',
  'projets_profils',
  'departements',
  'academies',
  'etablissements',
  'parents_seulement',
  'effets',
  'qualite_rejets',
  'qualite_services',
  'qualite_projets',
  'exploitation',
  'alignement',
  'vacances',
  'annotations',
  'historique_total',
  'historique_profils',
  'historique_services',
] as const
export const VIEW_FORMATS = ['csv', 'xlsx', 'parquet'] as const
export type ViewFormat = (typeof VIEW_FORMATS)[number]

export const FORMATS = ['pdf', 'xlsx', 'csv', 'json'] as const
export type Format = (typeof FORMATS)[number]

/** What an annotation may be of. */
export const GENRES = {
  projet_local: 'Projet local',
  accompagnement: 'Accompagnement',
  migration: 'Changement de plateforme',
  rupture: 'Rupture de série',
} as const
export const ANNOTATION_OPTIONS = ['du', 'au', 'titre', 'texte', 'type', 'territoire', 'projet'] as const
export type Champ = (typeof ANNOTATION_OPTIONS)[number]

const OPTIONS = `--du JOUR [--au JOUR] --titre TITRE [--texte TEXTE] [--type ${Object.keys(GENRES).join('|')}] [--territoire NIVEAU:CODE] [--projet CODE]`
export const ANNOTATION_USAGE = `ajouter ${OPTIONS}
mesure annotation lister
mesure annotation corriger NUMÉRO, avec ce qui change des options d’« ajouter »
mesure annotation supprimer NUMÉRO`
