// Rows as HTML: a table whole, or a page of it.
import type { Colonne, Panneau, Unite } from '../definition/panneau.ts'
import { isNearly } from '../part.ts'
import type { Contexte } from './contexte.ts'
import { adresse } from './filtres.ts'
import { dessinerMiniature } from './graphique.ts'
import { type Html, html, type Part, raw } from './html.ts'
import type { Ligne, Lu } from './lecture.ts'
import { adresseDeTranche, LIGNES_PAR_PAGE, seTrie, type Tranche } from './tranche.ts'
import { ecrire, type Valeur } from './valeurs.ts'

/** All the rows: script sorts them, and searches in them. */
export const tableauEntier = (
  titre: string,
  colonnes: readonly Colonne[],
  lignes: readonly Ligne[],
  contexte: Contexte,
): Html => table(titre, colonnes.map(entete), rangees(colonnes, lignes, contexte), ' data-triable')

const entete = ({ titre, unite }: Colonne): Entete => ({ titre, nombre: !EN_TEXTE.has(unite) })
const rangees = (colonnes: readonly Colonne[], lignes: readonly Ligne[], contexte: Contexte): Part[][] =>
  lignes.map((ligne) => colonnes.map((colonne) => cellule(ligne, colonne, contexte)))

/** What the server shows of a table: whole when it is short; else a page of it, with links and a form to see the rest. */
export const tableauServi = (
  panneau: Panneau,
  colonnes: readonly Colonne[],
  { lignes, enTout, tranche }: Lu,
  contexte: Contexte,
): Html => {
  const { id, titre } = panneau
  if (tranche === undefined || (enTout <= LIGNES_PAR_PAGE && !tranche.demandee))
    return tableauEntier(titre, colonnes, lignes, contexte)
  const vers = (voulue: Partial<Tranche>): string => adresseDeTranche(contexte.tableau.id, id, contexte, voulue)
  const premiere = (tranche.page - 1) * LIGNES_PAR_PAGE
  const etendue =
    enTout === 0
      ? `aucune ligne pour « ${tranche.mots} »`
      : `lignes ${ecrire(premiere + 1, 'nombre')} à ${ecrire(premiere + lignes.length, 'nombre')} sur ${ecrire(enTout, 'nombre')}`
  return html`${recherche(panneau, colonnes, tranche, vers({ mots: '', page: 1 }))}
<p class="etendue">${etendue.charAt(0).toUpperCase() + etendue.slice(1)}</p>
${
  enTout > 0 &&
  table(
    `${titre}, ${etendue}`,
    colonnes.map((colonne) => enteteServi(id, colonne, tranche, vers)),
    rangees(colonnes, lignes, contexte),
  )
}${pagination(panneau, tranche.page, Math.ceil(enTout / LIGNES_PAR_PAGE), vers)}`
}

/** A heading leads to the rows in its order; the one that they are in, to the other way round. Figures begin by the largest. */
const enteteServi = (
  id: string,
  colonne: Colonne,
  { tri, croissant }: Tranche,
  vers: (voulue: Partial<Tranche>) => string,
): Entete => {
  const simple = entete(colonne)
  if (!seTrie(colonne)) return simple
  const actuel = tri === colonne.colonne
  const lien = vers({ tri: colonne.colonne, croissant: actuel ? !croissant : !simple.nombre, page: 1 })
  return {
    ...simple,
    ...(actuel ? { ordre: croissant ? 'ascending' : 'descending' } : {}),
    contenu: html`<a class="tri" id="${id}-tri-${colonne.colonne}" href="${lien}" data-servi>${simple.titre}</a>`,
  }
}

/** `sans`: the address of the table without words. What it asks besides is asked again with them. */
const recherche = ({ id, titre }: Panneau, colonnes: readonly Colonne[], { mots }: Tranche, sans: string): Html => {
  const [action = '', suite = ''] = sans.replace(/#.*$/, '').split('?')
  const dans = colonnes.filter(({ unite }) => unite === 'texte').map((colonne) => colonne.titre)
  return html`<form class="chercher" role="search" method="get" action="${action}#${id}" data-servi>
${[...new URLSearchParams(suite)].map(([nom, valeur]) => html`<input type="hidden" name="${nom}" value="${valeur}">`)}
<label class="fr-label" for="${id}-mots">Rechercher<span class="fr-sr-only"> dans : ${titre}</span> <span class="fr-hint-text">${dans.join(', ')}</span></label>
<div class="chercher__ligne"><input class="fr-input" type="search" id="${id}-mots" name="${id}.mots" value="${mots}" maxlength="200"><button class="fr-btn fr-btn--sm fr-btn--secondary" type="submit">Rechercher</button></div></form>`
}

const pagination = (
  { id, titre }: Panneau,
  page: number,
  pages: number,
  vers: (voulue: Partial<Tranche>) => string,
): Part => {
  if (pages <= 1) return null
  const proches = [1, page - 1, page, page + 1, pages].filter((une) => une >= 1 && une <= pages)
  const montrees = [...new Set(proches)]
  const pas = (nom: string, sorte: string, vise: number): Html => {
    const classe = `fr-pagination__link fr-pagination__link--${sorte} fr-pagination__link--lg-label`
    return vise < 1 || vise > pages
      ? html`<li><a class="${classe}" id="${id}-${sorte}" role="link" aria-disabled="true">${nom}</a></li>`
      : html`<li><a class="${classe}" id="${id}-${sorte}" href="${vers({ page: vise })}" data-servi>${nom}</a></li>`
  }
  return html`<nav class="fr-pagination" aria-label="Pages : ${titre}"><ul class="fr-pagination__list">
${pas('Page précédente', 'prev', page - 1)}${montrees.map(
  (une, i) => html`${une - (montrees[i - 1] ?? 0) > 1 && html`<li><span class="fr-pagination__link">…</span></li>`}
<li>${
    une === page
      ? html`<a class="fr-pagination__link" id="${id}-page-${une}" aria-current="page" title="Page ${une}">${ecrire(une, 'nombre')}</a>`
      : html`<a class="fr-pagination__link" id="${id}-page-${une}" href="${vers({ page: une })}" title="Page ${une}" data-servi>${ecrire(une, 'nombre')}</a>`
  }</li>`,
)}
${pas('Page suivante', 'next', page + 1)}</ul></nav>`
}

/** What is not a figure, and stands on the left. */
const EN_TEXTE = new Set<Unite>(['texte', 'oui', 'serie', 'jour'])

const cellule = (ligne: Ligne, { colonne, unite, lien }: Colonne, { filtres, demandes }: Contexte): Part => {
  const valeur = ligne[colonne]
  if (unite === 'serie') return serie(valeur)
  if (unite === 'jour' && valeur) return html`<time datetime="${String(valeur)}">${ecrire(valeur, unite)}</time>`
  // What script could not read in the text is sorted by its value.
  if (typeof valeur === 'number' && (unite === 'duree' || (unite === 'part' && isNearly(valeur))))
    return html`<data value="${valeur}">${ecrire(valeur, unite)}</data>`
  const chiffre = !EN_TEXTE.has(unite)
  const texte =
    chiffre && ligne.marque !== undefined && Number(ligne.marque) === 0
      ? 'non marqué'
      : chiffre && valeur === null && ligne.masque !== undefined && ligne.masque !== ''
        ? ecrireMasque(ligne.masque)
        : ecrire(valeur, unite)
  if (lien === undefined) return texte
  const suite = { ...filtres, [lien.filtre]: String(ligne[lien.colonne] ?? '') }
  return html`<a href="${adresse(lien.tableau, suite, demandes)}">${texte}</a>`
}

const serie = (valeur: Valeur): Part => {
  const valeurs = (Array.isArray(valeur) ? valeur : []) as readonly (number | null)[]
  return html`${raw(dessinerMiniature(valeurs))}<span class="fr-sr-only">${ecrire(valeurs, 'serie')}</span>`
}

export const ecrireMasque = (masque: Valeur): string => (masque === '< 5' ? '< 5' : 'masqué')

export type Entete = { titre: string; nombre: boolean; ordre?: 'ascending' | 'descending'; contenu?: Html }

/** `attributs`: what script may do with it (sort it, read a drawing's figures in it); without script it stands as it is. */
export const table = (
  titre: string,
  colonnes: readonly Entete[],
  rangees: readonly (readonly Part[])[],
  attributs = '',
): Html =>
  html`<div class="fr-table fr-table--no-caption"><div class="fr-table__wrapper"><div class="fr-table__container" tabindex="0" role="group" aria-label="${titre}"><div class="fr-table__content"><table${raw(attributs)}><caption>${titre}</caption>
<thead><tr>${colonnes.map(
    ({ titre, nombre, ordre, contenu }) =>
      html`<th scope="col"${raw(nombre ? ' class="nombre"' : '')}${raw(ordre === undefined ? '' : ` aria-sort="${ordre}"`)}>${contenu ?? titre}</th>`,
  )}</tr></thead>
<tbody>${rangees.map(
    (cellules) =>
      html`<tr>${cellules.map((contenu, i) => (i === 0 ? html`<th scope="row">${contenu}</th>` : html`<td${raw(colonnes[i]?.nombre === true ? ' class="nombre"' : '')}>${contenu}</td>`))}</tr>`,
  )}</tbody></table></div></div></div></div>`
