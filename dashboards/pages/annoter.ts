// The form that annotates, under « Usages et pédagogie »: it works without script, says what is wrong beside each field, and keeps
// what was typed.
import { z } from 'zod'
import { type Annotation, type Saisie, saisieDe } from '../annotation.ts'
import { type Champ, GENRES } from '../words.ts'
import { choix, type Option } from './choix.ts'
import { adresse, type Filtres } from './filtres.ts'
import { type Html, html, type Part, raw } from './html.ts'
import type { Options } from './page.ts'
import { ecrireJour } from './valeurs.ts'

/** The dashboard that shows annotations. */
export const ANNOTE = 'usages'

const texte = z.string().max(2000).default('')
const envoi = z.object({
  id: z
    .string()
    .regex(/^\d{1,18}$/)
    .default('0'),
  suppression: z.string().optional(),
  du: texte,
  au: texte,
  titre: texte,
  texte,
  type: texte,
  territoire: texte,
  uai: texte,
  projet: texte,
})
/** What the form sends: a field that is not as it makes it is none of its own. */
export type Envoi = z.infer<typeof envoi>
export const lireEnvoi = (corps: unknown): Envoi | null => envoi.safeParse(corps ?? {}).data ?? null

/** A school has a field of its own: when one is named, it is where it happened. */
type Champs = Saisie & { uai?: string }
export const saisieDeChamps = ({ uai = '', ...reste }: Champs): Saisie =>
  uai.trim() === '' ? reste : { ...reste, territoire: `etablissement:${uai.trim()}` }
const champsDe = (saisie: Saisie): Champs => {
  const [, uai] = /^etablissement:(.*)$/s.exec(saisie.territoire ?? '') ?? []
  return uai === undefined ? saisie : { ...saisie, territoire: '', uai }
}

export const NOMS: Record<Champ, string> = {
  du: '« Du »',
  au: '« Au »',
  titre: '« Ce qui s’est passé »',
  texte: '« Détail »',
  type: '« Nature »',
  territoire: '« Territoire »',
  projet: '« Projet ENT »',
}

const FAITS = {
  ajout: 'L’annotation est ajoutée.',
  correction: 'L’annotation est corrigée.',
  suppression: 'L’annotation est supprimée.',
}
export type Fait = keyof typeof FAITS

export type Formulaire = {
  /** '0' for a new one. */
  id: string
  champs: Champs
  erreurs: Saisie
  fait: Fait | null
}

/** What the page is asked to show: an empty form of the page's territory, or that of an annotation. */
export const lireFormulaire = (query: unknown, filtres: Filtres, annotations: readonly Annotation[]): Formulaire => {
  const { annotation, fait } = (query ?? {}) as { annotation?: unknown; fait?: unknown }
  const connue = annotations.find(({ id }) => id === annotation)
  const territoire =
    filtres.code_departement !== ''
      ? `departement:${filtres.code_departement}`
      : filtres.code_academie !== ''
        ? `academie:${filtres.code_academie}`
        : ''
  return {
    id: connue?.id ?? '0',
    champs: connue === undefined ? { territoire, projet: filtres.projet } : champsDe(saisieDe(connue)),
    erreurs: {},
    fait: typeof fait === 'string' && Object.hasOwn(FAITS, fait) ? (fait as Fait) : null,
  }
}

type Cadre = { filtres: Filtres; demandes: ReadonlySet<string>; options: Options; annotations: readonly Annotation[] }

export const ecrireFormulaire = (formulaire: Formulaire, { filtres, demandes, options, annotations }: Cadre): Html => {
  const { id, champs, erreurs, fait } = formulaire
  const corrigee = annotations.find((une) => une.id === id)
  const titre = corrigee === undefined ? 'Ajouter une annotation' : `Corriger « ${corrigee.titre} »`
  const refus = Object.entries(erreurs) as [Champ, string][]
  const suite = adresse(ANNOTE, filtres, demandes).replace(/^[^?]*/, '')
  const fautive = (champ: Champ): Champ | 'uai' => (champ === 'territoire' && (champs.uai ?? '') !== '' ? 'uai' : champ)
  const fautes = Object.fromEntries(refus.map(([champ, phrase]) => [fautive(champ), phrase]))
  return html`<section class="saisie" id="annoter" tabindex="-1" aria-labelledby="annoter-titre">
<h2 class="fr-h5" id="annoter-titre">Annoter</h2>
<p class="question">Un projet local, un accompagnement, un changement de plateforme : ce qui peut expliquer une courbe. L’annotation paraît sur les courbes de son territoire, ici et dans Grafana.</p>
${fait === null ? null : html`<div class="fr-alert fr-alert--success fr-alert--sm" role="status"><p>${FAITS[fait]}</p></div>`}
${
  annotations.length === 0
    ? null
    : html`<details><summary>Corriger ou supprimer une annotation</summary><ul>${annotations.map(
        (une) =>
          html`<li><a class="fr-link fr-link--sm" href="${adresse(ANNOTE, filtres, demandes)}${suite === '' ? '?' : '&'}annotation=${une.id}#annoter">${ecrireJour(une.du)} : ${une.titre}</a></li>`,
      )}</ul></details>`
}
<details${raw(refus.length > 0 || corrigee !== undefined ? ' open' : '')}><summary>${titre}</summary>
${
  refus.length === 0
    ? null
    : html`<div class="fr-alert fr-alert--error" id="annoter-erreurs" tabindex="-1" role="alert"><h3 class="fr-alert__title">L’annotation n’est pas enregistrée</h3>
<ul>${refus.map(([champ, phrase]) => html`<li><a href="#a-${fautive(champ)}">${phrase}</a></li>`)}</ul></div>`
}
<form method="post" action="/annotations${suite}#annoter-erreurs" novalidate aria-label="${titre}">
<input type="hidden" name="id" value="${id}">
<div class="saisie__champs">
${champ('du', 'Du (obligatoire)', fautes, (attributs) => html`<input class="fr-input" type="date" name="du" required value="${champs.du}"${attributs}>`)}
${champ('au', 'Au, si cela a duré', fautes, (attributs) => html`<input class="fr-input" type="date" name="au" value="${champs.au}"${attributs}>`)}
${champ('type', 'Nature', fautes, (attributs) =>
  choix(
    'type',
    Object.entries(GENRES).map(([valeur, libelle]) => ({ valeur, libelle })),
    champs.type ?? '',
    attributs,
  ),
)}
${champ('titre', 'Ce qui s’est passé, en 80 signes au plus (obligatoire)', fautes, (attributs) => html`<input class="fr-input" name="titre" maxlength="80" required value="${champs.titre}"${attributs}>`)}
${champ('texte', 'Détail', fautes, (attributs) => html`<input class="fr-input" name="texte" maxlength="500" value="${champs.texte}"${attributs}>`)}
${champ('territoire', 'Territoire', fautes, (attributs) => choix('territoire', territoires(options), champs.territoire ?? '', attributs))}
${champ('uai', 'Établissement (UAI), s’il est seul concerné', fautes, (attributs) => html`<input class="fr-input" name="uai" value="${champs.uai}" placeholder="0951234A"${attributs}>`)}
${champ('projet', 'Projet ENT', fautes, (attributs) => choix('projet', [{ valeur: '', libelle: 'Tous' }, ...(options.projet ?? [])], champs.projet ?? '', attributs))}
</div>
<div class="filtres__boutons"><button class="fr-btn fr-btn--sm" type="submit">Enregistrer</button>${
    corrigee === undefined
      ? null
      : html` <button class="fr-btn fr-btn--sm fr-btn--secondary" type="submit" name="suppression" value="oui">Supprimer cette annotation</button> <a class="fr-link fr-link--sm" href="${adresse(ANNOTE, filtres, demandes)}#annoter">Renoncer</a>`
  }</div></form></details></section>`
}

const territoires = ({ code_academie = [], code_departement = [] }: Options): Option[] => [
  { valeur: '', libelle: 'Partout' },
  ...code_academie.map(({ valeur, libelle }) => ({ valeur: `academie:${valeur}`, libelle: `Académie : ${libelle}` })),
  ...code_departement.map(({ valeur, libelle }) => ({
    valeur: `departement:${valeur}`,
    libelle: `Département : ${libelle}`,
  })),
]

/** A labelled field, its error beside it and read with it. */
const champ = (
  nom: Champ | 'uai',
  libelle: string,
  fautes: Record<string, string>,
  ecrire: (attributs: Html) => Part,
): Html => {
  const faute = fautes[nom]
  const groupe = nom === 'type' || nom === 'territoire' || nom === 'projet' ? 'select' : 'input'
  const attributs = html` id="a-${nom}"${faute === undefined ? null : html` aria-invalid="true" aria-describedby="a-${nom}-erreur"`}`
  return html`<div class="fr-${groupe}-group${faute === undefined ? '' : ` fr-${groupe}-group--error`} saisie__${nom}"><label class="fr-label" for="a-${nom}">${libelle}</label>${ecrire(attributs)}${
    faute === undefined ? null : html`<p class="fr-error-text" id="a-${nom}-erreur">${faute}</p>`
  }</div>`
}
