// The invented ENT of the demonstration: a few pages that carry the real tag, for an élève, a parent or an enseignant of
// an invented école. A click there is a marker like any other, seen in the figures within seconds.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { Profil, Service } from '../../schema/vocabulary.ts'
import { buildTag } from '../tag/build.ts'
import { inventEcoles } from './ecoles.ts'
import { inventProjets } from './projets.ts'

type Personne = { prenom: string; libelle: string; profil: Profil; visiteur: string }
type Page = { titre: string; service: Service; spa?: true }

const PERSONNES: Record<string, Personne> = {
  eleve: { prenom: 'Lina', libelle: 'Élève', profil: 'ELEVE', visiteur: 'ent-fictif-lina' },
  parent: { prenom: 'Samir', libelle: 'Parent', profil: 'PARENT', visiteur: 'ent-fictif-samir' },
  enseignant: { prenom: 'Mme Aubépine', libelle: 'Enseignant', profil: 'ENSEIGNANT', visiteur: 'ent-fictif-aubepine' },
}

const PAGES: Record<string, Page> = {
  accueil: { titre: 'Accueil', service: 'ACCUEIL' },
  messagerie: { titre: 'Messagerie', service: 'COURRIER_ELECTRONIQUE' },
  'cahier-de-textes': { titre: 'Cahier de textes', service: 'CAHIER_TEXTES', spa: true },
  mediatheque: { titre: 'Médiathèque', service: 'RESSOURCE_MULTIMEDIA' },
}

/** As strict as an ENT's may be: the tag needs no more than its own address. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"

const PROJET = 'ENT95'

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'ent', name), 'utf8')

export const ent: FastifyPluginAsync = async (app) => {
  const ecoles = inventEcoles()
  const projet = inventProjets(ecoles).find(({ projet }) => projet === PROJET)
  const ecole = ecoles.find(({ uai, elementaire }) => elementaire && projet?.etablissements.includes(uai))
  if (projet === undefined || ecole === undefined) throw new Error(`The demonstration has no école in ${PROJET}`)
  const { integrity } = buildTag()
  const layout = read('layout.html')
  const contents = new Map(Object.keys(PAGES).map((name) => [name, read(`${name}.html`)]))

  const tagOf = ({ service, spa }: Page, { profil, visiteur }: Personne, verdict: boolean): string => {
    const { plateforme, exploitant } = projet
    const marking = { projet: PROJET, uai: ecole.uai, profil, visiteur, plateforme, exploitant, service }
    const attributes = Object.entries(marking).map(([name, value]) => ` data-${name}="${value}"`)
    const panel = verdict ? '<script src="/verdict.js" defer></script>\n' : ''
    const asked = `${spa ? ' data-spa' : ''}${verdict ? ' data-verdict' : ''}`
    return `${panel}<script src="/tag.js" defer integrity="${integrity}" crossorigin="anonymous"\n ${attributes.join('')}${asked}></script>`
  }

  const render = (name: string, qui: string, verdict: boolean): string | null => {
    const page = PAGES[name]
    const personne = PERSONNES[qui]
    if (page === undefined || personne === undefined) return null
    const link = (href: string, label: string, isCurrent: boolean) =>
      `<a href="${href}"${isCurrent ? ' aria-current="page"' : ''}>${label}</a>`
    const values: Record<string, string> = {
      qui,
      titre: page.titre,
      prenom: personne.prenom,
      ecole: `${ecole.nom}, ${ecole.commune}`,
      tag: tagOf(page, personne, verdict),
      personnes: Object.entries(PERSONNES)
        .map(([other, { libelle }]) => link(`/ent/${other}/${name}`, libelle, other === qui))
        .join('\n'),
      services: Object.entries(PAGES)
        .map(([other, { titre }]) => link(`/ent/${qui}/${other}`, titre, other === name))
        .join('\n'),
    }
    return layout
      .replace('{{contenu}}', contents.get(name) ?? '')
      .replace(/\{\{(\w+)\}\}/g, (_all, key) => values[key] ?? '')
  }

  const sendPage = (reply: FastifyReply, html: string | null) => {
    if (html === null) return reply.callNotFound()
    reply.headers({ 'content-security-policy': POLICY, 'cache-control': 'no-cache' })
    return reply.type('text/html; charset=utf-8').send(html)
  }
  type Asked = { Params: { qui: string; page: string }; Querystring: { verdict?: string } }
  app.get('/ent', (_request, reply) => reply.redirect('/ent/eleve/accueil'))
  app.get('/ent/', (_request, reply) => reply.redirect('/ent/eleve/accueil'))
  for (const path of ['/ent/:qui/:page', '/ent/:qui/:page/:jour'])
    app.get<Asked>(path, ({ params, query }, reply) =>
      sendPage(reply, render(params.page, params.qui, query.verdict !== undefined)),
    )
  app.get('/ent/outil', (_request, reply) => sendPage(reply, read('outil.html')))
  for (const [name, type] of [
    ['ent.css', 'text/css'],
    ['ent.js', 'text/javascript'],
  ] as const) {
    const text = read(name)
    app.get(`/ent/${name}`, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(text))
  }
}
