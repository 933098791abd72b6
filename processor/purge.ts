// Retention, as a command and daily under `start`, never by a rule of the store: nothing goes before its day is rebuilt.
import type { MarkerLog } from '../log/log.ts'
import { addDays, mondayOf, parisDay, schoolYearStart } from '../schema/clock.ts'
import { type Store, select } from '../schema/store.ts'
import { dirtyPeriods, type Genre, lastDayOf } from './periodes.ts'
import { dirtyDays } from './rebuild.ts'

/** Days of markers and of visits that are kept, and days that the log keeps what is counted (design §6). */
const MARKER_DAYS = 40
const VISIT_MONTHS = 13
const LOG_DAYS = 7
const DAY_MS = 24 * 3600 * 1000

/** Drops what is past its time; says what it did, a French sentence each. */
export const purge = async (store: Store, log: MarkerLog, now: number): Promise<string[]> => {
  const said: string[] = []
  await log.trim(now, LOG_DAYS * DAY_MS)
  const markerDays = await purgeMarkers(store, addDays(parisDay(now), -MARKER_DAYS), now)
  if (markerDays > 0) said.push(`Marqueurs de ${markerDays} jours effacés : ces jours ne seront plus reconstruits.`)
  const visitDays = await purgeVisits(store, monthsBefore(parisDay(now), VISIT_MONTHS), now)
  if (visitDays > 0) said.push(`Visites de ${visitDays} jours effacées : leurs comptes restent.`)
  return said
}

/**
 * A day goes once it and its neighbours are rebuilt, oldest first. Its neighbours are refused from then on as it is, since
 * they are made of it too; the evening of the last day to go stays, for the next day is made of it and may still change.
 */
const purgeMarkers = async (store: Store, before: string, now: number): Promise<number> => {
  const dirty = (await dirtyDays(store)).map(({ jour }) => jour)
  const stored = await select<{ jour: string }>(
    store,
    'SELECT DISTINCT jour FROM marker WHERE jour < {before:Date} ORDER BY jour',
    { before },
  )
  const known = new Set((await select<{ jour: string }>(store, 'SELECT jour FROM purge')).map(({ jour }) => jour))
  const days = stored.map(({ jour }) => jour)
  const end = days.findIndex((jour) => dirty.some((other) => other <= addDays(jour, 1)))
  const going = end === -1 ? days : days.slice(0, end)
  for (const jour of going) {
    const neighbours = [addDays(jour, -1), jour, addDays(jour, 1)]
    await refuse(
      store,
      neighbours.filter((day) => day < before),
      now,
    )
    for (const tranche of ['matin', 'journee', ...(addDays(jour, 1) < before ? ['soir'] : [])])
      await store.command({ query: `ALTER TABLE marker DROP PARTITION ('${jour}', '${tranche}')` })
  }
  return going.filter((jour) => !known.has(jour)).length
}

/**
 * By whole weeks, of months that are over for as long; who was seen goes with them. No figure is made of a part of what it
 * was: every day of a month and of a school year that visits go from is refused from then on. It waits while one is dirty.
 */
const purgeVisits = async (store: Store, before: string, now: number): Promise<number> => {
  const start = `${before.slice(0, 7)}-01`
  const days = (
    await select<{ jour: string }>(store, 'SELECT DISTINCT jour FROM visit WHERE jour < {before:Date} ORDER BY jour', {
      before: mondayOf(start),
    })
  ).map(({ jour }) => jour)
  if (days.length > 0) {
    const touched = daysBetween(
      schoolYearStart(days[0] as string),
      lastDayOf('annee', schoolYearStart(days.at(-1) as string)),
    )
    const waiting = [
      ...(await dirtyDays(store)).map(({ jour }) => jour),
      ...(await dirtyPeriods(store)).map(({ debut }) => debut),
    ]
    if (waiting.some((jour) => jour <= (touched.at(-1) as string))) return 0
    await refuse(store, touched, now)
    for (const jour of days) await store.command({ query: `ALTER TABLE visit DROP PARTITION '${jour}'` })
  }
  await purgePresence(store, start)
  return days.length
}

/** Those of a day go with its visits, those of a longer period once it is over. */
const purgePresence = async (store: Store, start: string): Promise<void> => {
  const old = await select<{ genre: Genre; debut: string }>(
    store,
    'SELECT DISTINCT genre, debut FROM presence WHERE debut < {start:Date} ORDER BY genre, debut',
    { start },
  )
  for (const { genre, debut } of old)
    if (lastDayOf(genre, debut) < (genre === 'jour' ? mondayOf(start) : start))
      await store.command({ query: `ALTER TABLE presence DROP PARTITION ('${genre}', '${debut}')` })
}

const daysBetween = (du: string, au: string): string[] => {
  const days = [du]
  for (let jour = du; jour < au; ) {
    jour = addDays(jour, 1)
    days.push(jour)
  }
  return days
}

/** Said before anything is dropped: killed in between, a day is refused and its rows go at the next purge. */
const refuse = (store: Store, days: readonly string[], now: number) =>
  store.command({ query: `INSERT INTO purge VALUES ${days.map((jour) => `('${jour}', ${now} / 1000)`).join(', ')}` })

const monthsBefore = (jour: string, months: number): string => {
  const date = new Date(`${jour}T12:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() - months)
  return date.toISOString().slice(0, 10)
}
