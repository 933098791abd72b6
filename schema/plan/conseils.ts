// What to change when a marker is refused: one French sentence a reason, on the plan's page and in every verdict.
import { type Judgement, MAX_AGE_MS, type RawMarker, type RawRequest } from '../marker.ts'
import { codesNear } from '../near.ts'
import { PROFILS, type Rejet, SERVICES, uaiLetter } from '../vocabulary.ts'
import { CHAMPS } from './champs.ts'

export type Refus = { libelle: string; conseil: string }

export const CONSEILS: Record<Rejet, Refus> = {
  champ_manquant: {
    libelle: 'champ manquant',
    conseil: "Donnez une valeur au champ nommé : il est absent, vide, d'un autre type ou d'une longueur hors bornes.",
  },
  projet_inconnu: {
    libelle: 'projet inconnu',
    conseil: "Vérifiez le code du projet auprès de la DANE : il n'est pas au registre des projets ENT.",
  },
  ecole_de_test: {
    libelle: 'école de test',
    conseil:
      "Rien à corriger : c'est la réponse attendue d'une école de test, dont les marqueurs n'entrent dans aucun chiffre.",
  },
  uai_malforme: {
    libelle: 'UAI mal formé',
    conseil: "Envoyez l'UAI de l'établissement, sept chiffres et une lettre, et non son nom ou un numéro interne.",
  },
  uai_cle: {
    libelle: "lettre de contrôle de l'UAI fausse",
    conseil: "Recopiez l'UAI depuis l'annuaire : sa lettre ne va pas avec ses chiffres, l'un d'eux est faux.",
  },
  uai_inconnu: {
    libelle: "UAI absent de l'annuaire",
    conseil:
      "Vérifiez l'UAI dans l'annuaire de l'éducation ; s'il est juste, signalez à la DANE que l'annuaire est à réimporter.",
  },
  profil_inconnu: {
    libelle: 'profil inconnu',
    conseil: `Traduisez le profil de l'ENT en l'un de ces codes : ${PROFILS.join(', ')}.`,
  },
  service_inconnu: {
    libelle: 'service inconnu',
    conseil: "Choisissez un code de la liste des services ; une page qui n'est celle d'aucun service est une PAGE_ENT.",
  },
  action_inconnue: {
    libelle: 'action inconnue',
    conseil: 'Envoyez page pour une page montrée, clic pour un lien marqué.',
  },
  type_outil: {
    libelle: 'type et outil en désaccord',
    conseil: "Retirez type, qui se déduit : TIERS quand outil est donné, NATIF quand il ne l'est pas.",
  },
  age_hors_bornes: {
    libelle: 'âge hors bornes',
    conseil: `Envoyez dans age la durée écoulée depuis l'événement, de 0 à ${MAX_AGE_MS} millisecondes (48 h), et non une date.`,
  },
  robot: {
    libelle: 'robot déclaré',
    conseil:
      "Rien à corriger si un programme a ouvert la page ; sinon, envoyez le marqueur depuis l'appareil de la personne, avec l'agent utilisateur de son navigateur.",
  },
  jour_purge: {
    libelle: 'jour déjà purgé',
    conseil:
      'Rien à corriger : ce jour est clos et ses marqueurs sont effacés, celui-ci arrive trop tard pour compter.',
  },
}

/** What to change about a marker; '' when it is accepted. */
export const conseilOf = (
  { verdict, champ }: Judgement,
  { uai, profil }: RawRequest,
  { service }: RawMarker,
): string => {
  if (verdict === 'compte') return ''
  const { conseil } = CONSEILS[verdict]
  if (verdict === 'champ_manquant') {
    const { libelle, contrainte } = CHAMPS.get(champ) ?? { libelle: '', contrainte: '' }
    return `Donnez une valeur au champ ${champ} (${libelle} ; ${contrainte}) : il est absent, vide, d'un autre type ou hors bornes.`
  }
  if (verdict === 'uai_cle' && uai !== null)
    return `${conseil} Si les chiffres sont justes, la lettre est ${uaiLetter(uai.slice(0, 7))}.`
  if (verdict === 'service_inconnu') return `${conseil}${meant(service, SERVICES)}`
  if (verdict === 'profil_inconnu') return `${conseil}${meant(profil, PROFILS)}`
  return conseil
}

/** A sentence more when a refused code resembles some of the plan's. */
export const meant = (code: string | null, codes: readonly string[]): string => {
  const near = code === null ? [] : codesNear(code, codes)
  return near.length === 0 ? '' : ` Au lieu de ${code}, peut-être ${near.join(' ou ')} ?`
}
