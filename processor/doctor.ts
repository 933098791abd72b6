// What « mesure doctor » finds in the log and the store: asked of the engine that runs, or of the two opened to be read.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MarkerLog } from '../log/log.ts'
import { addDays, parisDay } from '../schema/clock.ts'
import type { Constat } from '../schema/constat.ts'
import type { Ledger } from '../schema/ledger.ts'
import { isNewer, migrationNames } from '../schema/migrate.ts'
import { type Store, select } from '../schema/store.ts'
import { dirtyDays } from './rebuild.ts'

/** A clock further than this from another is wrong: a marker's instant is the collector's own. */
const CLOCK_MS = 5_000
/** What the processor takes at most on a machine that is well, rebuilds included. */
const LATE_MS = 10 * 60_000
/** 52 h after its end a day is closed (design §3): three days back, all are. */
const CLOSED_AFTER_DAYS = 4
/** The ministry publishes the directory every day; after a summer without an import, schools are missing. */
const ANNUAIRE_DAYS = 200
const DAY_MS = 24 * 3600 * 1000

const ETAT = readFileSync(join(import.meta.dirname, 'sql', 'etat.sql'), 'utf8')
type Etat = {
  maintenant: number | string
  derniere_ecriture: number | string
  ecoles: number | string
  annuaire: string
  projets: number | string
  effectifs: number | string
  conges: number | string
}

export type Examined = {
  store: Store
  log: MarkerLog | null
  ledger: (log: MarkerLog) => Promise<Ledger>
  /** The school year of now, as the calendar writes it. */
  annee: string
  now: number
}

export const examine = async ({ store, log, ledger, annee, now }: Examined): Promise<Constat[]> => {
  const missing = await missingMigrations(store)
  if (missing !== null) return [missing]
  const [etat] = await select<Etat>(store, ETAT, { annee })
  return [
    ...clocks(etat as Etat, now),
    ...references(etat as Etat, annee, now),
    ...(await unclosed(store, now)),
    ...(log === null ? [] : [...(await waiting(log, now)), ...(await unbalanced(await ledger(log)))]),
  ]
}

const missingMigrations = async (store: Store): Promise<Constat | null> => {
  const done = (await select<{ nom: string }>(store, 'SELECT nom FROM migration')).map(({ nom }) => nom)
  const newer = done.find(isNewer)
  if (newer !== undefined)
    return {
      sujet: 'base',
      constat: `La base vient d'une version plus récente (elle connaît ${newer}).`,
      faire: 'Installez cette version-là, ou changez STORE_URL.',
    }
  const older = migrationNames().find((nom) => !done.includes(nom))
  if (older === undefined) return null
  return {
    sujet: 'base',
    constat: `La base est d'une version antérieure (il lui manque ${older}).`,
    faire: 'Sauvegardez-la, puis lancez « mesure migrate ».',
  }
}

const clocks = ({ maintenant, derniere_ecriture }: Etat, now: number): Constat[] => {
  const ahead = Number(maintenant) - now
  const found: Constat[] = []
  if (Math.abs(ahead) > CLOCK_MS)
    found.push({
      sujet: 'horloge',
      constat: `L'horloge de la base ${ahead > 0 ? 'avance' : 'retarde'} de ${Math.round(Math.abs(ahead) / 1000)} s sur celle-ci.`,
      faire: 'Mettez les deux machines à la même heure (NTP).',
    })
  if (Number(derniere_ecriture) - now > CLOCK_MS)
    found.push({
      sujet: 'horloge',
      constat: `Des jours ont été reconstruits à une heure qui n'est pas encore venue (${new Date(Number(derniere_ecriture)).toISOString()}).`,
      faire:
        "L'horloge a reculé : remettez-la à l'heure (NTP), puis reconstruisez les jours récents avec « mesure rebuild ».",
    })
  return found
}

const references = ({ ecoles, annuaire, projets, effectifs, conges }: Etat, annee: string, now: number): Constat[] => {
  const found: Constat[] = []
  const absent = (constat: string, kind: string) =>
    found.push({ sujet: 'référence', constat, faire: `Importez-les : « mesure import ${kind} FICHIER ».` })
  if (Number(ecoles) === 0) absent('Aucun établissement : tout marqueur est refusé (uai_inconnu).', 'annuaire')
  else if (now - Date.parse(annuaire) > ANNUAIRE_DAYS * DAY_MS)
    absent(`L'annuaire date du ${annuaire} : les écoles ouvertes depuis sont refusées.`, 'annuaire')
  if (Number(projets) === 0) absent('Aucun projet : tout marqueur est refusé (projet_inconnu).', 'projets')
  if (Number(effectifs) === 0) absent('Aucun effectif : les chiffres pour 100 élèves restent vides.', 'effectifs')
  if (Number(conges) === 0)
    absent(`Aucun congé de ${annee} : les semaines ne se comparent pas à celles de l'an passé.`, 'calendrier')
  return found
}

const unclosed = async (store: Store, now: number): Promise<Constat[]> => {
  const [oldest] = await dirtyDays(store)
  if (oldest === undefined || oldest.jour > addDays(parisDay(now), -CLOSED_AFTER_DAYS)) return []
  return [
    {
      sujet: 'jours',
      constat: `Le ${oldest.jour} devrait être clos et attend d'être reconstruit.`,
      faire: 'Lancez « mesure process --once » ; si le jour attend encore, regardez le journal du moteur.',
    },
  ]
}

const waiting = async (log: MarkerLog, now: number): Promise<Constat[]> => {
  const found: Constat[] = []
  let markers = 0
  let oldest = now
  for await (const requests of log.scan('pending'))
    for (const { recu, markers: own } of requests) {
      markers += own.length
      oldest = Math.min(oldest, recu)
    }
  if (now - oldest > LATE_MS)
    found.push({
      sujet: 'traitement',
      constat: `${markers} marqueurs reçus attendent dans le journal, le plus ancien depuis ${new Date(oldest).toISOString()}.`,
      faire:
        'Le traitement est arrêté ou ne suit pas : lancez « mesure start » ou « mesure process », et regardez son journal.',
    })
  const { aside = 0 } = log.state()
  if (aside > 0)
    found.push({
      sujet: 'journal',
      constat: `${aside} lignes mises à l'écart : elles n'étaient pas des requêtes.`,
      faire: 'Lisez le sujet qui finit par .ecart : autre chose que les collecteurs écrit dans le journal.',
    })
  return found
}

const unbalanced = ({ ferme }: Ledger): Constat[] =>
  ferme
    ? []
    : [
        {
          sujet: 'registre',
          constat: 'Le registre ne se referme pas : des marqueurs manquent ou comptent deux fois.',
          faire:
            '« mesure ledger » montre la ligne ; « mesure rebuild » de son jour, puis, si elle reste ouverte, « mesure replay ».',
        },
      ]
