// What happened and may explain a curve, dated, of a territory or a projet or of everywhere: read from what a person gave (the
// page or `mesure annotation`), written, corrected, taken back. Nothing leaves the store: what was drawn can be explained later.
import { z } from 'zod'
import { Unusable } from '../schema/folder.ts'
import { type Store, select } from '../schema/store.ts'
import { findTerritory } from './rapport/territory.ts'
import { type Champ, GENRES } from './words.ts'

/** As a person gave it; what is empty was not given. */
export type Saisie = Partial<Record<Champ, string>>

export type Annotation = {
  id: string
  du: string
  au: string
  titre: string
  texte: string
  genre: string
  niveau: string
  territoire: string
  projet: string
}

/** `erreurs`: a sentence a field. `ou`: what it is about, in words. */
type Reading = { erreurs: Saisie } | { annotation: Omit<Annotation, 'id'>; ou: string }

/** `nommer`: what the person calls each field. */
export const readAnnotation = async (
  store: Store,
  saisie: Saisie,
  nommer: (champ: Champ) => string,
): Promise<Reading> => {
  const of = (champ: Champ) => (saisie[champ] ?? '').trim()
  const erreurs: Saisie = {}
  for (const champ of ['du', 'au'] as const)
    if ((champ === 'du' || of(champ) !== '') && !z.iso.date().safeParse(of(champ)).success)
      erreurs[champ] = `${nommer(champ)} doit être une date, comme 2026-10-24.`
  if (erreurs.du === undefined && erreurs.au === undefined && of('au') !== '' && of('au') < of('du'))
    erreurs.au = `${nommer('au')} (${of('au')}) vient avant ${nommer('du')} (${of('du')}) : inversez-les.`
  for (const [champ, most, least] of [
    ['titre', 80, 1],
    ['texte', 500, 0],
  ] as const)
    if (of(champ).length < least || of(champ).length > most)
      erreurs[champ] = `${nommer(champ)} doit dire en ${most} signes au plus ce qui s’est passé.`
  const genre = of('type') || 'projet_local'
  if (!Object.hasOwn(GENRES, genre))
    erreurs.type = `${nommer('type')} doit être ${Object.keys(GENRES).join(', ')} ; pas « ${genre} ».`
  const find = async (champ: 'territoire' | 'projet', typed: string) =>
    typed === ''
      ? null
      : findTerritory(store, typed).catch((error) => {
          if (!(error instanceof Unusable)) throw error
          erreurs[champ] = error.message
          return null
        })
  const place = await find('territoire', of('territoire'))
  if (place?.niveau === 'projet') erreurs.territoire = `Un projet se donne par ${nommer('projet')}.`
  const projet = await find('projet', of('projet') === '' ? '' : `projet:${of('projet')}`)
  if (Object.keys(erreurs).length > 0) return { erreurs }
  const [niveau, territoire] = place === null || place.niveau === 'france' ? ['', ''] : [place.niveau, place.code]
  return {
    annotation: {
      du: of('du'),
      au: of('au'),
      titre: of('titre'),
      texte: of('texte'),
      genre,
      niveau,
      territoire,
      projet: projet?.code ?? '',
    },
    ou: `${niveau === '' ? '' : `, ${place?.libelle}`}${projet === null ? '' : `, projet ${projet.code}`}`,
  }
}

/** One statement, so that two at once do not get one number. The last one written of a number is what it says. */
const WRITE = `INSERT INTO annotation SELECT if({id:UInt64} = 0, max(id) + 1, {id:UInt64}), {du:Date}, toDateOrNull({au:String}), {titre:String},
  {texte:String}, {genre:String}, {niveau:String}, {territoire:String}, {projet:String},
  greatest(fromUnixTimestamp64Milli({now:Int64}), maxIf(cree, id = {id:UInt64}) + toIntervalMillisecond(1)), {supprime:UInt8} FROM annotation`

/** `id`: that of the one that is corrected; '0' for a new one. Returns its number. */
export const writeAnnotation = async (
  store: Store,
  annotation: Omit<Annotation, 'id'>,
  id: string,
  now: number,
): Promise<string> => {
  await store.command({ query: WRITE, query_params: { ...annotation, id, now, supprime: 0 } })
  if (id !== '0') return id
  const [written] = await select<{ id: string }>(store, 'SELECT toString(max(id)) AS id FROM annotation')
  return written?.id ?? '1'
}

export const removeAnnotation = async (store: Store, annotation: Annotation, now: number): Promise<void> => {
  await store.command({ query: WRITE, query_params: { ...annotation, now, supprime: 1 } })
}

const KEPT = `SELECT toString(id) AS id, toString(du) AS du, ifNull(toString(au), '') AS au, titre, texte, toString(genre) AS genre, niveau, territoire, projet
  FROM annotation FINAL WHERE supprime = 0 ORDER BY du, annotation.id`

export const readAnnotations = (store: Store): Promise<Annotation[]> => select<Annotation>(store, KEPT)

/** What a person would give for it to be as it is. */
export const saisieDe = ({ genre, niveau, territoire, ...rest }: Annotation): Saisie => ({
  ...rest,
  type: genre,
  territoire: niveau === '' ? '' : `${niveau}:${territoire}`,
})

/** The command. Writes what was done, a sentence. Throws `Unusable` on what can't be understood. */
export const annotate = async (
  store: Store,
  [action, id = '']: readonly string[],
  options: Record<string, string | boolean | undefined>,
  now: number,
  write: (text: string) => Promise<void> | void,
): Promise<void> => {
  if (!['ajouter', 'lister', 'corriger', 'supprimer'].includes(action ?? ''))
    throw new Unusable(`« mesure annotation » attend ajouter, lister, corriger ou supprimer ; pas « ${action ?? ''} ».`)
  const all = await readAnnotations(store)
  if (action === 'lister') return write(all.length === 0 ? 'Aucune annotation.\n' : all.map(lineOf).join(''))
  const known = all.find((one) => one.id === id)
  if (action !== 'ajouter' && known === undefined)
    throw new Unusable(`Il n'y a pas d'annotation ${id} : « mesure annotation lister » donne leurs numéros.`)
  if (action === 'supprimer' && known !== undefined) {
    await removeAnnotation(store, known, now)
    return write(`Annotation ${id} supprimée : ${known.titre}.\n`)
  }
  const saisie = { ...(known === undefined ? {} : saisieDe(known)), ...(options as Saisie) }
  const reading = await readAnnotation(store, saisie, (champ) => `--${champ}`)
  if ('erreurs' in reading) throw new Unusable(Object.values(reading.erreurs)[0] as string)
  const { annotation, ou } = reading
  const number = await writeAnnotation(store, annotation, known?.id ?? '0', now)
  await write(
    `Annotation ${number}${known === undefined ? '' : ' corrigée'} : ${annotation.titre}, le ${annotation.du}${annotation.au === '' ? '' : ` jusqu'au ${annotation.au}`}${ou}.\n`,
  )
}

const lineOf = ({ id, du, au, titre, genre, niveau, territoire, projet }: Annotation): string =>
  `${id}  ${du}${au === '' ? '' : ` → ${au}`}  ${genre}  ${titre}  ${niveau === '' ? 'partout' : `${niveau}:${territoire}`}${projet === '' ? '' : `  ${projet}`}\n`
