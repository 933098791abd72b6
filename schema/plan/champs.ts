// The properties of a marker as the plan explains them. Their names, types and bounds are those of the zod shapes;
// here is only what a schema can't say. A property without its text is a type error.
import type { z } from 'zod'
import { context, marker } from '../marker.ts'
import { propertySchema } from './posted.ts'

type Texte = { sens: string; exemple: string | number; plan2021: string }

const DU_CONTEXTE: Record<keyof typeof context.shape, Texte> = {
  projet: {
    sens: 'Un code par projet ENT, donné par la DANE, le même pour toutes les pages du projet.',
    exemple: 'ENT95',
    plan2021: 'PROJET',
  },
  uai: {
    sens: "L'établissement dans lequel la personne agit à ce moment. Un zéro initial perdu est remis.",
    exemple: '0951234A',
    plan2021: 'UAI (et s2)',
  },
  profil: {
    sens: 'Le profil du compte connecté. Un compte sans profil connu est `AUTRE`, jamais vide.',
    exemple: 'ELEVE',
    plan2021: 'PROFIL (et ac)',
  },
  visiteur: {
    sens: "L'identifiant interne du compte : le même d'un appareil à l'autre et d'une session à l'autre, jamais réattribué. Ni nom, ni adresse, ni INE. Il est haché avant toute écriture.",
    exemple: '3f6c1f0e-8a52-4d0e-9d3a-1b7c5e2a9f40',
    plan2021: 'at',
  },
  plateforme: { sens: "Le produit sur lequel l'ENT est bâti.", exemple: 'ARDOISIA', plan2021: 'PLATEFORME' },
  exploitant: {
    sens: "L'entreprise ou le service qui l'exploite.",
    exemple: 'ARDOISIA_SERVICES',
    plan2021: 'EXPLOITANT',
  },
  collectivite: {
    sens: 'La collectivité dont relève le projet, par son code.',
    exemple: '095',
    plan2021: 's',
  },
}

const DU_MARQUEUR: Record<keyof typeof marker.shape, Texte> = {
  id: {
    sens: "Un tirage au hasard par page montrée ou par clic, jamais par session. C'est par lui qu'un marqueur renvoyé ne compte qu'une fois.",
    exemple: '9b2d7c10-4e6f-4a3b-8c21-5d0e7f9a1b36',
    plan2021: 'idp',
  },
  age: {
    sens: "Une durée, pas une date : aucune horloge d'appareil n'est crue. 0 quand le marqueur part aussitôt.",
    exemple: 0,
    plan2021: 'ts',
  },
  action: { sens: '`page` pour une page montrée, `clic` pour un lien marqué.', exemple: 'page', plan2021: '(click)' },
  service: {
    sens: "Le service que rend la page, ou qu'ouvre le clic. Un seul par marqueur.",
    exemple: 'CAHIER_TEXTES',
    plan2021: 'SERVICE',
  },
  type: {
    sens: "Inutile de l'envoyer : il se déduit de `outil`. Envoyé, il ne doit pas le contredire.",
    exemple: 'NATIF',
    plan2021: 'TYPE',
  },
  outil: {
    sens: "Le libellé d'un outil tiers, parmi ceux connus ou proposé à la DANE. Absent pour un service natif.",
    exemple: 'GEOGEBRA',
    plan2021: 'OUTIL',
  },
  page: {
    sens: "Un nom de page stable, pour vos propres vérifications. Ni adresse avec paramètres, ni nom de personne : tout ce qui suit `?` ou `#` est retiré, et le reste n'entre dans aucun chiffre.",
    exemple: 'cahier-de-textes/semaine',
    plan2021: 'p',
  },
}

export type Champ = Texte & { nom: string; libelle: string; obligatoire: boolean; contrainte: string }

const champsOf = (shape: Record<string, z.ZodType>, textes: Record<string, Texte>): Champ[] =>
  Object.entries(shape).map(([nom, schema]) => ({
    nom,
    libelle: schema.description ?? '',
    obligatoire: !schema.isOptional(),
    contrainte: contrainteOf(schema),
    ...(textes[nom] as Texte),
  }))

const nombre = (n: number): string => n.toLocaleString('fr-FR')

/** Patterns said in French; one that changes is shown as it is, never said wrong. */
const FORMES: Readonly<Record<string, string>> = {
  '^[A-Z0-9_.-]{1,64}$': 'code de 1 à 64 lettres sans accent, chiffres, tirets ou points',
  '^\\d{7}[A-Z]$': '7 chiffres et une lettre',
}

/** The bounds of a property in French, read from its schema. */
const contrainteOf = (schema: z.ZodType): string => {
  const { type, enum: codes, pattern, minLength, maxLength, minimum, maximum } = propertySchema(schema)
  if (codes !== undefined) return `un code parmi ${codes.length}`
  if (type === 'number') return `nombre de ${nombre(minimum ?? 0)} à ${nombre(maximum ?? 0)}`
  if (pattern !== undefined) return FORMES[pattern] ?? `texte de la forme ${pattern}`
  if (minLength !== undefined && maxLength !== undefined) return `texte de ${minLength} à ${maxLength} caractères`
  return 'texte'
}

export const CHAMPS_DU_CONTEXTE = champsOf(context.shape, DU_CONTEXTE)
export const CHAMPS_DU_MARQUEUR = champsOf(marker.shape, DU_MARQUEUR)
export const CHAMPS: ReadonlyMap<string, Champ> = new Map(
  [...CHAMPS_DU_CONTEXTE, ...CHAMPS_DU_MARQUEUR].map((champ) => [champ.nom, champ]),
)
