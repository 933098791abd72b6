// The page of a dashboard, whole, as the server sends it: it reads without script, and script only keeps it fresh.
import { parisDay } from '../../schema/clock.ts'
import type { Fraicheur } from '../../schema/ledger.ts'
import { FILTRES, type Filtre, nonSuivis, type Panneau, type Tableau } from '../definition/panneau.ts'
import { TABLEAUX } from '../definition/tableaux.ts'
import { choix, type Option } from './choix.ts'
import type { Contexte } from './contexte.ts'
import { ecrireCoquille } from './coquille.ts'
import { dessiner, periodeDe } from './dessins.ts'
import { adresse, type Filtres, GENRES, periodesEntieres } from './filtres.ts'
import { type Html, html, type Part, raw } from './html.ts'
import type { Ligne, Lu } from './lecture.ts'
import { ecrire, ecrireHeure, ecrireJour, ecrirePeriode, ecrireTexte } from './valeurs.ts'

export type Options = Partial<Record<Filtre, readonly Option[]>>

export type Page = {
  tableau: Tableau
  filtres: Filtres
  demandes: ReadonlySet<string>
  options: Options
  contexte: Contexte
  fraicheur: Fraicheur
  now: number
  /** By panel: its rows, or the sentence of what went wrong. */
  lus: ReadonlyMap<string, Lu | string>
  /** What each view means, in French: the comment at its top. */
  definitions: ReadonlyMap<string, string>
  /** What comes before the panels. */
  tete: Html | null
  /** What follows the panels. */
  suite: Html | null
  /** The form of `suite` was refused: said first by the title. */
  refus: boolean
  vide: boolean
  /** No visit was ever counted, whatever is asked. */
  jamais: boolean
}

export const ecrirePage = (page: Page): string => {
  const { tableau, filtres } = page
  return ecrireCoquille({
    titre: `${page.refus ? 'Erreur : ' : ''}${titreDe(page)}`,
    description: tableau.question,
    sommaire: {
      nom: 'Tableaux de bord',
      liens: TABLEAUX.filter(({ id }) => id !== 'etablissement' || tableau.id === id).map(({ id, titre }) => ({
        adresse: adresse(id, garder(id, filtres), page.demandes),
        titre,
        actuel: id === tableau.id,
      })),
    },
    acces: [{ adresse: '#filtres', titre: 'Filtres' }],
    vivante: true,
    contenu: html`${lieuxDe(page)}<h1 class="fr-h3">${titreDe(page)}</h1>
<p class="question">${ecrireTexte(tableau.question)}</p>
<p class="fraicheur" id="fraicheur">${fraicheurDe(page)}</p>
<p class="demande">${demandeDe(page)}</p>
${formulaire(page)}
${entieres(page)}${absence(page) ?? rapport(page)}
<div class="panneaux">${page.tete}${tableau.panneaux.map((panneau) => {
      const lu = page.lus.get(panneau.id)
      return lu === undefined ? null : ecrirePanneau(page.vide ? sansReponse(panneau) : panneau, lu, page)
    })}${page.suite}</div>`,
  })
}

/** Where nothing at all was found, that a table is empty answers nothing. */
const sansReponse = ({ vide: _, ...panneau }: Panneau): Panneau => panneau

/** Of one school, its name; of any other dashboard, its own. */
const titreDe = (page: Page): string => nomDe(ecoleDe(page)) ?? page.tableau.titre
const nomDe = (ecole: Ligne | undefined): string | undefined =>
  ecole === undefined ? undefined : ecrire(ecole.nom, 'texte')
const ecoleDe = ({ tableau, lus }: Page): Ligne | undefined => {
  const fiche = tableau.id === 'etablissement' ? lus.get('fiche') : undefined
  return typeof fiche === 'object' ? fiche.lignes[0] : undefined
}

/** From one school back to where it is. */
const lieuxDe = (page: Page): Part => {
  const ecole = ecoleDe(page)
  if (ecole === undefined) return null
  const lieu = (nom: Filtre): string => String(ecole[nom] ?? '')
  const academie = { code_academie: lieu('code_academie') }
  const departement = { ...academie, code_departement: lieu('code_departement') }
  const lieux: readonly [string, string, Partial<Filtres>][] = [
    ['departements', libelleDe(page, 'code_academie', academie.code_academie) ?? academie.code_academie, academie],
    ['etablissements', String(ecole.departement), departement],
    [
      'etablissements',
      lieu('circonscription'),
      { ...departement, circonscription: `${departement.code_departement} ${lieu('circonscription')}` },
    ],
    ['etablissements', String(ecole.commune), { ...departement, code_commune: lieu('code_commune') }],
  ]
  const { uai: _, ...filtres } = page.filtres
  return html`<nav class="lieux" aria-label="Territoires de l’établissement"><ul>${lieux
    .filter(([, nom]) => nom !== '')
    .map(
      ([tableau, nom, vers]) =>
        html`<li><a href="${adresse(tableau, { ...filtres, ...SANS_LIEU, ...vers }, page.demandes)}">${nom}</a></li>`,
    )}</ul></nav>`
}
/** Filters of a place that led here from elsewhere. */
const SANS_LIEU = { code_academie: '', code_departement: '', code_commune: '', circonscription: '' }
/** What the filter calls a code. */
const libelleDe = ({ options }: Page, nom: Filtre, code: string): string | undefined =>
  options[nom]?.find(({ valeur }) => valeur === code)?.libelle

/** Why there is nothing to read, or not what was looked for. */
const absence = (page: Page): Part => {
  const { tableau, filtres, lus, vide, jamais } = page
  if (jamais) return JAMAIS
  const liste = html`<a href="${adresse('etablissements', { ...filtres, uai: '' }, page.demandes)}">cherchez-le par son nom</a>`
  if (attendEcole(tableau, filtres))
    return html`<div class="vide"><h2 class="fr-h5">Quel établissement ?</h2><p>Donnez son UAI dans le filtre, ou ${liste}.</p></div>`
  if (tableau.id === 'etablissement' && typeof lus.get('fiche') === 'object' && ecoleDe(page) === undefined)
    return html`<div class="vide"><h2 class="fr-h5">Pas d’établissement ${filtres.uai}</h2>
<p>Aucun établissement de cet UAI n’est déclaré par un projet, ni vu dans la dernière période. Vérifiez le code, ou ${liste}.</p></div>`
  return vide ? VIDE : null
}

/** The dashboard of one school, of which none is chosen: figures of all would pass for its own. */
export const attendEcole = ({ id }: Tableau, { uai }: Filtres): boolean => id === 'etablissement' && uai === ''

/** Asked from the middle of a period, figures begin with the next one. */
const entieres = ({ tableau, filtres, demandes }: Page): Part => {
  const { genre, du, au } = filtres
  if (!tableau.filtres.includes('genre') || !(demandes.has('du') || demandes.has('au'))) return null
  const bornes = periodesEntieres(filtres)
  const unite = { jour: 'jour', semaine: 'semaine', mois: 'mois', annee: 'année scolaire' }[genre]
  if (bornes === null)
    return html`<p class="hors-filtre">Les chiffres se lisent par ${unite} : du ${ecrireJour(du)} au ${ecrireJour(au)}, ${genre === 'mois' ? 'aucun ne commence' : 'aucune ne commence'}. Choisissez d’autres dates ou une période plus courte ; « Toute la période choisie », dans la <a href="${adresse('vue-ensemble', filtres, demandes)}">vue d’ensemble</a>, prend n’importe quels jours.</p>`
  const [premiere, derniere] = bornes
  return premiere === du
    ? null
    : html`<p class="hors-filtre">Comptées par périodes entières : ${ecrirePeriode(premiere, genre)}${premiere === derniere ? '' : ` à ${ecrirePeriode(derniere, genre)}`}.</p>`
}

/** From one school's page, the other dashboards show its territory again. */
const garder = (id: string, filtres: Filtres): Partial<Filtres> =>
  id === 'etablissement' ? filtres : { ...filtres, uai: '' }

const fraicheurDe = ({ fraicheur, now }: Page): Part => {
  const { completJusqua, joursClos } = fraicheur
  const clos = joursClos === null ? 'aucun jour clos' : `jours clos jusqu’au ${ecrireJour(joursClos)}`
  if (completJusqua === null) return html`<strong>Rien n’a encore été traité</strong> · ${clos}`
  const instant = Date.parse(completJusqua)
  return html`<strong>Données complètes jusqu’au ${ecrireJour(parisDay(instant))} à ${ecrireHeure(instant)}</strong> · ${clos}${
    now - instant > RETARD_MS ? html` <span class="fr-badge fr-badge--sm fr-badge--warning">en retard</span>` : null
  }`
}
/** Beyond this, figures that stand still are a fault worth a word. */
const RETARD_MS = 15 * 60_000

/** What is asked, in words, for paper and pictures, which have no form; what is left at « Tous » is not. */
const demandeDe = (page: Page): string =>
  page.tableau.filtres
    .filter((nom) => page.filtres[nom] !== '')
    .map((nom) => `${FILTRES[nom]} : ${reponseDe(page, nom)}`)
    .join(' · ')
const reponseDe = (page: Page, nom: Filtre): string => {
  const { filtres } = page
  if (nom === 'genre') return GENRES[filtres.genre]
  if (nom === 'du' || nom === 'au') return ecrireJour(filtres[nom])
  return libelleDe(page, nom, filtres[nom]) ?? filtres[nom]
}

const formulaire = ({ tableau, filtres, demandes, options }: Page): Html =>
  html`<form id="filtres" class="filtres" method="get" action="/tableau/${tableau.id}" aria-label="Filtres">${tableau.filtres.map((nom) => champ(nom, filtres, demandes, options))}
<div class="filtres__boutons"><button class="fr-btn fr-btn--sm" type="submit">Appliquer</button> <a class="fr-link fr-link--sm" href="/tableau/${tableau.id}">Tout effacer</a></div></form>`

/** The month's report of the territory that the page shows; when a projet is chosen too, of either: none is of a projet in one place. */
const rapport = (page: Page): Html => {
  const { now, contexte } = page
  const rapports = rapportsDe(page)
  const [seul] = rapports
  return html`<details class="rapport"><summary>Rapport du mois : ${rapports.map(({ libelle }) => libelle).join(' ou ')}</summary><form class="filtres" method="get" action="/rapport">
${
  rapports.length > 1
    ? html`<div class="fr-select-group"><label class="fr-label" for="r-territoire">Rapport de</label>${choix('territoire', rapports, seul?.valeur ?? '', html` id="r-territoire"`)}</div>`
    : html`<input type="hidden" name="territoire" value="${seul?.valeur}">`
}
<div class="fr-input-group"><label class="fr-label" for="r-mois">Mois (AAAA-MM)</label><input class="fr-input" id="r-mois" name="mois" required pattern="[0-9]{4}-[0-9]{2}" value="${moisDe(contexte.derniere, now)}"></div>
<div class="fr-select-group"><label class="fr-label" for="r-format">Format</label><select class="fr-select" id="r-format" name="format">${['pdf', 'xlsx', 'csv', 'json'].map((format) => html`<option value="${format}">${format.toUpperCase()}</option>`)}</select></div>
<div class="filtres__boutons"><button class="fr-btn fr-btn--sm fr-btn--secondary" type="submit">Télécharger</button> <a class="fr-link fr-link--sm" href="/rapports/">Rapports déjà publiés</a></div></form>${entier(page, rapports)}</details>`
}

/** By their names, as the filters have them; by their codes when they don't. */
const rapportsDe = (page: Page): Option[] => {
  const { filtres } = page
  const de = (nom: keyof typeof NIVEAUX): Option => {
    const nomme = libelleDe(page, nom, filtres[nom])
    const [niveau, mot] = NIVEAUX[nom]
    return {
      valeur: `${niveau}:${filtres[nom]}`,
      libelle: `${mot} ${nomme ?? (nom === 'uai' ? nomDe(ecoleDe(page)) : undefined) ?? filtres[nom]}`,
    }
  }
  const lieu = LIEUX.find((nom) => filtres[nom] !== '')
  const rapports = [...(lieu === undefined ? [] : [de(lieu)]), ...(filtres.projet === '' ? [] : [de('projet')])]
  return rapports.length > 0 ? rapports : [{ valeur: 'france', libelle: 'toute la France' }]
}
/** The narrowest first. */
const LIEUX = ['uai', 'code_commune', 'code_departement', 'code_academie'] as const
const NIVEAUX = {
  uai: ['etablissement', 'établissement'],
  code_commune: ['commune', 'commune'],
  code_departement: ['departement', 'département'],
  code_academie: ['academie', 'académie'],
  projet: ['projet', 'projet'],
} as const

/** Which filters that are set no report obeys: its figures are of the whole territory. */
const entier = ({ tableau, filtres }: Page, rapports: readonly Option[]): Part => {
  const autres = (['circonscription', 'degre', 'secteur', 'profil', 'service'] as const)
    .filter((nom) => tableau.filtres.includes(nom) && filtres[nom] !== '')
    .map((nom) => `« ${FILTRES[nom]} »`)
  if (rapports.length < 2 && autres.length === 0) return null
  const suivi =
    autres.length === 0
      ? ''
      : ` : il ne suit pas ${autres.length > 1 ? 'les filtres' : 'le filtre'} ${autres.join(', ')}`
  return html`<p class="hors-filtre">Un rapport est de tout un territoire, ou de tout un projet${suivi}.</p>`
}

/** The month of the last complete period, or the one before this. */
const moisDe = (derniere: string, now: number): string =>
  (derniere > '2000' ? derniere : new Date(now).toISOString()).slice(0, 7)

const champ = (nom: Filtre, filtres: Filtres, demandes: ReadonlySet<string>, options: Options): Part => {
  const titre = FILTRES[nom]
  if (nom === 'du' || nom === 'au')
    return html`<div class="fr-input-group"><label class="fr-label" for="f-${nom}">${titre}</label><input class="fr-input" type="date" id="f-${nom}" name="${nom}" value="${filtres[nom]}"${raw(demandes.has(nom) ? '' : ' data-defaut')}></div>`
  if (nom === 'uai')
    return html`<div class="fr-input-group"><label class="fr-label" for="f-uai">UAI de l’établissement</label><input class="fr-input" id="f-uai" name="uai" value="${filtres.uai}" placeholder="0951234A"></div>`
  const offertes =
    nom === 'genre'
      ? Object.entries(GENRES).map(([valeur, libelle]) => ({ valeur, libelle }))
      : [{ valeur: '', libelle: FEMININS.has(nom) ? 'Toutes' : 'Tous' }, ...(options[nom] ?? [])]
  return html`<div class="fr-select-group"><label class="fr-label" for="f-${nom}">${titre}</label>${choix(nom, offertes, filtres[nom], html` id="f-${nom}"`)}</div>`
}

const FEMININS: ReadonlySet<Filtre> = new Set(['code_academie', 'code_commune', 'circonscription'])

/** What a panel is drawn from, for itself alone as in its page. */
export type Cadre = Pick<Page, 'tableau' | 'filtres' | 'demandes' | 'contexte' | 'definitions'>

export const ecrirePanneau = (panneau: Panneau, lu: Lu | string, page: Cadre): Html => {
  const definition = page.definitions.get(panneau.vue) ?? ''
  return html`<section id="${panneau.id}" class="panneau panneau--${panneau.largeur}" aria-labelledby="${panneau.id}-titre">
<h2 class="fr-h5" id="${panneau.id}-titre">${panneau.titre}</h2>
<p class="question">${ecrireTexte(panneau.question)}</p>
${typeof lu === 'string' ? html`<p class="fr-error-text">${lu}</p>` : html`${sourd(panneau, page)}${periodeDe(panneau, lu, page.contexte)}${dessiner(panneau, lu, page.contexte)}`}
${panneau.note === undefined ? null : html`<p class="note">${ecrireTexte(panneau.note)}</p>`}
<div class="actions"><details class="definition"><summary>Définition</summary><p>${ecrireTexte(definition)}</p></details>
<a class="fr-link fr-link--sm" href="${lienCsv(panneau, page)}" download title="CSV pour tableur en français : virgule décimale, champs séparés par « ; ». Pour un programme, à point décimal : mesure export.">CSV pour tableur<span class="fr-sr-only"> : ${panneau.titre}</span></a></div>
</section>`
}

/** Which filters that are set a panel does not obey: figures of all must not pass for those of a profil. */
const sourd = (panneau: Panneau, { tableau, filtres }: Cadre): Part => {
  const tous = nonSuivis(panneau, tableau).flatMap((nom) => (filtres[nom] === '' ? [] : [TOUS[nom] ?? FILTRES[nom]]))
  return tous.length === 0
    ? null
    : html`<p class="hors-filtre">Ici, ${tous.join(' et ')} : ce panneau ne suit pas ${tous.length > 1 ? 'ces filtres' : 'ce filtre'}.</p>`
}
const TOUS: Partial<Record<Filtre, string>> = {
  profil: 'tous les profils',
  service: 'tous les services',
  code_academie: 'toutes les académies',
  code_departement: 'tous les départements',
}

const lienCsv = ({ id }: Panneau, { tableau, filtres, demandes }: Cadre): string => {
  const [chemin = '', suite] = adresse(tableau.id, filtres, demandes).split('?')
  return `${chemin}/${id}.csv${suite === undefined ? '' : `?${suite}`}`
}

const VIDE = html`<div class="vide"><h2 class="fr-h5">Aucune visite ne répond à ces filtres</h2>
<p>Allongez la période ou ôtez un filtre. Si des visites manquent, le <a href="/registre">registre</a> dit ce qu’est devenu chaque marqueur reçu.</p></div>`

const JAMAIS = html`<div class="vide"><h2 class="fr-h5">Aucune visite comptée pour l’instant</h2>
<p>Les chiffres paraîtront ici quelques secondes après le premier marqueur reçu d’un ENT. Pour y arriver :</p>
<ol><li>importez l’annuaire et le registre des projets : <code>mesure import annuaire FICHIER</code>, puis <code>mesure import projets FICHIER</code> ;</li>
<li>posez le tag dans une page de l’ENT ;</li><li>regardez le <a href="/registre">registre</a> : tout marqueur reçu y paraît, avec la raison quand il est refusé.</li></ol>
<p>Pour voir les tableaux remplis d’une académie inventée : <code>mesure demo</code>.</p></div>`
