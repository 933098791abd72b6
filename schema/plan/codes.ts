// What the other codes of the marking plan mean: profils, actions, types, and the labels of third-party tools.
// A code of the vocabulary without its text here is a type error.
import type { Action, Profil, Service, TYPES } from '../vocabulary.ts'

export type ProfilDuPlan = {
  libelle: string
  sens: string
  /** Classes of the SDET directory (LDAP `objectClass`) that go there. */
  sdet: readonly string[]
  plan2012: string
}

export const PROFILS_DU_PLAN: Record<Profil, ProfilDuPlan> = {
  ELEVE: {
    libelle: 'Élève',
    sens: 'Élève ou apprenti.',
    sdet: ['ENTEleve'],
    plan2012: '1',
  },
  ENSEIGNANT: {
    libelle: 'Enseignant',
    sens: 'Enseignant, professeur documentaliste et assistant étranger compris.',
    sdet: ['ENTAuxEnseignant'],
    plan2012: '2',
  },
  PARENT: {
    libelle: 'Parent',
    sens: "Parent ou personne en relation avec l'élève.",
    sdet: ['ENTAuxPersRelEleve'],
    plan2012: '3',
  },
  ADMIN_VIE_SCOL_TECH: {
    libelle: 'Administration, vie scolaire, technique',
    sens: "Personnel non enseignant de l'établissement : direction, assistants d'éducation, santé, orientation, laboratoires.",
    sdet: ['ENTAuxNonEnsEtab'],
    plan2012: '4',
  },
  AUTRE: {
    libelle: 'Autre',
    sens: "Tout autre compte : personnel de collectivité, administrateur de l'ENT, invité, tuteur de stage. Compté dans les totaux, dans aucun profil publié.",
    sdet: ['ENTAuxNonEnsCollLoc', 'ENTAuxTuteurStage', 'toute autre classe'],
    plan2012: '6 et 7',
  },
}

export const ACTIONS_DU_PLAN: Record<Action, { libelle: string; sens: string }> = {
  page: {
    libelle: 'Page montrée',
    sens: "Une page de l'ENT est montrée à une personne connectée. Le tag l'envoie de lui-même, une fois par page.",
  },
  clic: {
    libelle: 'Clic marqué',
    sens: "La personne ouvre depuis l'ENT un service qui ne peut pas porter le tag, le plus souvent un outil tiers. Un lien vers une page de l'ENT ne se marque pas : cette page compte d'elle-même.",
  },
}

export const TYPES_DU_PLAN: Record<(typeof TYPES)[number], { libelle: string; sens: string }> = {
  NATIF: {
    libelle: 'Natif',
    sens: "Le service est une page ou une application de l'ENT. `outil` est absent.",
  },
  TIERS: {
    libelle: 'Tiers',
    sens: "Le service est rendu par un outil d'un autre fournisseur, que `outil` nomme.",
  },
}

export type OutilDuPlan = { libelle: string; service: Service }

/**
 * Labels seen in ENTs, each with its usual service. The list is not closed: another label of the right form is counted,
 * under its own name.
 */
export const OUTILS_DU_PLAN: Readonly<Record<string, OutilDuPlan>> = {
  BIG_BLUE_BUTTON: { libelle: 'BigBlueButton (et non BBB)', service: 'VISIOCONFERENCE' },
  CNS: { libelle: 'Canal numérique des savoirs', service: 'PAGE_ENT' },
  GEOGEBRA: { libelle: 'GeoGebra', service: 'RESSOURCE_PRODUCTION' },
  JUPYTER: { libelle: 'Jupyter', service: 'RESSOURCE_PRODUCTION' },
  MAXICOURS: { libelle: 'Maxicours', service: 'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT' },
  MINETEST: { libelle: 'Minetest', service: 'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT' },
  MOODLE: { libelle: 'Moodle', service: 'PARCOURS_PEDAGOGIQUE' },
  NEXTCLOUD: { libelle: 'Nextcloud', service: 'STOCKAGE_PARTAGE' },
  PMB: { libelle: 'PMB', service: 'DOCUMENTATION_CDI' },
  SCRATCH: { libelle: 'Scratch', service: 'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT' },
  ZIMBRA: { libelle: 'Zimbra', service: 'COURRIER_ELECTRONIQUE' },
}
