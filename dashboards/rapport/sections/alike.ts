// What the territory is beside: those of its kind that are nearest in number of pupils.
import { decimal, entier, enumeration } from '../french.ts'
import { tableOf } from '../model.ts'
import type { Niveau } from '../territory.ts'
import { type Context, montrer, note, type Part, POUR_100, texte } from './context.ts'

/** This one among them. */
const ALIKE = 10

/** `celui`: « celle du rapport ou l’une ». */
type Kind = { titre: string; ce: string; un: string; celui: string; des: string; colonne: string; taux: string | null }
const KINDS: Record<Exclude<Niveau, 'france'>, Kind> = {
  academie: {
    titre: 'Académies comparables',
    ce: 'cette académie',
    un: 'Une académie',
    celui: 'celle du rapport ou l’une',
    des: 'académies',
    colonne: 'Académie',
    taux: 'Taux de déploiement',
  },
  departement: {
    titre: 'Départements comparables',
    ce: 'ce département',
    un: 'Un département',
    celui: 'celui du rapport ou l’un',
    des: 'départements',
    colonne: 'Département',
    taux: 'Taux de déploiement',
  },
  commune: {
    titre: 'Communes comparables',
    ce: 'cette commune',
    un: 'Une commune',
    celui: 'celle du rapport ou l’une',
    des: 'communes du département',
    colonne: 'Commune',
    taux: null,
  },
  projet: {
    titre: 'Projets comparables',
    ce: 'ce projet',
    un: 'Un projet ENT',
    celui: 'celui du rapport ou l’un',
    des: 'projets ENT',
    colonne: 'Projet ENT',
    taux: 'Part active',
  },
  etablissement: {
    titre: 'Établissements comparables',
    ce: 'cet établissement',
    un: 'Un établissement',
    celui: 'celui du rapport ou l’un',
    des: 'établissements de même nature du département',
    colonne: 'Établissement',
    taux: null,
  },
}

export const comparables = ({ comparables, territoire }: Context): Part | null => {
  if (territoire.niveau === 'france') return null
  const kind = KINDS[territoire.niveau]
  const without = (phrase: string): Part => ({
    tables: [],
    section: { id: 'comparables', titre: kind.titre, blocs: [texte(phrase)] },
  })
  const measured = comparables.filter(({ visites, effectif }) => visites > 0 && effectif !== null)
  const own = measured.find(({ code }) => code === territoire.code)
  if (own === undefined)
    return without(`Le nombre d’élèves de ${kind.ce} n’est pas connu : rien ne dit à quoi comparer.`)
  if (measured.length < 2)
    return without(`Cette installation ne mesure pas d’autres ${kind.des} : il n’y a rien à comparer.`)
  const far = ({ effectif }: typeof own) => Math.abs((effectif ?? 0) - (own.effectif ?? 0))
  const near = [...measured].sort((a, b) => far(a) - far(b) || (a.code < b.code ? -1 : 1)).slice(0, ALIKE)
  const rows = near.sort((a, b) => (b.visites_100 ?? -1) - (a.visites_100 ?? -1) || (a.code < b.code ? -1 : 1))
  const several = territoire.niveau !== 'etablissement'
  const table = tableOf(
    'comparables',
    `Les ${kind.des} les plus proches en nombre d’élèves`,
    `${kind.un}, ${kind.celui} des plus proches en nombre d’élèves parmi les ${kind.des} que cette installation mesure (dix en tout, au plus).${several ? ' Élèves : des établissements vus ou déclarés dont l’effectif est connu.' : ''}`,
    [
      ['code', 'Code', 'texte', 'annexe'],
      ['nom', kind.colonne, 'texte'],
      ['effectif', 'Élèves', 'entier'],
      ['visites', 'Visites', 'entier'],
      ['visites_100', 'Visites pour 100 élèves', 'decimal'],
      ...(several ? [['ecoles_actives', 'Établissements actifs', 'entier'] as const] : []),
      ...(kind.taux === null ? [] : [['taux', kind.taux, 'part'] as const]),
      ['ce_territoire', 'Celui de ce rapport', 'oui'],
    ],
    rows.map((row) => [
      row.code,
      row.nom,
      row.effectif,
      row.visites,
      row.visites_100,
      ...(several ? [row.ecoles_actives] : []),
      ...(kind.taux === null ? [] : [row.taux]),
      row === own ? 1 : 0,
    ]),
  )
  return {
    tables: [table],
    section: {
      id: 'comparables',
      titre: kind.titre,
      blocs: [
        texte(
          own.visites_100 === null
            ? `Les visites pour 100 élèves de ${kind.ce} ne sont pas connues : il n’y a pas de rang.`
            : `Avec ${decimal(own.visites_100)} visites pour 100 élèves, ${kind.ce} est au rang ${entier(rows.indexOf(own) + 1)} sur ${entier(rows.length)} : les ${kind.des} les plus proches en nombre d’élèves, et ${kind.ce}.`,
        ),
        {
          genre: 'barres',
          table: table.id,
          titre: 'Visites pour 100 élèves',
          alternative: `Visites pour 100 élèves : ${enumeration(rows.map(({ nom, visites_100 }) => `${nom}, ${visites_100 === null ? 'inconnu' : decimal(visites_100)}`))}.`,
          etiquette: 'nom',
          valeur: 'visites_100',
          accent: 'ce_territoire',
        },
        montrer(table),
        ...(several ? [note(POUR_100)] : []),
      ],
    },
  }
}
