// The addresses of the pages: a dashboard, the table of one of its panels as CSV, and the views as JSON.
import type { FastifyInstance } from 'fastify'
import type { Fraicheur, Ledger } from '../../schema/ledger.ts'
import type { Store } from '../../schema/store.ts'
import { csvLine } from '../csv.ts'
import { definitionDe, type Panneau, type Tableau } from '../definition/panneau.ts'
import { TABLEAUX } from '../definition/tableaux.ts'
import type { Contexte } from './dessins.ts'
import { lireFiltres } from './filtres.ts'
import { type Ligne, lireDerniere, lirePanneau, lireVue, openLecteur } from './lecture.ts'
import { lireOptions } from './options.ts'
import { ecrirePage } from './page.ts'
import { ecrireRegistre } from './registre.ts'

export type PagesOptions = {
  stores: readonly Store[]
  ledger: () => Promise<Ledger>
  fraicheur: () => Promise<Fraicheur>
  now: () => number
}

const ERREUR = 'Ces chiffres n’ont pas pu être calculés. La cause est dans le journal du serveur.'

export const registerPages = (web: FastifyInstance, { stores, ledger, fraicheur, now }: PagesOptions): void => {
  const lire = openLecteur(stores, now)
  const definitions = new Map(VUES.map((vue) => [vue, definitionDe(vue)]))

  const page = async (tableau: Tableau, query: unknown, echec: (error: unknown) => void): Promise<string> => {
    const filtres = lireFiltres(query, now())
    const demandes = new Set(
      Object.entries((query ?? {}) as object).flatMap(([nom, valeur]) => (valeur === '' ? [] : [nom])),
    )
    const derniere = await lireDerniere(lire, filtres)
    const essai = <Lu>(lu: Promise<Lu>, sinon: Lu): Promise<Lu> =>
      lu.catch((error) => {
        echec(error)
        return sinon
      })
    const [options, etat, vacances, reperes, lus, registre] = await Promise.all([
      lireOptions(lire, filtres),
      fraicheur(),
      essai(lireVue(lire, 'vacances', filtres), []),
      essai(lireVue(lire, 'annotations', filtres), []),
      Promise.all(
        tableau.panneaux.map(
          async (panneau): Promise<[string, readonly Ligne[] | string]> => [
            panneau.id,
            await essai<readonly Ligne[] | string>(lirePanneau(lire, panneau, filtres, derniere), ERREUR),
          ],
        ),
      ),
      tableau.id === 'exploitation' ? ledger() : null,
    ])
    const contexte: Contexte = {
      tableau,
      filtres,
      demandes,
      derniere,
      vacances: vacances.map(({ du, au, libelle }) => ({ du: String(du), au: String(au), libelle: String(libelle) })),
      reperes: reperes.map(({ du, titre }) => ({ jour: String(du), titre: String(titre) })),
    }
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
      suite: registre === null ? null : ecrireRegistre(registre),
      vide: lus.every(([, lignes]) => lignes.length === 0),
    })
  }

  for (const tableau of TABLEAUX) {
    web.get(`/tableau/${tableau.id}`, async (request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(await page(tableau, request.query, (error) => request.log.error({ err: error }, 'panel failed'))),
    )
    for (const panneau of tableau.panneaux)
      web.get(`/tableau/${tableau.id}/${panneau.id}.csv`, async (request, reply) => {
        const filtres = lireFiltres(request.query, now())
        const lignes = await lirePanneau(lire, panneau, filtres, await lireDerniere(lire, filtres))
        const nom = `${tableau.id}-${panneau.id}-${filtres.du}-${filtres.au}.csv`
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${nom}"`)
          .send(csvDe(lignes))
      })
  }
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

/** As the indicator says it, to the letter: full numbers, a hidden cell as its `masque`. The mark is for spreadsheets. */
const csvDe = (lignes: readonly Ligne[]): string => {
  const [premiere] = lignes
  if (premiere === undefined) return '\ufeff'
  const colonnes = Object.keys(premiere)
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
