// The examples of the plan, ready to be copied: plain HTML, single-page applications, server-side rendering, noscript.
// They are written from the properties' own examples; a test reads their attributes back and has them judged.
import { CHAMPS } from '../../schema/plan/champs.ts'

/** Replaced by the collector's address when the page is asked for. */
export const ORIGINE = 'https://collecteur.invalid'

const exempleDe = (nom: string): string => String(CHAMPS.get(nom)?.exemple)

const attributes = (names: readonly string[], write: (nom: string) => string = exempleDe): string =>
  names.map((nom) => `\n  data-${nom}="${write(nom)}"`).join('')

const PERSONNE = ['projet', 'uai', 'profil', 'visiteur']

/** `defer` keeps the order of scripts: an application's own, written after, finds `mesure` there. */
const loader = (sri: string, order: 'async' | 'defer' = 'async'): string =>
  `<script ${order} src="${ORIGINE}/tag.v1.js"\n  integrity="${sri}"\n  crossorigin="anonymous"`

export const snippetsOf = (sri: string) => ({
  page: `${loader(sri)}${attributes([...PERSONNE, 'service'])}></script>`,

  liens: `<!-- Un outil tiers : compté au clic, TYPE TIERS -->
<a href="https://moodle.exemple.fr/" target="_blank" data-service="PARCOURS_PEDAGOGIQUE" data-outil="MOODLE">Moodle</a>

<!-- Un lien vers une page de l'ENT ne se marque pas : cette page compte d'elle-même -->
<a href="/messagerie">Messagerie</a>`,

  csp: `Content-Security-Policy: script-src 'self' ${ORIGINE}; connect-src 'self' ${ORIGINE}`,

  application: `<!-- index.html. Sans data-service, le tag ne compte rien avant le premier appel. -->
${loader(sri, 'defer')}></script>
<script type="module" src="/application.js"></script>`,

  react: `import { useEffect } from 'react'
import { useLocation } from 'react-router-dom'

const SERVICES = [
  ['/cahier-de-textes', 'CAHIER_TEXTES'],
  ['/messagerie', 'COURRIER_ELECTRONIQUE'],
  ['/notes', 'NOTES'],
]
const serviceDe = (chemin) =>
  chemin === '/' ? 'ACCUEIL' : (SERVICES.find(([debut]) => chemin.startsWith(debut))?.[1] ?? 'PAGE_ENT')

// Une fois dans l'arbre, sous le routeur.
// personne : { projet, uai, profil, visiteur }, ou null avant connexion.
export function Mesure({ personne }) {
  const { pathname } = useLocation()
  useEffect(() => {
    if (personne) window.mesure?.page({ ...personne, service: serviceDe(pathname) })
    // Et non [personne, pathname] : un objet neuf à chaque rendu compterait la page à chaque rendu.
  }, [personne?.visiteur, personne?.uai, pathname])
  return null
}`,

  vue: `import { START_LOCATION } from 'vue-router'

// Le service est noté sur chaque route : { path: '/notes', meta: { service: 'NOTES' }, … }
router.afterEach((to, from, echec) => {
  const { personne } = useSession() // { projet, uai, profil, visiteur }, ou null avant connexion
  const memeEcran = from !== START_LOCATION && to.path === from.path
  if (echec || !personne || memeEcran) return
  window.mesure?.page({ ...personne, service: to.meta.service ?? 'PAGE_ENT' })
})`,

  clic: `window.mesure?.clic({ service: 'RESSOURCE_PRODUCTION', outil: 'GEOGEBRA' })`,

  spa: `${loader(sri)} data-spa${attributes([...PERSONNE, 'service'])}></script>`,

  serveur: `<!-- Gabarit rendu par le serveur (ici Twig, qui échappe chaque valeur) -->
{% if personne %}
${loader(sri)}${attributes([...PERSONNE, 'service'], (nom) => `{{ ${nom === 'service' ? "service|default('PAGE_ENT')" : `personne.${nom}`} }}`)}></script>
{% endif %}`,

  noscript: `<noscript><img alt="" width="1" height="1" src="${ORIGINE}/marker.gif?${gifQuery()}"></noscript>`,

  verdict: `<!-- Pendant la recette seulement : le panneau, puis le tag avec data-verdict -->
<script src="${ORIGINE}/verdict.js"></script>
<script async src="${ORIGINE}/tag.js" data-verdict${attributes([...PERSONNE, 'service'])}></script>`,

  curl: `curl '${ORIGINE}/markers?verdict' \\
  -A 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Recette' \\
  --data '{
    "v": 1,${PERSONNE.map((nom) => `\n    "${nom}": "${exempleDe(nom)}",`).join('')}
    "markers": [
      {"id": "${exempleDe('id')}", "age": 0, "action": "page", "service": "NOTES"}
    ]
  }'`,

  opposition: `const choix = mesure.opposition()   // la personne connectée s'est-elle opposée sur cet appareil ?
mesure.opposition(true)             // elle s'oppose : plus rien n'est envoyé d'elle
mesure.opposition(false)            // elle change d'avis`,
})

const gifQuery = (): string => {
  const query = new URLSearchParams({ v: '1' })
  for (const nom of [...PERSONNE, 'id', 'age', 'action', 'service']) query.set(nom, exempleDe(nom))
  return query.toString().replaceAll('&', '&amp;')
}
