// Words and colours of the closed lists on this page. Colours are DSFR tokens, so that they follow the theme.

/** In the order in which they are stacked, the largest at the bottom. */
export const PROFILS = [
  { code: 'ELEVE', token: '--background-flat-blue-france' },
  { code: 'PARENT', token: '--artwork-minor-orange-terre-battue' },
  { code: 'ENSEIGNANT', token: '--artwork-minor-green-archipel' },
  { code: 'ADMIN_VIE_SCOL_TECH', token: '--artwork-minor-purple-glycine' },
  { code: 'AUTRE', token: '--text-mention-grey' },
]

export const CLASSES = {
  'moins de 20 %': 'fr-badge--beige-gris-galet',
  'entre 20 et 50 %': 'fr-badge--yellow-tournesol',
  'entre 50 et 90 %': 'fr-badge--blue-cumulus',
  'généralisation massive, 90 % ou plus': 'fr-badge--green-emeraude',
}

export const MOTIFS = {
  champ_manquant: 'champ manquant',
  projet_inconnu: 'projet inconnu',
  ecole_de_test: 'école de test',
  uai_malforme: 'UAI mal formé',
  uai_cle: "lettre de contrôle de l'UAI fausse",
  uai_inconnu: "UAI absent de l'annuaire",
  profil_inconnu: 'profil inconnu',
  service_inconnu: 'service inconnu',
  action_inconnue: 'action inconnue',
  type_outil: 'type et outil en désaccord',
  age_hors_bornes: 'âge hors bornes',
  robot: 'robot déclaré',
  jour_purge: 'jour déjà purgé',
}
