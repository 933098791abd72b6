// The addresses of the pages: a dashboard, the table of one of its panels as CSV, and the views as JSON.
import type { FastifyInstance } from 'fastify'
import type { Constat } from '../../schema/constat.ts'
import type { Fraicheur, Ledger } from '../../schema/ledger.ts'
import type { Store } from '../../schema/store.ts'
import { mayWrite } from '../access.ts'
import type { Annotation } from '../annotation.ts'
import { csvLine } from '../csv.ts'
import { definitionDe, type Panneau, type Tableau } from '../definition/panneau.ts'
import { EXPLOITATION } from '../definition/pilotage.ts'
import { TABLEAUX } from '../definition/tableaux.ts'
import { serveAnnotations } from './annotations.ts'
import { ANNOTE, ecrireFormulaire, type Formulaire, lireFormulaire } from './annoter.ts'
import { ecrireChaine, openChaine } from './chaine.ts'
import type { Contexte } from './contexte.ts'
import { type Filtres, lireFiltres } from './filtres.ts'
import type { Bande } from './graphique.ts'
import {
  type Lecteur,
  type Ligne,
  type Lu,
  lireAffiche,
  lireColonnes,
  lireDerniere,
  lireJamais,
  lirePanneau,
  lireVue,
  openLecteur,
} from './lecture.ts'
import { lireNoms, lireOptions } from './options.ts'
import { attendEcole, ecrirePage, ecrirePanneau } from './page.ts'
import { ecrireRegistre } from './registre.ts'
import { lireTranches } from './tranche.ts'

export type PagesOptions = {
  stores: readonly Store[]
  ledger: () => Promise<Ledger>
  constats: (() => Promise<Constat[]>) | undefined
  fraicheur: () => Promise<Fraicheur>
  annotations: Store | undefined
  access: string
  now: () => number
}

const ERREUR = 'Ces chiffres n’ont pas pu être calculés. La cause est dans le journal du serveur.'

export const registerPages = (
  web: FastifyInstance,
  { stores, ledger, constats, fraicheur, annotations, access, now }: PagesOptions,
): void => {
  let ecrits = 0
  const lire = openLecteur(stores, now, () => ecrits)
  const chaine = openChaine(stores[0] as Store, fraicheur, constats, now)
  // Not before: where their address can't be had the process ends at once, and the embedded engine must be at rest.
  web.addHook('onListen', async () => chaine.start((error) => web.log.error({ err: error }, 'reading failed')))
  web.addHook('onClose', () => chaine.stop())
  const definitions = new Map(VUES.map((vue) => [vue, definitionDe(vue)]))

  const lireDemande = (tableau: Tableau, query: unknown) => ({
    tableau,
    filtres: lireFiltres(query, now()),
    demandes: new Set(Object.entries((query ?? {}) as object).flatMap(([nom, valeur]) => (valeur === '' ? [] : [nom]))),
    tranches: lireTranches(tableau.panneaux, query),
  })

  /** `ecriture`: whether whoever asks may annotate; or what was refused of it. */
  const page = async (
    tableau: Tableau,
    query: unknown,
    echec: (error: unknown) => void,
    ecriture: boolean | Formulaire,
  ): Promise<string> => {
    const demande = lireDemande(tableau, query)
    const { filtres, demandes, tranches } = demande
    const derniere = await lireDerniere(lire, filtres)
    const essai = <Lu>(lu: Promise<Lu>, sinon: Lu): Promise<Lu> =>
      lu.catch((error) => {
        echec(error)
        return sinon
      })
    const [options, etat, vacances, mesurees, reperes, lus, registre] = await Promise.all([
      lireOptions(lire, filtres),
      fraicheur(),
      essai(lireVacances(lire, filtres), []),
      tableau.panneaux.some(({ dessin }) => dessin.type === 'courbes' && dessin.vides === true)
        ? essai(lireVue(lire, 'periodes', filtres), [])
        : [],
      essai(lireVue(lire, 'annotations', filtres), []),
      Promise.all(
        (attendEcole(tableau, filtres) ? [] : tableau.panneaux).map(
          async (panneau): Promise<[string, Lu | string]> => [
            panneau.id,
            await essai<Lu | string>(lireAffiche(lire, panneau, filtres, derniere, tranches.get(panneau.id)), ERREUR),
          ],
        ),
      ),
      tableau.id === EXPLOITATION.id ? Promise.all([ledger(), lireNoms(lire), chaine.read(echec)]) : null,
    ])
    const contexte: Contexte = {
      ...demande,
      derniere,
      vacances,
      mesurees: mesurees.map(({ debut, provisoire }) => ({
        debut: String(debut),
        provisoire: Number(provisoire) === 1,
      })),
      reperes: reperes.map(({ du, titre, lieu }) => ({ jour: String(du), titre: String(titre), lieu: String(lieu) })),
    }
    const connues = reperes.map(annotationDe)
    const annotation =
      tableau.id !== ANNOTE || ecriture === false
        ? null
        : ecrireFormulaire(ecriture === true ? lireFormulaire(query, filtres, connues) : ecriture, {
            filtres,
            demandes,
            options,
            annotations: connues,
          })
    const vide = lus.every(
      ([, lu]) => typeof lu === 'object' && lu.lignes.length === 0 && (lu.tranche?.mots ?? '') === '',
    )
    return ecrirePage({
      tableau,
      filtres,
      demandes,
      options,
      contexte,
      fraicheur: etat,
      now: now(),
      lus: new Map(lus),
      definitions,
      tete: registre === null ? null : ecrireChaine(registre[2], registre[0]),
      suite: registre === null ? annotation : ecrireRegistre(registre[0], registre[1]),
      refus: typeof ecriture === 'object',
      vide,
      jamais: vide && (await essai(lireJamais(lire), false)),
    })
  }

  for (const tableau of TABLEAUX) {
    web.get(`/tableau/${tableau.id}`, async (request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(
          await page(
            tableau,
            request.query,
            (error) => request.log.error({ err: error }, 'panel failed'),
            annotations !== undefined && mayWrite(request, access),
          ),
        ),
    )
    for (const panneau of tableau.panneaux) {
      // What script puts in the place of a table: other rows of it, without the rest of its page.
      if (panneau.dessin.type === 'tableau')
        web.get(`/tableau/${tableau.id}/${panneau.id}`, async (request, reply) => {
          const demande = lireDemande(tableau, request.query)
          const { filtres, tranches } = demande
          const derniere = await lireDerniere(lire, filtres)
          const lu = await lireAffiche(lire, panneau, filtres, derniere, tranches.get(panneau.id))
          const vacances = await lireVacances(lire, filtres)
          const contexte: Contexte = { ...demande, derniere, vacances, mesurees: [], reperes: [] }
          return reply
            .type('text/html; charset=utf-8')
            .header('cache-control', 'no-cache')
            .send(ecrirePanneau(panneau, lu, { ...demande, contexte, definitions }).html)
        })
      web.get(`/tableau/${tableau.id}/${panneau.id}.csv`, async (request, reply) => {
        const filtres = lireFiltres(request.query, now())
        const demande = [lire, panneau, filtres, await lireDerniere(lire, filtres)] as const
        const lignes = await lirePanneau(...demande)
        const [premiere] = lignes
        const colonnes = premiere === undefined ? await lireColonnes(...demande) : Object.keys(premiere)
        const nom = `${tableau.id}-${panneau.id}-${filtres.du}-${filtres.au}.csv`
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${nom}"`)
          .send(csvDe(colonnes, lignes))
      })
    }
  }
  serveAnnotations(web, {
    store: annotations,
    access,
    now,
    written: () => {
      ecrits++
    },
    page: (query, formulaire, echec) =>
      page(TABLEAUX.find(({ id }) => id === ANNOTE) as Tableau, query, echec, formulaire),
  })
  web.get('/', (_request, reply) => reply.redirect(`/tableau/${(TABLEAUX[0] as Tableau).id}`))
  web.get('/registre', (_request, reply) => reply.redirect('/tableau/exploitation#registre-projets'))
  for (const vue of VUES)
    web.get(`/api/${vue}`, async (request) => ({ lignes: await lireVue(lire, vue, lireFiltres(request.query, now())) }))
}

/** The published views: those that a panel draws, and what is drawn around them. */
const VUES = [
  ...new Set([
    ...TABLEAUX.flatMap(({ panneaux }) => panneaux.map(({ vue }: Panneau) => vue)),
    'vacances',
    'annotations',
    'periodes',
  ]),
]

const lireVacances = async (lire: Lecteur, filtres: Filtres): Promise<Bande[]> =>
  (await lireVue(lire, 'vacances', filtres)).map(({ du, au, libelle, zone }) => ({
    du: String(du),
    au: String(au),
    libelle: String(libelle),
    zone: String(zone),
  }))

/** A row of the view, as it was written. */
const annotationDe = ({ id, du, au, titre, texte, genre, niveau, territoire, projet }: Ligne): Annotation => ({
  id: String(id),
  du: String(du),
  au: String(au ?? ''),
  titre: String(titre),
  texte: String(texte),
  genre: String(genre),
  niveau: String(niveau),
  territoire: String(territoire),
  projet: String(projet),
})

/** As the indicator says it, to the letter: full numbers, a hidden cell as its `masque`. The mark and the commas are for French spreadsheets; `mesure export` writes for programs. */
const csvDe = (colonnes: readonly string[], lignes: readonly Ligne[]): string => {
  const champ = (ligne: Ligne, colonne: string): string => {
    const valeur = ligne[colonne]
    return valeur === null || valeur === undefined
      ? ''
      : Array.isArray(valeur)
        ? valeur.join(' ')
        : String(valeur).replace(/^(-?\d+)\.(\d+)$/, '$1,$2')
  }
  return `\ufeff${csvLine(colonnes)}${lignes.map((ligne) => csvLine(colonnes.map((colonne) => champ(ligne, colonne)))).join('')}`
}
