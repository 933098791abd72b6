// `mesure annotation`: what happened and may explain a curve, dated, of a territory or a projet or of everywhere.
import { z } from 'zod'
import { Unusable } from '../schema/folder.ts'
import { type Store, select } from '../schema/store.ts'
import { findTerritory } from './rapport/territory.ts'

const GENRES = ['projet_local', 'accompagnement', 'migration', 'rupture'] as const
export const ANNOTATION_OPTIONS = ['du', 'au', 'titre', 'texte', 'type', 'territoire', 'projet'] as const
type Options = Record<string, string | boolean | undefined>

export const ANNOTATION_USAGE = `ajouter --du JOUR [--au JOUR] --titre TITRE [--texte TEXTE] [--type ${GENRES.join('|')}] [--territoire NIVEAU:CODE] [--projet CODE]
mesure annotation lister
mesure annotation supprimer NUMÉRO`

/** Writes what was done, a sentence. Throws `Unusable` on what can't be understood. */
export const annotate = async (
  store: Store,
  [action, id]: readonly string[],
  options: Options,
  now: number,
  write: (text: string) => Promise<void> | void,
): Promise<void> => {
  if (action === 'ajouter') return add(store, options, now, write)
  if (action === 'lister') return list(store, write)
  if (action === 'supprimer') return remove(store, id ?? '', now, write)
  throw new Unusable(`« mesure annotation » attend ajouter, lister ou supprimer ; pas « ${action ?? ''} ».`)
}

type Write = (text: string) => Promise<void> | void

const add = async (store: Store, options: Options, now: number, write: Write): Promise<void> => {
  const du = dayOf(options, 'du')
  const au = options.au === undefined ? null : dayOf(options, 'au')
  if (au !== null && au < du) throw new Unusable(`--au ${au} vient avant --du ${du} : inversez-les.`)
  const titre = String(options.titre ?? '').trim()
  if (titre === '' || titre.length > 80)
    throw new Unusable('--titre doit dire en 80 signes au plus ce qui s’est passé.')
  const genre = String(options.type ?? 'projet_local')
  if (!(GENRES as readonly string[]).includes(genre))
    throw new Unusable(`--type doit être ${GENRES.join(', ')} ; pas « ${genre} ».`)
  const place = options.territoire === undefined ? null : await findTerritory(store, String(options.territoire))
  if (place?.niveau === 'projet') throw new Unusable('Un projet se donne par --projet.')
  const projet = options.projet === undefined ? '' : (await findTerritory(store, `projet:${options.projet}`)).code
  const [row] = await select<{ next: number | string }>(store, 'SELECT max(id) + 1 AS next FROM annotation')
  const id = String(row?.next ?? 1)
  const [niveau, territoire] = place === null || place.niveau === 'france' ? ['', ''] : [place.niveau, place.code]
  await store.insert({
    table: 'annotation',
    format: 'JSONEachRow',
    values: [
      {
        id,
        du,
        au,
        titre,
        texte: String(options.texte ?? '').trim(),
        genre,
        niveau,
        territoire,
        projet,
        cree: new Date(now).toISOString().slice(0, -1),
        supprime: 0,
      },
    ],
  })
  await write(
    `Annotation ${id} : ${titre}, le ${du}${au === null ? '' : ` jusqu'au ${au}`}${territoire === '' ? '' : `, ${place?.libelle}`}${projet === '' ? '' : `, projet ${projet}`}.\n`,
  )
}

const dayOf = (options: Options, name: string): string => {
  if (!z.iso.date().safeParse(options[name]).success)
    throw new Unusable(`--${name} doit être une date, comme 2026-10-24.`)
  return String(options[name])
}

type Row = {
  id: string
  du: string
  au: string | null
  titre: string
  genre: string
  niveau: string
  territoire: string
  projet: string
}
const KEPT =
  'SELECT toString(id) AS id, du, au, titre, genre, niveau, territoire, projet FROM annotation FINAL WHERE supprime = 0 ORDER BY du, id'

const list = async (store: Store, write: Write): Promise<void> => {
  const rows = await select<Row>(store, KEPT)
  if (rows.length === 0) await write('Aucune annotation.\n')
  for (const { id, du, au, titre, genre, niveau, territoire, projet } of rows)
    await write(
      `${id}  ${du}${au === null ? '' : ` → ${au}`}  ${genre}  ${titre}  ${niveau === '' ? 'partout' : `${niveau}:${territoire}`}${projet === '' ? '' : `  ${projet}`}\n`,
    )
}

/** It stays in the store, marked: what was drawn once can be explained later. */
const remove = async (store: Store, id: string, now: number, write: Write): Promise<void> => {
  const known = (await select<Row>(store, KEPT)).find((row) => row.id === id)
  if (known === undefined)
    throw new Unusable(`Il n'y a pas d'annotation ${id} : « mesure annotation lister » donne leurs numéros.`)
  await store.command({
    query: `INSERT INTO annotation SELECT * REPLACE(1 AS supprime, greatest(fromUnixTimestamp64Milli({now:Int64}), cree + toIntervalMillisecond(1)) AS cree) FROM annotation FINAL WHERE id = {id:UInt64}`,
    query_params: { id, now },
  })
  await write(`Annotation ${id} supprimée : ${known.titre}.\n`)
}
