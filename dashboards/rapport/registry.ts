// Reports of closed months are kept: the same figures give the same bytes again, others give a revision that says what
// changed and why. A month that is not closed is never kept.
import { z } from 'zod'
import { field, insertLines, type Store, select } from '../../schema/store.ts'
import { revised } from './compose.ts'
import { compte, difference, entier, enumeration, instantLong } from './french.ts'
import { type Cellule, type Rapport, type Revision, rapport as schema, type Table } from './model.ts'

/** What figures were made of. Late markers change `marqueurs`, those that are refused `rejetes`, a replay `rejeux`, imports their dates. */
const provenance = z.strictObject({
  marqueurs: z.number(),
  /** Of a report that was kept before they were: unknown. */
  rejetes: z.number().optional(),
  rejeux: z.number(),
  annuaire: z.string(),
  effectifs: z.string(),
  projets: z.string(),
  calendrier: z.string(),
  definitions: z.string(),
})
type Provenance = z.infer<typeof provenance>

type Kept = { revision: number; empreinte: string; provenance: string; rapport: string }

/** The report as it is to be published: itself, what was published already of the same figures, or a new revision. */
export const publish = async (store: Store, made: Rapport, now: number, keep = true): Promise<Rapport> => {
  if (made.provisoire) return made
  const [last] = await readKept(store, made)
  if (last?.empreinte === made.empreinte) {
    const before = understood(last)
    if (before !== null) return before
  }
  const origin = await readProvenance(store, made)
  const published = last === undefined ? made : revisionOf(last, made, origin)
  if (!keep) return published
  const row = [made.niveau, made.code, `${made.mois}-01`, String(published.revision), made.empreinte]
  const texts = [JSON.stringify(origin), JSON.stringify(published), String(now / 1000)]
  const columns = 'niveau, code, mois, revision, empreinte, provenance, rapport, publie'
  await insertLines(store, 'rapport', columns, `${[...row, ...texts].map(field).join('\t')}\n`)
  return published
}

/** A revision that was published, or null. */
export const published = async (
  store: Store,
  of: Pick<Rapport, 'niveau' | 'code' | 'mois'>,
  revision: number,
): Promise<Rapport | null> => {
  const found = (await readKept(store, of)).find((kept) => kept.revision === revision)
  return found === undefined ? null : understood(found)
}

/** Null when a version of the product that writes reports otherwise wrote it. */
const understood = ({ rapport }: Kept): Rapport | null => schema.safeParse(JSON.parse(rapport)).data ?? null

/** Latest first. */
const readKept = (store: Store, { niveau, code, mois }: Pick<Rapport, 'niveau' | 'code' | 'mois'>): Promise<Kept[]> =>
  select(
    store,
    `SELECT revision, empreinte, provenance, rapport FROM rapport FINAL
     WHERE niveau = {niveau:String} AND code = {code:String} AND mois = {mois:Date} ORDER BY revision DESC`,
    { niveau, code, mois: `${mois}-01` },
  )

const readProvenance = async (store: Store, { mois, definitions }: Rapport): Promise<Provenance> => {
  const [days] = await select<{ marqueurs: number; rejeux: number; rejetes: number }>(
    store,
    `SELECT sum(vus) AS marqueurs, max(generation) AS rejeux,
       (SELECT sum(r.n) FROM recu AS r WHERE verdict != 'compte' AND toStartOfMonth(recu) = {mois:Date}) AS rejetes
     FROM jour_reconstruit FINAL WHERE toStartOfMonth(jour) = {mois:Date}`,
    { mois: `${mois}-01` },
  )
  const [imports] = await select<Omit<Provenance, 'marqueurs' | 'rejeux' | 'rejetes' | 'definitions'>>(
    store,
    `SELECT toString((SELECT max(importe) FROM etablissement)) AS annuaire, toString((SELECT max(importe) FROM effectif)) AS effectifs,
       toString((SELECT max(importe) FROM projet)) AS projets, toString((SELECT max(importe) FROM calendrier)) AS calendrier`,
  )
  return provenance.parse({ ...days, ...imports, definitions })
}

const revisionOf = (last: Kept, made: Rapport, origin: Provenance): Rapport => {
  const before = understood(last)
  const about = { revision: last.revision + 1, empreinte: made.empreinte, chiffres: made.chiffres }
  const revision: Revision =
    before === null
      ? { ...about, changements: [], causes: [OTHERWISE] }
      : {
          ...about,
          changements: changes(before, made),
          causes: causes(provenance.parse(JSON.parse(last.provenance)), origin, before),
        }
  return revised(made, [...(before?.revisions ?? []), revision])
}

const OTHERWISE =
  'Cause : la révision d’avant a été écrite par une version plus ancienne du produit ; les deux ne se comparent pas ici.'

/** Schools named in the sentence; the tables of the two revisions have them all. */
const NAMED = 5

const changes = (before: Rapport, made: Rapport): string[] => {
  const phrases: string[] = []
  for (const [column, name] of [
    ['visites', 'Visites'],
    ['utilisateurs', 'Utilisateurs'],
    ['ecoles_actives', 'Établissements actifs'],
  ] as const) {
    const [past, now] = [monthFigure(before, column), monthFigure(made, column)]
    if (past !== null && now !== null && past !== now)
      phrases.push(`${name} du mois : ${entier(now)} au lieu de ${entier(past)} (${difference(now - past)}).`)
  }
  phrases.push(...schoolChanges(before, made))
  const others = made.tables
    .filter(({ id }) => id !== 'etablissements')
    .filter((table) => JSON.stringify(table.lignes) !== JSON.stringify(tableIn(before, table.id)?.lignes))
  if (others.length > 0) phrases.push(`Tableaux changés : ${enumeration(others.map(({ titre }) => `« ${titre} »`))}.`)
  return phrases
}

const tableIn = ({ tables }: Rapport, id: string): Table | undefined => tables.find((table) => table.id === id)
const cellOf = (table: Table, row: readonly Cellule[], column: string): Cellule =>
  row[table.colonnes.findIndex(({ id }) => id === column)] ?? null

const monthFigure = (rapport: Rapport, column: string): number | null => {
  const table = tableIn(rapport, 'frequentation')
  const row = table?.lignes.find((ligne) => ligne[0] === rapport.mois)
  const cell = table === undefined || row === undefined ? null : cellOf(table, row, column)
  return typeof cell === 'number' ? cell : null
}

const schoolChanges = (before: Rapport, made: Rapport): string[] => {
  const [past, now] = [schoolsOf(before), schoolsOf(made)]
  const moved = [...now].filter(([uai, { visites }]) => past.has(uai) && past.get(uai)?.visites !== visites)
  const come = [...now].filter(([uai]) => !past.has(uai)).length
  const gone = [...past].filter(([uai]) => !now.has(uai)).length
  const phrases: string[] = []
  if (moved.length > 0) {
    const named = moved
      .slice(0, NAMED)
      .map(
        ([uai, { nom, visites }]) =>
          `${nom} (${uai}), ${entier(visites)} au lieu de ${entier(past.get(uai)?.visites ?? 0)}`,
      )
    const rest = moved.length > NAMED ? ` ; et ${compte(moved.length - NAMED, 'autre')}` : ''
    phrases.push(`${compte(moved.length, 'établissement')} avec d’autres visites : ${named.join(' ; ')}${rest}.`)
  }
  if (come > 0) phrases.push(`${compte(come, 'établissement')} de plus dans la liste.`)
  if (gone > 0) phrases.push(`${compte(gone, 'établissement')} de moins dans la liste.`)
  return phrases
}

const schoolsOf = (rapport: Rapport): Map<string, { nom: string; visites: number }> => {
  const table = tableIn(rapport, 'etablissements')
  if (table === undefined) return new Map()
  return new Map(
    table.lignes.map((ligne) => [
      String(cellOf(table, ligne, 'uai')),
      { nom: String(cellOf(table, ligne, 'nom')), visites: Number(cellOf(table, ligne, 'visites')) },
    ]),
  )
}

const causes = (past: Provenance, now: Provenance, { chiffres }: Rapport): string[] => {
  const since = chiffres === null ? '' : ` depuis le ${instantLong(chiffres)}`
  const phrases: string[] = []
  if (now.rejeux > past.rejeux)
    phrases.push(
      `Cause : des marqueurs ont été jugés à nouveau par les règles d’aujourd’hui (« mesure replay »)${since}.`,
    )
  else if (now.marqueurs !== past.marqueurs)
    phrases.push(
      `Cause : ${compte(Math.abs(now.marqueurs - past.marqueurs), 'marqueur')} de ce mois ${now.marqueurs > past.marqueurs ? 'reçus ou donnés en retard' : 'retirés'}${since}.`,
    )
  const refused = past.rejetes === undefined || now.rejetes === undefined ? 0 : now.rejetes - past.rejetes
  if (refused > 0 && now.rejeux === past.rejeux)
    phrases.push(
      `Cause : ${compte(refused, 'marqueur')} de plus au registre de ce mois${since}, ${refused < 2 ? 'rejeté' : 'rejetés'}.`,
    )
  const files = [
    ['annuaire', 'l’annuaire des établissements'],
    ['effectifs', 'les effectifs'],
    ['projets', 'les projets ENT'],
    ['calendrier', 'le calendrier scolaire'],
  ] as const
  const imported = files.filter(([key]) => now[key] !== past[key]).map(([, name]) => name)
  if (imported.length > 0) phrases.push(`Cause : données de référence importées${since} : ${enumeration(imported)}.`)
  if (now.definitions !== past.definitions)
    phrases.push(`Cause : la version des définitions est passée de ${past.definitions} à ${now.definitions}.`)
  // Annotations, figures of the months that this one is compared with, or tables that this version makes otherwise.
  if (phrases.length === 0)
    phrases.push(
      `Cause : ce mois n’a pas changé ; ont changé${since} des annotations, des chiffres d’autres mois, ou la composition du rapport par une version plus récente du produit.`,
    )
  return phrases
}
