// Five schools, three projets and three weeks in a store of their own, small enough to count by hand; and a web server on it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWeb } from '../dashboards/web.ts'
import type { Fraicheur, Ledger } from '../schema/ledger.ts'
import { migrate, openStore, type Store } from '../schema/store.ts'
import { PROFILS } from '../schema/vocabulary.ts'

export const BEFORE = '2026-11-09'
export const READ = '2026-11-16'
export const RUNNING = '2026-11-23'
const [MARIE_CURIE, JEAN_MOULIN, JULES_FERRY, SAINTE_ANNE, LOUISE_MICHEL] = [
  '0951099D',
  '0951100E',
  '0951101F',
  '0951102G',
  '0780256E',
]

const fraicheur: Fraicheur = { completJusqua: '2026-11-24T13:05:00.000Z', joursClos: '2026-11-21' }
const ledger: Ledger = {
  ferme: true,
  lignes: Array.from({ length: 20 }, (_, i) => ({
    projet: 'ENT95',
    jour: `2026-11-${String(i + 5).padStart(2, '0')}`,
    recus: 9,
    comptes: 5,
    doublons: 1,
    rejetes: { uai_cle: 2 },
    enAttente: 1,
  })),
}

const school = (uai: string, nature: number, secteur: string, departement: [string, string]) => ({
  uai,
  nom: uai,
  secteur,
  code_nature: nature,
  code_departement: departement[0],
  departement: departement[1],
  etat: 'OUVERT',
  fuseau: 1,
  importe: '2026-09-01 00:00:00',
})

/** The weekly rows of a school: its visits and users, then the visits of some groups. */
const week = (
  semaine: string,
  uai: string,
  projet: string,
  [visites, utilisateurs]: [number, number],
  groups: object = {},
) => [
  { genre: 'semaine', debut: semaine, uai, projet, dimension: 'total', code: '', visites, utilisateurs },
  ...Object.entries(groups).map(([code, n]) => ({
    genre: 'semaine',
    debut: semaine,
    uai,
    projet,
    dimension: (PROFILS as readonly string[]).includes(code) ? 'profil' : 'service',
    code,
    visites: n,
    utilisateurs: 1,
  })),
]

const fill = async (store: Store) => {
  const insert = (table: string, values: object[]) => store.insert({ table, values, format: 'JSONEachRow' })
  const [oise, yvelines] = [['095', "Val-d'Oise"] as [string, string], ['078', 'Yvelines'] as [string, string]]
  await insert('etablissement', [
    school(MARIE_CURIE, 151, 'PU', oise),
    school(JEAN_MOULIN, 151, 'PU', oise),
    school(JULES_FERRY, 101, 'PU', oise),
    school(SAINTE_ANNE, 151, 'PR', oise),
    school(LOUISE_MICHEL, 340, 'PU', yvelines),
  ])
  await insert(
    'effectif',
    [
      { uai: MARIE_CURIE, effectif: 150 },
      { uai: SAINTE_ANNE, effectif: 50 },
    ].map((row) => ({ ...row, rentree: '2025-2026', importe: '2026-09-01 00:00:00' })),
  )
  await insert(
    'projet',
    [
      { projet: 'ENT95', libelle: "Écoles du Val-d'Oise", convention: '2019-11-04', etablissements: [MARIE_CURIE] },
      { projet: 'VILLE', libelle: 'Écoles de la ville', convention: '2026-11-20', etablissements: [JEAN_MOULIN] },
      { projet: 'COL78', libelle: 'Collèges des Yvelines', convention: null, etablissements: [LOUISE_MICHEL] },
    ].map((row) => ({ ...row, importe: '2026-09-01 00:00:00' })),
  )
  await insert('periode', [
    ...week(BEFORE, MARIE_CURIE, 'ENT95', [200, 40], { ELEVE: 150, PARENT: 50, NOTES: 20 }),
    ...week(READ, MARIE_CURIE, 'ENT95', [240, 45], { ELEVE: 100, PARENT: 139, AUTRE: 1, ACCUEIL: 200 }),
    ...week(READ, SAINTE_ANNE, 'ENT95', [40, 3], { ENSEIGNANT: 40, ACCUEIL: 6 }),
    ...week(READ, JEAN_MOULIN, 'ENT95', [20, 4], { ELEVE: 20 }),
    ...week(READ, LOUISE_MICHEL, 'COL78', [60, 3], { ELEVE: 60 }),
    ...week(READ, LOUISE_MICHEL, 'ENT95', [40, 2], { ELEVE: 40 }),
    ...week(RUNNING, MARIE_CURIE, 'ENT95', [30, 12], { ELEVE: 30, ACCUEIL: 30 }),
  ])
}

/** `fraicheur` is what the server answers next. */
export const openWeeks = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mesure-web-'))
  const writer = await openStore(`chdb:${folder}`)
  await migrate(writer)
  await fill(writer)
  const reader = await openStore(`chdb:${folder}`, { readonly: true })
  const web = await buildWeb({
    store: reader,
    ledger: async () => ledger,
    fraicheur: async () => fraicheur,
    logger: false,
  })
  const close = async () => {
    await web.close()
    await reader.close()
    await writer.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { store: reader, web, ledger, fraicheur, close }
}
