// A list to choose from, as filters and forms have it.
import { type Html, html, raw } from './html.ts'

export type Option = { valeur: string; libelle: string }

/** `actuelle` is offered too when it is none of `offertes`: an address may hold what no list has any more. */
export const choix = (nom: string, offertes: readonly Option[], actuelle: string, attributs: Html): Html =>
  html`<select class="fr-select" name="${nom}"${attributs}>${(
    offertes.some(({ valeur }) => valeur === actuelle) || actuelle === ''
      ? offertes
      : [...offertes, { valeur: actuelle, libelle: actuelle }]
  ).map(
    ({ valeur, libelle }) =>
      html`<option value="${valeur}"${raw(valeur === actuelle ? ' selected' : '')}>${libelle}</option>`,
  )}</select>`
