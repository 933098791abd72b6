// What is told beside a drawing: its series by their colours, holidays, what may still change, annotations by their numbers.
import { couleurDe, type Repere, type Serie, VACANCES } from './graphique.ts'
import { html, type Part } from './html.ts'
import { ecrireJour, ecrireTexte } from './valeurs.ts'

/** `nommees`: several series could have come, so that one alone is named too. */
export const legende = (series: readonly Serie[], nommees: boolean, vacances = false, provisoires = false): Part =>
  html`<ul class="legende">${nommees ? series.map(({ nom, couleur }) => html`<li><svg class="puce" aria-hidden="true" viewBox="0 0 1 1"><rect width="1" height="1" fill="${couleurDe(couleur)}"/></svg>${nom}</li>`) : null}${
    vacances
      ? html`<li><svg class="puce" aria-hidden="true" viewBox="0 0 1 1"><rect width="1" height="1" fill="${VACANCES}" fill-opacity="0.4"/></svg>Vacances scolaires</li>`
      : null
  }${provisoires ? html`<li>Pâle ou pointillé : provisoire</li>` : null}</ul>`

/** Told beside a drawing; more than these are unfolded. */
const REPERES_DITS = 6
export const legendeDesReperes = (reperes: readonly Repere[]): Part => {
  if (reperes.length === 0) return null
  const liste = html`<ul class="legende" aria-label="Annotations">${reperes.map(({ jour, titre, lieu }, i) => html`<li><strong>${i + 1}</strong> ${ecrireJour(jour)}${lieu === '' ? '' : `, ${ecrireTexte(lieu)}`} : ${titre}</li>`)}</ul>`
  return reperes.length <= REPERES_DITS
    ? liste
    : html`<details class="reperes"><summary>${reperes.length} annotations</summary>${liste}</details>`
}

export const LEGENDE_CARTE = html`<ul class="legende">${[
  'moins de 20 %',
  'de 20 à 50 %',
  'de 50 à 90 %',
  '90 % ou plus',
].map(
  (nom, i) =>
    html`<li><svg class="puce" aria-hidden="true" viewBox="0 0 1 1"><rect class="classe-${i}" width="1" height="1"/></svg>${nom}</li>`,
)}</ul>`
