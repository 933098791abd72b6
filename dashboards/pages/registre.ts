// The ledger of the last days, by day of reception and projet: what became of every marker received.
import type { Ledger, LedgerLine } from '../../schema/ledger.ts'
import { type Html, html } from './html.ts'
import type { Noms } from './options.ts'
import { ecrire, ecrireJour } from './valeurs.ts'

/** Days that the page shows, the last one with a marker included. */
const JOURS = 14

const CLOS =
  'Le registre est clos : tout marqueur reçu est compté, en doublon, rejeté avec son motif, ou en attente. Quatorze derniers jours de réception, heure de Paris.'
const OUVERT =
  'Le registre ne tombe pas juste : sur au moins une ligne, reçus n’égale pas comptés + doublons + rejetés + en attente. Lancez « mesure ledger » et signalez-le : des marqueurs sont peut-être perdus.'

export const ecrireRegistre = ({ ferme, lignes }: Ledger, noms: Noms): Html => {
  const jours = new Set([...new Set(lignes.map(({ jour }) => jour))].sort().slice(-JOURS))
  const vues = lignes.filter(({ jour }) => jours.has(jour)).toReversed()
  return html`<section class="panneau panneau--entiere" id="registre-projets" aria-labelledby="registre-projets-titre">
<h2 class="fr-h5" id="registre-projets-titre">Registre par jour et par projet</h2>
<p class="${ferme ? 'question' : 'fr-error-text'}">${ferme ? CLOS : OUVERT}</p>
<div class="fr-table fr-table--no-caption"><div class="fr-table__wrapper"><div class="fr-table__container" tabindex="0" role="group" aria-label="Registre par jour et par projet"><div class="fr-table__content">
<table data-triable><caption>Registre par jour de réception et par projet</caption>
<thead><tr>${['Reçus le', 'Projet', 'Code'].map((titre) => html`<th scope="col">${titre}</th>`)}${[
    'Reçus',
    'Comptés',
    'Doublons',
    'Rejetés',
    'En attente',
  ].map(
    (titre) => html`<th scope="col" class="nombre">${titre}</th>`,
  )}<th scope="col">Motifs des rejets</th></tr></thead>
<tbody>${vues.map((une) => ligne(une, noms))}</tbody></table></div></div></div></div></section>`
}

const ligne = (
  { jour, projet, recus, comptes, doublons, rejetes, enAttente }: LedgerLine,
  { motifs, projets }: Noms,
): Html => {
  const total = Object.values(rejetes).reduce((somme, n) => somme + n, 0)
  return html`<tr><th scope="row">${ecrireJour(jour)}</th><td>${projets.get(projet) ?? projet}</td><td>${projet}</td>${[
    recus,
    comptes,
    doublons,
    total,
    enAttente,
  ].map((n) => html`<td class="nombre">${ecrire(n, 'nombre')}</td>`)}<td>${Object.entries(rejetes)
    .sort(([, a], [, b]) => b - a)
    .map(([motif, n]) => `${motifs.get(motif) ?? motif}\u00a0:\u00a0${ecrire(n, 'nombre')}`)
    .join(' ; ')}</td></tr>`
}
