// Promise 5, on the real processes: after markers are collected, counted, rebuilt and exported, no identifier of a person
// is anywhere: not in a byte of any file, not in a column of the store, not in the log, not in what was written on screen.
import { readdirSync, readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLog } from '../log/open.ts'
import { addDays, parisDay } from '../schema/clock.ts'
import type { Ledger } from '../schema/ledger.ts'
import { openStore, select } from '../schema/store.ts'
import { eventually, type Machine, openMachine } from './machine.ts'
import type { Json } from './page.ts'
import { annuaireCsv, ECOLES, LYCEE, PROJETS } from './schools.ts'

/** Another address of this machine than the one that everything listens on. */
const ADDRESS = '127.0.0.77'
/** A word of a user agent, which none would have by chance; not like a robot's. */
const AGENT = 'Tablette7f3a91zz'
const USER_AGENT = `Mozilla/5.0 (Linux; Android 14; ${AGENT}) AppleWebKit/537.36 Chrome/139.0.0.0 Mobile Safari/537.36`
const VISITORS = ['visiteur-camille-4711', 'visiteur-aissatou-4712', 'visiteur-gif-4713', 'visiteur-refuse-4714']
const NAMES = [
  'Jean Dupont',
  'jean.dupont@exemple.fr',
  'Mme Lefèvre',
  'Élodie Martin',
  'Camille Durand',
  'kevin_b@ent.fr',
]
const MARKERS = Array.from({ length: 14 }, (_, i) => `marqueur-prive-${String(i).padStart(4, '0')}`)
/** In an address, in keys that no plan knows, in a body that the door refuses. */
const STRAYS = ['secret-de-requete', 'cle-inconnue-8812', 'corps-casse-8813', 'chemin-prive-8814']

const FORBIDDEN = [...VISITORS, ...NAMES, ...MARKERS, ...STRAYS, AGENT, ADDRESS]
/** As they are, as the collector writes codes, as a URL or a JSON text would hold them. */
const spellings = FORBIDDEN.flatMap((text) => [
  text,
  text.toUpperCase(),
  encodeURIComponent(text),
  JSON.stringify(text).slice(1, -1),
])
const foundIn = (text: string): string[] => [...new Set(spellings.filter((one) => text.includes(one)))]

let minted = 0
const shown = (own: Json = {}): Json => {
  const id = MARKERS[minted++ % MARKERS.length] as string
  return { id, age: 60_000, action: 'page', service: 'NOTES', ...own }
}
const body = (visiteur: string, markers: Json[], own: Json = {}): string =>
  JSON.stringify({ v: 1, projet: 'ENT95', uai: LYCEE.uai, profil: 'ELEVE', visiteur, ...own, markers })

let machine: Machine
let text: { files: string; store: string; log: string; ledger: Ledger; exported: string }

const ask = (method: string, path: string, content?: string): Promise<number> =>
  new Promise((done, fail) => {
    const headers = { 'user-agent': USER_AGENT, 'content-type': 'text/plain', referer: `http://ent.fr/${STRAYS[3]}` }
    const options = { method, headers, localAddress: ADDRESS }
    const call = httpRequest(`${machine.url}${path}`, options, (answer: IncomingMessage) => {
      answer.resume().on('end', () => done(answer.statusCode as number))
    })
    call.on('error', fail).end(content)
  })

const send = async (): Promise<void> => {
  const [camille, aissatou, gif, refuse] = VISITORS as [string, string, string, string]
  const [jean, courriel, lefevre, elodie, durand, kevin] = NAMES as [string, string, string, string, string, string]
  const page = `/notes/accueil?eleve=${STRAYS[0]}#${STRAYS[0]}`
  const posted = [
    body(camille, [shown({ page }), shown({ service: 'ACCUEIL' }), shown({ type: 'TIERS', outil: 'PRONOTE' })]),
    body(aissatou, [shown({ age: 3600_000 }), shown({ service: jean }), shown({ outil: lefevre, type: 'TIERS' })]),
    body(aissatou, [shown({ action: elodie, type: durand })], { [STRAYS[1] as string]: STRAYS[1] }),
    body(refuse, [shown()], { profil: courriel }),
    body(refuse, [shown()], { uai: durand }),
    body(refuse, [shown()], { projet: kevin }),
    body(refuse, [shown()], { plateforme: jean, exploitant: courriel, collectivite: elodie }),
  ]
  for (const one of posted) expect(await ask('POST', '/markers', one)).toBe(202)
  const query = new URLSearchParams({
    ...{ v: '1', projet: 'ENT95', uai: LYCEE.uai, profil: 'ELEVE', visiteur: gif },
    ...{ id: MARKERS[12] as string, age: '0', action: 'page', service: 'NOTES' },
  })
  expect(await ask('GET', `/marker.gif?${query}`)).toBe(200)
  const broken = [
    `{"visiteur": "${refuse}", "projet": "${STRAYS[2]}`,
    JSON.stringify({ v: 2, visiteur: refuse, markers: [{ id: MARKERS[13] }] }),
    body(refuse, Array(101).fill({ id: MARKERS[13], page: STRAYS[2] })),
    body(refuse, [shown()], { remplissage: jean.repeat(8000) }),
  ]
  for (const one of broken) expect(await ask('POST', '/markers', one)).toBeGreaterThanOrEqual(400)
  expect(await ask('GET', `/marker.gif?v=3&visiteur=${refuse}&id=${MARKERS[13]}`)).toBe(400)
  expect(await ask('GET', `/${STRAYS[3]}?visiteur=${refuse}`)).toBe(404)
  expect(await ask('POST', `/markers?${STRAYS[0]}=${refuse}`, body(camille, [shown()]))).toBe(202)
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** What is read while the store merges its parts: one may go after it was listed, and all is read again. */
const whole = <Read>(read: () => Read, tries = 50): Read => {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 1) throw error
    return whole(read, tries - 1)
  }
}

/** Every text of every table: columns of texts, and of whatever holds texts, as the engine reads them. */
const readStore = async (): Promise<string> => {
  const store = await openStore(`chdb:${join(machine.data, 'store')}`)
  try {
    const columns = await select<{ base: string; tableau: string; colonne: string }>(
      store,
      `SELECT database AS base, table AS tableau, name AS colonne FROM system.columns
       WHERE database NOT IN ('INFORMATION_SCHEMA', 'information_schema') AND match(type, 'String|Map|JSON|Dynamic|Variant|Object')
         AND (database != 'system' OR table LIKE '%log%' OR table IN ('errors', 'warnings', 'processes', 'query_cache'))`,
    )
    expect(columns.length).toBeGreaterThan(20)
    const pieces: string[] = []
    for (const { base, tableau, colonne } of columns)
      if (!isView(base, tableau))
        pieces.push(
          ...(
            await select<{ texte: string }>(
              store,
              `SELECT DISTINCT toString(\`${colonne}\`) AS texte FROM \`${base}\`.\`${tableau}\``,
            )
          ).map(({ texte }) => texte),
        )
    return pieces.join('\n')
  } finally {
    await store.close()
  }
}
/** A view with parameters can't be read without them, and holds nothing that its tables don't. */
const isView = (base: string, tableau: string): boolean => base === 'mesure' && !TABLES.has(tableau)
const TABLES = new Set(
  readdirSync(new URL('../schema/tables', import.meta.url)).map((name) => name.slice(4).replace('.sql', '')),
)

const readLog = async (): Promise<string> => {
  const log = await openLog(`lmdb:${join(machine.data, 'log')}`, Date.now)
  const pieces: string[] = []
  for (const what of ['counted', 'pending'] as const)
    for await (const requests of log.scan(what)) pieces.push(JSON.stringify(requests))
  await log.close()
  return pieces.join('\n')
}

beforeAll(async () => {
  machine = await openMachine({ JOURNALISATION: 'debug' })
  const annuaire = machine.file('annuaire.csv', annuaireCsv(ECOLES))
  const projets = machine.file('projets.json', JSON.stringify(PROJETS))
  const supervisor = await machine.start()
  expect((await machine.run(['import', 'annuaire', annuaire])).code).toBe(0)
  expect((await machine.run(['import', 'projets', projets])).code).toBe(0)
  await send()
  let ledger: Ledger = { ferme: false, lignes: [] }
  const isCounted = async () => {
    ledger = JSON.parse((await machine.run(['ledger', '--json'])).stdout)
    return ledger.lignes.length > 0 && ledger.lignes.every(({ enAttente }) => enAttente === 0)
  }
  // A day is rebuilt again after twenty times what it took: on a busy machine, the last marker waits a minute.
  await eventually('everything is counted', isCounted, 180_000, 500)
  const today = parisDay(Date.now())
  const days = ['--du', addDays(today, -8), '--au', today]
  expect((await machine.run(['rebuild', ...days])).code).toBe(0)
  expect((await machine.run(['replay', ...days])).code).toBe(0)
  let exported = ''
  for (const set of ['profils', 'services', 'appareils', 'profils-appareils'])
    exported += (await machine.run(['export', 'opendata', set, ...days, '--provisoire'])).stdout
  for (const path of ['registre', 'fraicheur']) await fetch(`${machine.webUrl}/api/${path}`)
  // Bytes first, as the running processes left them; again once all is closed.
  const files = () => whole(() => filesUnder(machine.data).map((file) => `${file}\n${readFileSync(file, 'latin1')}`))
  const whileRunning = files()
  supervisor.kill('SIGTERM')
  expect((await supervisor.ended).code).toBe(0)
  const store = await readStore()
  const log = await readLog()
  text = { files: [...whileRunning, ...files()].join('\n'), store, log, ledger, exported }
}, 300_000)
afterAll(() => machine.close())

test('the markers came through: counted, refused and doublons', () => {
  const sum = (field: 'recus' | 'comptes') => text.ledger.lignes.reduce((total, line) => total + line[field], 0)
  expect(text.ledger.ferme).toBe(true)
  expect(sum('recus')).toBe(13)
  expect(sum('comptes')).toBeGreaterThanOrEqual(5)
  const reasons = new Set(text.ledger.lignes.flatMap(({ rejetes }) => Object.keys(rejetes)))
  for (const reason of ['service_inconnu', 'profil_inconnu', 'projet_inconnu', 'uai_malforme'])
    expect(reasons).toContain(reason)
})

test('the search finds what is kept: in bytes, in the store, in the log, in the files', () => {
  for (const place of ['files', 'store', 'log'] as const) expect(text[place].includes('ENT95')).toBe(true)
  expect(text.log.includes('/notes/accueil')).toBe(true)
  expect(text.store.includes('PRONOTE')).toBe(true)
  expect(text.exported.includes(LYCEE.uai)).toBe(true)
  expect(machine.written()).toContain('Collecteur :')
  expect(foundIn(`x${VISITORS[0]?.toUpperCase()}x`)).toHaveLength(1)
})

test('no byte of any file of the data folder holds an identifier', () => {
  // Names and codes of people are also looked for as the bytes of UTF-8 that they would be.
  expect(foundIn(text.files)).toEqual([])
  expect(spellings.filter((one) => text.files.includes(Buffer.from(one).toString('latin1')))).toEqual([])
})

test('no text of any table holds an identifier, read through the engine', () => {
  expect(foundIn(text.store)).toEqual([])
})

test('no record of the log holds an identifier, decoded', () => {
  expect(foundIn(text.log)).toEqual([])
})

test('nothing that is exported or written on the outputs holds an identifier', () => {
  expect(foundIn(text.exported)).toEqual([])
  expect(foundIn(machine.written())).toEqual([])
})
