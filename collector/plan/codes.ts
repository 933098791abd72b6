// The part of the plan's page that is about properties and codes.
import { CHAMPS, type Champ } from '../../schema/plan/champs.ts'
import { OUTILS_DU_PLAN } from '../../schema/plan/codes.ts'
import { PLAN } from '../../schema/plan/plan.ts'
import { SERVICES, type Service } from '../../schema/vocabulary.ts'
import { codeLink, list, type Section, section, subsection, table } from './elements.ts'
import { type Html, html, prose } from './html.ts'

const champs = (caption: string, lines: readonly Champ[]): Html =>
  table(
    caption,
    ['Champ', 'Ce que c’est'],
    lines.map(({ nom, obligatoire, libelle, sens, contrainte, exemple, plan2021 }) => [
      `champ-${nom}`,
      html`<code>${nom}</code><br><span class="mention">${obligatoire ? 'obligatoire' : 'facultatif'}</span>`,
      html`<strong>${prose(libelle)}.</strong> ${prose(sens)}<br>
<span class="mention">Forme : ${prose(contrainte)}. Exemple : <code>${exemple}</code>. En 2021 : <code>${plan2021}</code></span>`,
    ]),
  )

const CHAMPS_SECTION: Section = {
  ancre: 'champs',
  titre: 'Les champs',
  contenu: html`
<p>${prose("Le contexte dit qui regarde et d'où. Il s'écrit une fois, sur le script du tag (`data-uai`, `data-profil`…) ou dans les appels. Le marqueur dit ce qui est regardé ; le tag crée lui-même `id`, `age` et `action`.")}</p>
<p>${prose('Les codes sont lus en majuscules et sans les espaces qui les entourent. `visiteur` et `id` sont pris tels quels.')}</p>
${subsection('contexte', html`Le contexte : la personne connectée`, champs('Champs du contexte', PLAN.champs.contexte))}
${subsection('marqueur', html`Le marqueur : la page ou le clic`, champs('Champs du marqueur', PLAN.champs.marqueur))}`,
}

const FAMILLES: readonly (readonly [string, readonly Service[]])[] = [
  [
    'Communiquer et informer',
    ['ACCUEIL', 'ACTUALITES', 'CAHIER_LIAISON', 'COURRIER_ELECTRONIQUE', 'MESSAGERIE_INSTANTANEE', 'VISIOCONFERENCE'],
  ],
  ['Enseigner et produire', ['CAHIER_TEXTES', 'PARCOURS_PEDAGOGIQUE', 'PRODUCTION_COLLABORATIVE', 'STOCKAGE_PARTAGE']],
  ['Vie scolaire', ['ABSENCES', 'GESTION_COMPETENCES', 'GESTION_TEMPS', 'NOTES', 'SERVICES_VIE_SCOLAIRE']],
  [
    'Documentation et ressources',
    [
      'DOCUMENTATION_CDI',
      'MANUEL_NUMERIQUE',
      'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT',
      'RESSOURCE_DOCUMENTAIRE',
      'RESSOURCE_MULTIMEDIA',
      'RESSOURCE_ORIENTATION',
      'RESSOURCE_PRODUCTION',
      'RESSOURCE_REFERENCE_DICTIONNAIRE',
    ],
  ],
  ['Établissement et collectivité', ['RESERVATION_SALLES_MATERIELS', 'SERVICE_COLLECTIVITE']],
  ['Le reste', ['PAGE_ENT']],
]

const service = (code: Service): Html => {
  const { libelle, sens, confusion, pages, plan2012 } = PLAN.services[code]
  return html`
<article id="${code}" class="service" aria-labelledby="${code}-titre">
<h4 id="${code}-titre" class="fr-h6"><code>${code}</code> <span>${libelle}</span> <a class="ancre" href="#${code}" aria-label="${`Lien vers ${libelle}`}">#</a></h4>
<p>${prose(sens)}</p>
<p><strong>Pages :</strong> ${pages.map((page, i) => html`${i > 0 && ', '}${prose(i > 0 ? lowerFirst(page) : page)}`)}.</p>
<p><strong>À ne pas confondre avec</strong> ${codeLink(confusion.avec)}. ${prose(confusion.choisir)}</p>
${plan2012 !== undefined && html`<p class="mention">Plan de 2012 : ${plan2012}</p>`}
</article>`
}

/** « Blog », but CDI stays CDI. */
const lowerFirst = (text: string): string =>
  /^\p{Lu}\p{Ll}|^\p{Lu} /u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text

const index = SERVICES.flatMap((code) => PLAN.services[code].pages.map((page) => ({ page, code }))).sort((a, b) =>
  a.page.localeCompare(b.page, 'fr'),
)

const SERVICES_SECTION: Section = {
  ancre: 'services',
  titre: 'Les services',
  contenu: html`
<p>${prose(`${SERVICES.length - 1} services, et \`PAGE_ENT\` pour les pages qui n'en rendent aucun. Vous cherchez où va une page ? L'index les donne par leur nom.`)}</p>
<details id="index"><summary>Quelle page va où ? Index de ${index.length} pages, de A à Z</summary>
<ul class="index">${index.map(({ page, code }) => html`<li>${prose(page)} ${codeLink(code)}</li>`)}</ul>
</details>
${FAMILLES.map(([titre, codes], i) => html`<h3 id="famille-${i + 1}" class="fr-h5">${titre}</h3>${codes.map(service)}`)}`,
}

const PROFILS_SECTION: Section = {
  ancre: 'profils',
  titre: 'Les profils',
  contenu: html`
<p>${prose("Le profil du compte connecté, et non celui de l'établissement ou de la page. Une enseignante qui est aussi parent a deux comptes : celui par lequel elle s'est connectée décide.")}</p>
${table(
  'Profils, et classes de l’annuaire du SDET',
  ['Code', 'Qui'],
  Object.entries(PLAN.profils).map(([code, { libelle, sens, sdet, plan2012 }]) => [
    code,
    html`<code>${code}</code>`,
    html`<strong>${prose(libelle)}.</strong> ${prose(sens)}<br>
<span class="mention">Annuaire du SDET : ${sdet.map((classe, i) => html`${i > 0 && ', '}${classe.startsWith('ENT') ? html`<code>${classe}</code>` : classe}`)}. En 2012 : ${plan2012}</span>`,
  ]),
)}`,
}

const regle = (ancre: string): Section => {
  const found = PLAN.regles.find((one) => one.ancre === ancre)
  if (found === undefined) throw new Error(`No rule ${ancre}`)
  return { ancre, titre: found.titre, contenu: list(found.points) }
}

const NATIF_TIERS: Section = {
  ...regle('natif-tiers'),
  titre: 'Page ou clic, NATIF ou TIERS',
  contenu: html`
${table(
  'Actions et types',
  ['Code', 'Sens'],
  [...Object.entries(PLAN.actions), ...Object.entries(PLAN.types)].map(([code, { libelle, sens }]) => [
    code,
    html`<code>${code}</code>`,
    html`<strong>${libelle}.</strong> ${prose(sens)}`,
  ]),
)}
${regle('natif-tiers').contenu}
${subsection(
  'outils',
  html`Libellés d’outils connus`,
  html`${table(
    'Outils tiers et leur service habituel',
    ['Libellé', 'Outil, et son service habituel'],
    Object.entries(OUTILS_DU_PLAN).map(([code, { libelle, service }]) => [
      `outil-${code}`,
      html`<code>${code}</code>`,
      html`${libelle} : ${codeLink(service)}`,
    ]),
  )}
<p>${prose(`Un autre libellé est compté, sous son propre nom, s'il est de la bonne forme (${CHAMPS.get('outil')?.contrainte}).`)}</p>`,
)}`,
}

export const CODES: readonly Section[] = [
  regle('pages'),
  CHAMPS_SECTION,
  SERVICES_SECTION,
  regle('page-ent'),
  PROFILS_SECTION,
  NATIF_TIERS,
  regle('etablissement'),
  regle('ecoles-de-test'),
  regle('application-mobile'),
]
export const codesHtml: Html = html`${CODES.map(section)}`
