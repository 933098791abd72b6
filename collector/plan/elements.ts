// The parts of which the plan's page is made: sections, tables and examples of the DSFR.
import { type Html, html, prose } from './html.ts'

export type Section = { ancre: string; titre: string; contenu: Html }

export const section = ({ ancre, titre, contenu }: Section): Html => html`
<section id="${ancre}" aria-labelledby="${ancre}-titre">
<h2 id="${ancre}-titre">${prose(titre)} <a class="ancre" href="#${ancre}" aria-label="${`Lien vers « ${titre} »`}">#</a></h2>
${contenu}
</section>`

export const subsection = (ancre: string, titre: Html, contenu: Html): Html => html`
<div id="${ancre}" class="partie">
<h3 class="fr-h5">${titre} <a class="ancre" href="#${ancre}" aria-label="Lien vers cette partie">#</a></h3>
${contenu}
</div>`

export const list = (points: readonly (string | Html)[]): Html =>
  html`<ul>${points.map((point) => html`<li>${typeof point === 'string' ? prose(point) : point}</li>`)}</ul>`

export const codeLink = (code: string, label: string | Html = code): Html =>
  html`<a href="#${code}"><code>${label}</code></a>`

/** Two columns, so that a phone shows both. `rows`: an anchor ('' for none) and the two cells. */
export const table = (caption: string, titles: [string, string], rows: readonly [string, Html, Html][]): Html => html`
<div class="fr-table fr-table--sm fr-table--no-caption"><div class="fr-table__wrapper"><div class="fr-table__container"><div class="fr-table__content"><table class="fr-cell--multiline">
<caption>${prose(caption)}</caption>
<thead><tr>${titles.map((title) => html`<th scope="col">${prose(title)}</th>`)}</tr></thead>
<tbody>${rows.map(
  ([ancre, head, cell]) =>
    html`<tr${ancre !== '' && html` id="${ancre}"`}><th scope="row">${head}</th><td>${cell}</td></tr>\n`,
)}</tbody>
</table></div></div></div></div>`

/** A text to copy; plan.js adds the button. */
export const example = (titre: string, code: string): Html => html`
<figure class="exemple">
<figcaption>${prose(titre)}</figcaption>
<pre tabindex="0"><code>${code}</code></pre>
</figure>`
