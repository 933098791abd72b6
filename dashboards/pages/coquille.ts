// What every page has around its content, as the design system of the French State wants it.
import { type Html, html, raw } from './html.ts'

export type Lien = { adresse: string; titre: string; actuel?: boolean }

export type Coquille = {
  titre: string
  description: string
  /** Where a reader goes on from here. */
  sommaire: { nom: string; liens: readonly Lien[] }
  /** Places of this page, besides its content, that the keyboard reaches first. */
  acces: readonly Lien[]
  contenu: Html
  /** Whether script keeps its figures fresh. */
  vivante: boolean
}

/** To whoever followed an address that is wrong, or of another version. */
export const inconnue = (liens: readonly Lien[]): string =>
  ecrireCoquille({
    titre: 'Page introuvable',
    description: 'Aucune page à cette adresse',
    sommaire: { nom: 'Tableaux de bord', liens },
    acces: [],
    vivante: false,
    contenu: html`<h1 class="fr-h3">Page introuvable</h1><p>Aucune page n’est à cette adresse. Vérifiez-la, ou choisissez un tableau ci-dessus.</p>`,
  })

const STYLES = [
  'core/core',
  'component/skiplink/skiplink',
  'component/link/link',
  'component/logo/logo',
  'component/header/header',
  'component/navigation/navigation',
  'component/badge/badge',
  'component/table/table',
  'component/pagination/pagination',
  'component/button/button',
  'component/select/select',
  'component/input/input',
  'component/form/form',
  'component/alert/alert',
  'component/footer/footer',
]

export const ecrireCoquille = ({
  titre,
  description,
  sommaire,
  acces,
  contenu,
  vivante,
}: Coquille): string => `<!doctype html>
${
  html`<html lang="fr" data-fr-scheme="system">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titre} – Mesure d’audience des ENT</title>
<meta name="description" content="${description}">
<link rel="icon" href="/dsfr/favicon/favicon.svg" type="image/svg+xml">
<link rel="preload" href="/dsfr/fonts/Marianne-Regular.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/dsfr/scheme/scheme.min.css">
${STYLES.map(
  (nom) => html`<link rel="stylesheet" href="/dsfr/${nom}.main.min.css">
`,
)}<link rel="stylesheet" href="/page.css">
<script src="/theme.js"></script>
${vivante && html`<script src="/page.js" type="module"></script>`}
</head>
<body>
<div class="fr-skiplinks"><nav class="fr-container" aria-label="Accès rapide"><ul class="fr-skiplinks__list">
${[{ adresse: '#contenu', titre: 'Contenu' }, ...acces].map((lien) => html`<li><a class="fr-link" href="${lien.adresse}">${lien.titre}</a></li>`)}
</ul></nav></div>
<header class="fr-header"><div class="fr-header__body"><div class="fr-container"><div class="fr-header__body-row"><div class="fr-header__brand">
<div class="fr-header__brand-top"><div class="fr-header__logo"><p class="fr-logo">République<br>Française</p></div></div>
<div class="fr-header__service"><a href="/" title="Accueil – Mesure d’audience des ENT"><p class="fr-header__service-title">Mesure d’audience des ENT</p></a>
<p class="fr-header__service-tagline">Espaces numériques de travail des écoles, collèges et lycées</p></div>
</div></div></div></div></header>
<nav class="sommaire" aria-label="${sommaire.nom}"><div class="fr-container"><ul>${sommaire.liens.map(
    (lien) =>
      html`<li><a href="${lien.adresse}"${raw(lien.actuel ? ' aria-current="page"' : '')}>${lien.titre}</a></li>`,
  )}</ul></div></nav>
<main id="contenu" class="fr-container" tabindex="-1">
${contenu}
</main>
<footer class="fr-footer" id="pied"><div class="fr-container"><div class="fr-footer__bottom"><ul class="fr-footer__bottom-list">
<li class="fr-footer__bottom-item"><a class="fr-footer__bottom-link" href="/guide">Lire les tableaux de bord</a></li>
<li class="fr-footer__bottom-item"><a class="fr-footer__bottom-link" href="/registre">Registre</a></li>
<li class="fr-footer__bottom-item"><span class="fr-footer__bottom-link">Accessibilité : non encore auditée</span></li>
</ul><div class="fr-footer__bottom-copy"><p>Toute case de 1 à 4 utilisateurs d’un profil est masquée. Contour des départements : Wikimedia Commons, <span lang="en">CC BY</span> 4.0.</p></div></div></div></footer>
</body></html>`.html
}`
