// A fortnight in three schools of the invented académie, small enough to count by hand, through the whole line; and the pages on it.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inventAcademie } from '../collector/demo/academie.ts'
import { buildWeb } from '../dashboards/web.ts'
import type { Genre } from '../processor/periodes.ts'
import { openStore, select } from '../schema/store.ts'
import { PARTOUT, PORTEE } from '../schema/views.ts'
import type { Profil, Service } from '../schema/vocabulary.ts'
import { openInstall, type Recorded } from './helper.ts'
import { copyPrepared } from './prepared.ts'

/** Mondays. The week of READ closed that morning; the next is under way. */
export const [BEFORE, READ, RUNNING] = ['2026-11-09', '2026-11-16', '2026-11-23']
const NOW = Date.parse('2026-11-25T14:00:00Z')

/** Val-d'Oise (95) with 219 pupils; Val-d'Oise, headcount unknown; Yvelines (78). */
export const [GRAND_PRE, COQUELICOTS, YVELINES] = ['0959027W', '0959012E', '0789057W']

type Group = {
  uai: string
  projet: string
  profil: Profil
  people: number
  days: string[]
  services: Service[]
  name?: string
}

/** A visit a day for each of these people: its services a minute apart, from 09:00. */
const visits = ({ uai, projet, profil, people, days, services, name = `${profil}-${uai}` }: Group): Recorded[] =>
  days.flatMap((jour) =>
    Array.from(
      { length: people },
      (_, i): Recorded => ({
        received: `${jour}T09:00:00.000+01:00`,
        userAgent:
          'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
        body: {
          v: 1,
          projet,
          uai,
          profil,
          visiteur: `${name}-${i}`,
          markers: services.map((service, j) => ({
            id: `${jour}-${uai}-${profil}-${i}-${j}`.padEnd(16, '0').slice(0, 36),
            age: (services.length - 1 - j) * 60_000,
            action: 'page',
            service,
          })),
        },
      }),
    ),
  )

const ENT95 = { projet: 'ENT95' }
const REQUESTS = [
  ...visits({ ...ENT95, uai: GRAND_PRE, profil: 'ELEVE', people: 12, days: ['2026-11-10'], services: ['ACCUEIL'] }),
  ...visits({
    ...ENT95,
    uai: GRAND_PRE,
    profil: 'ELEVE',
    people: 12,
    days: ['2026-11-17', '2026-11-19'],
    services: ['ACCUEIL', 'CAHIER_TEXTES'],
  }),
  ...visits({
    ...ENT95,
    uai: GRAND_PRE,
    profil: 'PARENT',
    people: 6,
    days: ['2026-11-17'],
    services: ['ACCUEIL', 'COURRIER_ELECTRONIQUE'],
  }),
  ...visits({ ...ENT95, uai: GRAND_PRE, profil: 'ENSEIGNANT', people: 3, days: ['2026-11-17'], services: ['ACCUEIL'] }),
  ...visits({
    ...ENT95,
    uai: COQUELICOTS,
    profil: 'PARENT',
    people: 10,
    days: ['2026-11-16', '2026-11-17', '2026-11-19', '2026-11-20'],
    services: ['ACTUALITES'],
  }),
  // A pupil of the first school who is seen in the second: one user of the département.
  ...visits({
    ...ENT95,
    uai: COQUELICOTS,
    profil: 'ELEVE',
    people: 1,
    days: ['2026-11-20'],
    services: ['ACCUEIL'],
    name: `ELEVE-${GRAND_PRE}`,
  }),
  ...visits({
    projet: 'ENT78-92',
    uai: YVELINES,
    profil: 'ELEVE',
    people: 5,
    days: ['2026-11-18', '2026-11-23'],
    services: ['ACCUEIL'],
  }),
  // Refused: the plan has no such service.
  ...visits({
    ...ENT95,
    uai: GRAND_PRE,
    profil: 'AUTRE',
    people: 2,
    days: ['2026-11-17'],
    services: ['PISCINE' as Service],
  }),
]

export type Row = Record<string, unknown>

const makeUsage = async (folder: string): Promise<void> => {
  const install = await openInstall({ now: NOW })
  const texts = inventAcademie()
  for (const kind of ['annuaire', 'projets', 'effectifs', 'calendrier'] as const)
    await install.importText(kind, texts[kind])
  await install.collect(REQUESTS.toSorted((a, b) => String(a.received).localeCompare(String(b.received))))
  await install.process()
  await install.leaveIn(folder)
}

export const openUsage = async () => {
  const left = mkdtempSync(join(tmpdir(), 'mesure-'))
  await copyPrepared('usage', left, makeUsage)
  const install = await openInstall({ now: NOW, left })
  const reader = await openStore(`chdb:${install.folder}/store`, { readonly: true })
  const web = await buildWeb({
    stores: [reader],
    ledger: install.ledger,
    fraicheur: install.engine.fraicheur,
    annotations: install.store,
    now: () => NOW,
    logger: false,
  })
  /** The rows of a view, of the weeks from `du` on unless it is told otherwise. */
  const view = (
    name: string,
    scope: Partial<Record<keyof typeof PORTEE, string>> & { genre?: Genre } = {},
  ): Promise<Row[]> =>
    select<Row>(
      install.store,
      `SELECT * FROM ${name}(${Object.entries(PORTEE)
        .map(([argument, type]) => `${argument} = {${argument}:${type}}`)
        .join(', ')}) ORDER BY ALL`,
      { ...PARTOUT, genre: 'semaine', du: BEFORE, au: RUNNING, ...scope },
    )
  return {
    ...install,
    web,
    view,
    close: async () => {
      await web.close()
      await reader.close()
      await install.close()
    },
  }
}
export type Usage = Awaited<ReturnType<typeof openUsage>>
