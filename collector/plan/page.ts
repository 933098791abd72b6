// The page of the marking plan: header, table of contents, sections, footer. It is read without script; plan.js only adds
// the buttons that copy and the reader's dark setting.
import { PLAN } from '../../schema/plan/plan.ts'
import { CODES } from './codes.ts'
import { type Section, section } from './elements.ts'
import { droit, installation, MACHINES, type TagFacts, VERSIONS, verification } from './guide.ts'
import { html, prose } from './html.ts'

export const STYLESHEETS = [
  'core/core.main.min.css',
  'scheme/scheme.min.css',
  ...['skiplink', 'link', 'logo', 'header', 'button', 'badge', 'table', 'footer'].map(
    (name) => `component/${name}/${name}.main.min.css`,
  ),
]

const contents = (sections: readonly Section[]) => html`
<nav class="sommaire" aria-labelledby="sommaire-titre">
<p id="sommaire-titre" class="sommaire__titre">Sommaire</p>
<ol>${sections.map(({ ancre, titre }) => html`<li><a href="#${ancre}">${prose(titre)}</a></li>`)}</ol>
</nav>`

export const planPage = (tag: TagFacts): string => {
  const sections = [installation(tag), ...CODES, verification(tag.integrity), droit(tag.integrity), MACHINES, VERSIONS]
  return html`<!doctype html>
<html lang="fr" data-fr-scheme="system">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plan de marquage ${PLAN.version} – Mesure d’audience des ENT</title>
<meta name="description" content="Cahier des charges partagé de la mesure d’audience des ENT : champs, services, profils, exemples, vérification, droit.">
<link rel="icon" href="dsfr/favicon/favicon.svg" type="image/svg+xml">
${STYLESHEETS.map((path) => html`<link rel="stylesheet" href="dsfr/${path}">\n`)}<link rel="stylesheet" href="plan.css">
<script src="plan.js" defer></script>
</head>
<body>
<div class="fr-skiplinks"><nav class="fr-container" aria-label="Accès rapide"><ul class="fr-skiplinks__list">
<li><a class="fr-link" href="#contenu">Contenu</a></li>
<li><a class="fr-link" href="#services">Services</a></li>
</ul></nav></div>
<header class="fr-header"><div class="fr-header__body"><div class="fr-container"><div class="fr-header__body-row">
<div class="fr-header__brand fr-enlarge-link">
<div class="fr-header__brand-top"><div class="fr-header__logo"><p class="fr-logo">République<br>Française</p></div></div>
<div class="fr-header__service">
<a href="plan" title="Plan de marquage – Mesure d’audience des ENT"><p class="fr-header__service-title">Mesure d’audience des ENT</p></a>
<p class="fr-header__service-tagline">Plan de marquage : le cahier des charges partagé</p>
</div></div></div></div></div></header>
<main id="contenu" class="fr-container" tabindex="-1">
<h1 class="fr-h2">Plan de marquage des ENT</h1>
<p class="fr-badge fr-badge--info fr-badge--no-icon">Version ${PLAN.version}</p>
<p class="fr-text--lead">${prose("Ce qui rend les ENT comparables : les mêmes champs, les mêmes codes, les mêmes pages au même endroit. Pour qui développe un ENT, et pour la DANE qui l'accompagne.")} <a href="#version-${PLAN.version}">Ce qui a changé</a>.</p>
<div class="colonnes">
${contents(sections)}
<div class="texte">${sections.map(section)}</div>
</div>
</main>
<footer class="fr-footer"><div class="fr-container">
<p class="fr-footer__content-desc">${prose('Cette page est écrite par le collecteur qui reçoit les marqueurs, depuis les règles mêmes par lesquelles ils sont jugés. Elle ne compte pas ses lecteurs.')}</p>
</div></footer>
</body>
</html>
`.html
}
