// The part of the plan's page that is to be done: put the tag in, look at what it sends, inform people, follow versions.
import { EXEMPLES } from '../../schema/plan/exemples.ts'
import { PLAN } from '../../schema/plan/plan.ts'
import type { Tag } from '../tag/build.ts'
import { example, list, type Section, subsection, table } from './elements.ts'
import { html, prose } from './html.ts'
import { snippetsOf } from './snippets.ts'

/** What the page says of /tag.v1.js. */
export type TagFacts = Pick<Tag, 'integrity' | 'brotli'>

export const installation = ({ integrity, brotli }: TagFacts): Section => {
  const code = snippetsOf(integrity)
  return {
    ancre: 'poser',
    titre: 'Poser le tag',
    contenu: html`
<ol class="etapes">
<li>${prose('Obtenez de la DANE le code de votre projet, et faites-y inscrire vos écoles de test.')}</li>
<li>${prose('Ajoutez un script à vos pages, avec le contexte de la personne connectée et le service de la page.')}</li>
<li>Ouvrez une page <a href="#verifier">avec le panneau de vérification</a> : chaque marqueur y est accepté, ou refusé avec ce qu’il faut changer.</li>
<li>Informez les usagers et offrez-leur <a href="#opposition">l’opposition</a>, puis mettez en production.</li>
</ol>
${example('Une page HTML', code.page)}
<p>${prose(`\`/tag.v1.js\` ne change jamais : son empreinte peut rester dans vos pages, et le navigateur refusera tout autre fichier. Il pèse ${brotli.toLocaleString('fr-FR')} octets compressé. \`/tag.js\` est la version courante, corrigée au fil de l'eau, sans empreinte.`)}</p>
${example('Empreinte (SRI) de tag.v1.js', integrity)}
<p>${prose("Pour servir le fichier depuis votre propre domaine, copiez-le et donnez l'adresse du collecteur dans `data-collecteur`, barre finale comprise.")} <a href="tag.d.ts"><code>tag.d.ts</code></a> en donne les types.</p>
${example('Les liens vers des outils tiers', code.liens)}
${example('Si vos pages ont une politique de sécurité (CSP), voici ce que le tag demande', code.csp)}
${subsection(
  'application-page-unique',
  html`Application à page unique`,
  html`<p>${prose("Le tag se charge une fois, avant l'application ; chaque écran s'annonce par un appel. `mesure.page` retient le contexte : un clic qui suit le reprend.")}</p>
${example('Le chargement', code.application)}
${example('React', code.react)}
<p class="mention">${prose('En développement, `StrictMode` joue chaque effet deux fois : deux marqueurs y sont normaux, un seul part en production.')}</p>
${example('Vue Router', code.vue)}
${example("Un clic, quand le lien ne peut pas porter d'attributs", code.clic)}
<p>${prose("Une application qui ne rend qu'un seul service peut s'en remettre au tag : avec `data-spa`, il compte une page à chaque `pushState` ou retour vers un autre chemin ; avec `data-spa=\"hash\"`, l'ancre fait partie du chemin.")}</p>
${example('Sans une ligne de script', code.spa)}`,
)}
${subsection(
  'rendu-serveur',
  html`Rendu par le serveur`,
  html`<p>${prose("Échappez chaque valeur, et n'écrivez le script que pour une personne connectée. La page ne doit pas être gardée par un cache partagé : le contexte est celui d'une personne.")}</p>
${example('Gabarit', code.serveur)}`,
)}
${subsection(
  'noscript',
  html`Sans script`,
  html`${list([
    'Le serveur tire un `id` neuf à chaque page rendue. Écrit en dur, il ferait de toutes les pages de la journée un seul marqueur.',
    "L'identifiant passe dans une adresse, que des relais peuvent noter : préférez le script partout où il tourne.",
  ])}
${example('Image', code.noscript)}`,
)}
${subsection(
  'requetes',
  html`Sans le tag : les requêtes`,
  html`<p>${prose(`\`POST /markers\`, en \`text/plain\` ou \`application/json\` : un contexte, de 1 à ${PLAN.limites.marqueursParRequete} marqueurs, ${PLAN.limites.octetsParRequete.toLocaleString('fr-FR')} octets au plus. La réponse \`202\` veut dire « écrit sur disque ». Sur \`429\`, \`503\` ou une panne de réseau, renvoyez le même marqueur avec le même \`id\` et un \`age\` mis à jour, pendant 48 heures ; jamais sur un autre 4xx.`)}</p>
${EXEMPLES.map(({ titre, corps, verdicts }) =>
  example(`${titre} (verdict : ${verdicts.join(', ')})`, JSON.stringify(corps, null, 2)),
)}`,
)}`,
  }
}

const REPONSES: readonly [string, string][] = [
  ['202', 'Reçu et écrit sur disque. Le jugement vient ensuite, ou tout de suite avec `?verdict`.'],
  ['400', 'Ni JSON, ni objet, `v` autre que 1, `projet` ou `markers` hors bornes. À corriger, pas à renvoyer.'],
  ['413', 'Plus de 64 Kio : envoyez moins de marqueurs à la fois.'],
  ['415', 'Autre type de contenu que `text/plain` et `application/json`.'],
  ['429', 'Le projet envoie trop : renvoyez après le délai de `Retry-After`.'],
  ['503', 'Le collecteur ne peut pas écrire : rien n’est gardé, renvoyez après le délai de `Retry-After`.'],
]

export const verification = (sri: string): Section => {
  const code = snippetsOf(sri)
  return {
    ancre: 'verifier',
    titre: 'Vérifier',
    contenu: html`
<p>${prose("Le panneau montre dans la page chaque marqueur, son verdict et ce qu'il faut changer. Il n'est pas pour les usagers : retirez-le après la recette. Les marqueurs qu'il montre sont reçus comme les autres ; essayez sur une école de test.")}</p>
${example('Le panneau', code.verdict)}
${example('La même chose en ligne de commande', code.curl)}
<p>${prose("Un marqueur accepté qui revient avec le même `id` dans les 4 heures est un doublon : il compte une fois. Cela ne se voit qu'aux comptes du jour, pas au verdict. `mesure.perdus()` dit combien de marqueurs cet appareil a perdus : les plus vieux d'une file trop longue, et ceux qu'une réponse 4xx a refusés en bloc.")}</p>
${subsection(
  'refus',
  html`Les motifs de refus`,
  html`<p>${prose('Dans cet ordre : le premier qui s’applique est donné.')}</p>
${table(
  'Motifs de refus, et que changer',
  ['Verdict', 'Que changer'],
  Object.entries(PLAN.refus).map(([rejet, { libelle, conseil }]) => [
    `refus-${rejet}`,
    html`<code>${rejet}</code><br><span class="mention">${prose(libelle)}</span>`,
    prose(conseil),
  ]),
)}
<p>${prose('Un établissement de l’annuaire que le projet n’a pas déclaré est compté, et signalé « hors périmètre ».')}</p>`,
)}
${subsection(
  'reponses',
  html`Les réponses HTTP`,
  html`${table(
    'Réponses du collecteur',
    ['Statut', 'Sens'],
    REPONSES.map(([statut, sens]) => [`reponse-${statut}`, html`<code>${statut}</code>`, prose(sens)]),
  )}
<p>${prose('Tout refus est un objet `{"erreur": "…"}`, dont le texte dit quoi faire.')}</p>`,
)}`,
  }
}

export const droit = (sri: string): Section => ({
  ancre: 'droit',
  titre: 'Droit et information des usagers',
  contenu: html`${PLAN.droit.notes.map(({ ancre, titre, points }) =>
    subsection(
      ancre,
      prose(titre),
      html`${list(points)}${ancre === 'opposition' && example("L'interrupteur", snippetsOf(sri).opposition)}`,
    ),
  )}
${subsection(
  'durees',
  html`Ce qui est gardé, et combien de temps`,
  table(
    'Durées de conservation',
    ['Donnée', 'Durée et forme'],
    PLAN.droit.durees.map(({ quoi, duree, forme }) => [
      '',
      prose(quoi),
      html`<strong>${prose(duree)}.</strong> ${prose(forme)}`,
    ]),
  ),
)}`,
})

export const MACHINES: Section = {
  ancre: 'machines',
  titre: 'Pour les programmes',
  contenu: html`<ul>
<li><a href="plan.json"><code>plan.json</code></a> : toute cette page, en données.</li>
<li><a href="plan.schema.json"><code>plan.schema.json</code></a> : le schéma JSON (2020-12) du corps posté. ${prose(PLAN.portee)}</li>
<li><a href="openapi.json"><code>openapi.json</code></a> : les adresses du collecteur (OpenAPI 3.1).</li>
</ul>`,
}

export const VERSIONS: Section = {
  ancre: 'versions',
  titre: 'Versions',
  contenu: html`${PLAN.versions.map(({ version, date, changements }) =>
    subsection(`version-${version}`, html`Version ${version} <small>${dateOf(date)}</small>`, list(changements)),
  )}
<p>${prose("Un code ne change jamais de sens dans une version. Un champ peut s'ajouter ; un tag qui l'ignore reste reçu. `v` change quand la forme du marqueur change, et l'ancienne reste reçue une année scolaire au moins.")}</p>`,
}

function dateOf(date: string): string {
  return new Date(`${date}T12:00:00Z`)
    .toLocaleDateString('fr-FR', { dateStyle: 'long', timeZone: 'UTC' })
    .replace(/^1 /, '1er ')
}
