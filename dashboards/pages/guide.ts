// The guides, where their readers are: the same files as in the repository, written as pages.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { marked } from 'marked'
import { ecrireCoquille } from './coquille.ts'
import { html, raw } from './html.ts'

export const GUIDES = {
  lecture: 'Lire les tableaux',
  rapport: 'Rapport mensuel',
  exploitation: 'Exploitation',
} as const

export const registerGuides = (web: FastifyInstance): void => {
  web.get('/guide', (_request, reply) => reply.redirect('/guide/lecture'))
  for (const nom of Object.keys(GUIDES) as (keyof typeof GUIDES)[]) {
    const texte = readFileSync(join(import.meta.dirname, '..', 'guide', `${nom}.md`), 'utf8')
    // Written when it is first read: no start waits for it.
    let page: string | null = null
    web.get(`/guide/${nom}`, (_request, reply) => {
      page ??= ecrirePageDe(nom, texte)
      return reply.type('text/html; charset=utf-8').send(page)
    })
  }
}

const ecrirePageDe = (nom: keyof typeof GUIDES, texte: string): string =>
  ecrireCoquille({
    titre: GUIDES[nom],
    description: `Guide : ${GUIDES[nom]}`,
    sommaire: {
      nom: 'Guides',
      liens: Object.entries(GUIDES).map(([autre, titre]) => ({
        adresse: `/guide/${autre}`,
        titre,
        actuel: autre === nom,
      })),
    },
    acces: [],
    vivante: false,
    contenu: html`<p><a class="fr-link fr-link--sm" href="/">Revenir aux tableaux de bord</a></p><div class="guide">${raw(enPage(texte))}</div>`,
  })

/** A table is named by the title above it, and scrolls by itself on a narrow screen. */
const enPage = (texte: string): string => {
  let titre = ''
  return insecables(marked.parser(marked.lexer(texte)))
    .split(/(?=<h[1-6]>|<table>)/)
    .map((morceau) => {
      titre = /^<h[1-6]>(.*?)<\/h/.exec(morceau)?.[1] ?? titre
      return morceau.replace(
        /^<table>([\s\S]*?)<\/table>/,
        (_, lignes: string) =>
          `<div class="fr-table fr-table--sm"><div class="fr-table__wrapper"><div class="fr-table__container"><div class="fr-table__content" tabindex="0" role="region" aria-label="${titre}"><table>${lignes}</table></div></div></div></div>`,
      )
    })
    .join('')
}

/** No line begins with a mark that a space precedes in French; code is left as it is typed. */
const insecables = (page: string): string =>
  page
    .split(/(<code>[\s\S]*?<\/code>)/)
    .map((morceau, i) =>
      i % 2 === 1 ? morceau : morceau.replace(/ ([:;?!»%])/g, '\u00a0$1').replaceAll('« ', '«\u00a0'),
    )
    .join('')
