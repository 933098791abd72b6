// The door of the collector: what it answers to what comes, good and bad, and what the log then holds (design §4).
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bodyOf, type Door, ID, type Json, markerOf, openDoor, TUESDAY } from './door.ts'

const HOUR = 3600 * 1000

let door: Door
beforeEach(async () => {
  door = await openDoor()
})
afterEach(() => door.close())

describe('a body that is received', () => {
  it('is answered 202 with its number of markers, and is in the log by then', async () => {
    const answer = await door.post(bodyOf({}, markerOf(), markerOf({ age: 1500.9, action: 'clic' })))
    expect([answer.statusCode, answer.json()]).toEqual([202, { received: 2 }])
    const { visiteur, markers, ...rest } = await door.keptOne()
    expect(rest).toEqual({
      recu: TUESDAY,
      robot: false,
      appareil: 'autreappareil',
      os: 'autreOS',
      navigateur: 'autreNavigateur',
      projet: 'ENT95',
      uai: '0951234A',
      profil: 'ELEVE',
      plateforme: null,
      exploitant: null,
      collectivite: null,
    })
    expect(visiteur).toMatch(/^\d+$/)
    expect(markers.map(({ age, action, service }) => [age, action, service])).toEqual([
      [0, 'page', 'NOTES'],
      [1500, 'clic', 'NOTES'],
    ])
  })

  it.each([
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/json',
    'application/json; charset=utf-8',
    'Text/Plain',
  ])('may be of type %s', async (type) => {
    expect((await door.post(bodyOf(), { 'content-type': type })).statusCode).toBe(202)
  })

  it('holds no identifier of a person in clear, nor a user agent, nor what follows ? or # in a page', async () => {
    const body = bodyOf(
      { service: 'lea.dupont-4217', eleve: 'Léa Dupont' },
      markerOf({ page: '/notes?eleve=lea.dupont-4217', nom: 'Léa Dupont' }),
      markerOf({ page: 'Notes#Léa Dupont', outil: 'Léa Dupont, 3e B', service: 'Notes de Léa Dupont' }),
    )
    await door.post(body, { 'user-agent': 'MonENT-Dupont/1 (X11)', 'x-forwarded-for': '192.0.2.77' })
    const text = JSON.stringify(await door.kept())
    for (const secret of ['upont', 'DUPONT', '-4217', ID, 'MonENT', '192.0.2.77', '127.0.0.1'])
      expect(text).not.toContain(secret)
    expect((await door.keptOne()).markers.map(({ page, outil, service }) => [page, outil, service])).toEqual([
      ['/notes', null, 'NOTES'],
      ['Notes', '?', '?'],
    ])
  })

  it.each<[string, Json, Json]>([
    ['lower case', { projet: 'ent95', uai: '0951234a', profil: 'eleve' }, {}],
    ['spaces', { projet: ' ENT95 ', uai: ' 0951234A\t', profil: ' ELEVE\n' }, {}],
    ['a lost zero', { uai: '951234A' }, {}],
    ['a lost zero, spaces and lower case', { uai: ' 951234a ' }, {}],
    ['an empty profil', { profil: '' }, { profil: null }],
    ['a blank profil', { profil: '  ' }, { profil: null }],
    ['an empty uai', { uai: '' }, { uai: null }],
    ['a profil that is no text', { profil: 7 }, { profil: null }],
    ['a uai that is a list', { uai: ['0951234A'] }, { uai: null }],
    ['a profil that is a sentence', { profil: 'Élève de 3e B' }, { profil: '?' }],
    ['a profil of 65 letters', { profil: 'P'.repeat(65) }, { profil: '?' }],
    ['an unknown profil', { profil: 'proviseur' }, { profil: 'PROVISEUR' }],
    [
      'a platform',
      { plateforme: 'neo', exploitant: 7, collectivite: 'Val d’Oise' },
      { plateforme: 'NEO', collectivite: '?' },
    ],
  ])('has its codes put right: %s', async (_name, own, expected) => {
    expect((await door.post(bodyOf(own))).statusCode).toBe(202)
    expect(await door.keptOne()).toMatchObject({ projet: 'ENT95', uai: '0951234A', profil: 'ELEVE', ...expected })
  })

  it('keys a person the same however the projet is written, and takes visiteur and id as they are', async () => {
    for (const own of [{}, { projet: ' ent95 ' }, { projet: 'ENT77' }, { visiteur: 'LEA.dupont-4217' }])
      await door.post(bodyOf(own))
    await door.post(bodyOf({}, markerOf({ id: ID.toUpperCase() })))
    const [plain, respelt, other, upper, id] = await door.kept()
    expect(respelt?.visiteur).toBe(plain?.visiteur)
    expect(new Set([plain, other, upper].map((one) => one?.visiteur)).size).toBe(3)
    expect(id?.markers[0]?.id).not.toBe(plain?.markers[0]?.id)
  })

  it.each<[string, unknown, string | null]>([
    ['of 1 character', 'v', 'kept'],
    ['of 128', 'v'.repeat(128), 'kept'],
    ['of 129', 'v'.repeat(129), null],
    ['that is empty', '', null],
    ['that is a number', 4217, null],
    ['that is an object', { id: 4217 }, null],
  ])('keeps a visiteur %s, or that there was none', async (_name, visiteur, expected) => {
    expect((await door.post(bodyOf({ visiteur }))).statusCode).toBe(202)
    expect((await door.keptOne()).visiteur).toEqual(expected === null ? null : expect.stringMatching(/^\d+$/))
  })

  it.each<[string, Json, Json]>([
    ['an id of 15', { id: 'i'.repeat(15) }, { id: null }],
    ['an id of 37', { id: 'i'.repeat(37) }, { id: null }],
    ['an age that is a text', { age: '0' }, { age: null }],
    ['no age', { age: undefined }, { age: null }],
    ['an age of 48 h', { age: 48 * HOUR }, { age: 48 * HOUR }],
    ['an age of 48 h and a fraction', { age: 48 * HOUR + 0.9 }, { age: 48 * HOUR }],
    ['an age of 48 h + 1 ms', { age: 48 * HOUR + 1 }, { age: 48 * HOUR + 1 }],
    ['a negative age', { age: -1 }, { age: -1 }],
    ['an age without end', { age: 1e300 }, { age: Number.MAX_SAFE_INTEGER }],
    ['an action in capitals', { action: ' PAGE ' }, { action: 'page' }],
    ['an action that is a number', { action: 1 }, { action: null }],
    ['a service in lower case', { service: 'cahier_textes' }, { service: 'CAHIER_TEXTES' }],
    ['an empty tool', { type: '', outil: '' }, { type: null, outil: null }],
    ['a tool that is a number', { outil: 7 }, { outil: null }],
    ['a page of 201 characters', { page: 'p'.repeat(201) }, { page: 'p'.repeat(200) }],
    ['a page that is a number', { page: 7 }, { page: null }],
  ])('keeps %s for the judge', async (_name, own, expected) => {
    expect((await door.post(bodyOf({}, markerOf(own)))).statusCode).toBe(202)
    expect((await door.keptOne()).markers[0]).toMatchObject(expected)
  })

  it('keeps unknown keys out, those that poison objects too, and counts them', async () => {
    const text = JSON.stringify(bodyOf({ couleur: 'bleu' }, markerOf({ t: 1, constructor: { prototype: {} } })))
    const answer = await door.post(text.replace('{', '{"__proto__":{"projet":"ENT77","isAdmin":true},"toString":1,'))
    expect(answer.statusCode).toBe(202)
    expect(({} as Json).isAdmin).toBeUndefined()
    const { projet, markers, ...rest } = await door.keptOne()
    expect(projet).toBe('ENT95')
    expect(Object.keys(rest)).not.toContain('couleur')
    expect(Object.keys(markers[0] ?? {})).toEqual(['id', 'age', 'action', 'service', 'type', 'outil', 'page'])
    expect((await door.metrics()).mesure_champs_inconnus_total).toBe(5)
  })

  it('keeps the same id twice, in one body and across bodies, under one hash', async () => {
    await door.post(bodyOf({}, markerOf(), markerOf()))
    await door.post(bodyOf())
    const ids = (await door.kept()).flatMap(({ markers }) => markers.map(({ id }) => id))
    expect([ids.length, new Set(ids).size]).toEqual([3, 1])
  })

  it('may have 100 markers, 64 KiB, and values nested without end that nobody reads', async () => {
    const hundred = Array.from({ length: 100 }, () => markerOf())
    expect((await door.post(bodyOf({}, ...hundred))).json()).toEqual({ received: 100 })
    const bare = JSON.stringify(bodyOf({ remplissage: '' })).length
    expect((await door.post(bodyOf({ remplissage: 'x'.repeat(64 * 1024 - bare) }))).statusCode).toBe(202)
    const deep = JSON.stringify(bodyOf()).replace('{', `{"x":${'['.repeat(30_000)}${']'.repeat(30_000)},`)
    expect((await door.post(deep)).statusCode).toBe(202)
  })
})

describe('a body that is refused', () => {
  const SENTENCE = /^[A-ZÉ].*[.]$/
  const hundredAndOne = Array.from({ length: 101 }, () => ({}))
  const long = bodyOf({ remplissage: '' })

  it.each<[string, unknown, number, RegExp]>([
    ['nothing', '', 400, /objet|JSON/],
    ['a text', 'bonjour', 400, /JSON/],
    ['half a body', JSON.stringify(bodyOf()).slice(0, -9), 400, /JSON/],
    ['a JSON that is no object', '7', 400, /objet/],
    ['null', 'null', 400, /objet/],
    ['a list', [bodyOf()], 400, /objet/],
    ['invalid UTF-8', Buffer.from(JSON.stringify(bodyOf({ x: 'é' })), 'latin1'), 400, /UTF-8/],
    ['no version', bodyOf({ v: undefined }), 400, /v doit être le nombre 1/],
    ['another version', bodyOf({ v: 2 }), 400, /v doit être le nombre 1/],
    ['a version that is a text', bodyOf({ v: '1' }), 400, /v doit être le nombre 1/],
    ['no projet', bodyOf({ projet: undefined }), 400, /projet/],
    ['an empty projet', bodyOf({ projet: '' }), 400, /projet/],
    ['a projet that is a number', bodyOf({ projet: 95 }), 400, /projet/],
    ['a projet of 65 characters', bodyOf({ projet: 'P'.repeat(65) }), 400, /projet/],
    ['a projet of 65 pictures', bodyOf({ projet: '🎒'.repeat(65) }), 400, /projet/],
    ['no markers', bodyOf({ markers: undefined }), 400, /markers doit être une liste de 1 à 100 objets/],
    ['an empty list', bodyOf({ markers: [] }), 400, /markers/],
    ['101 markers', bodyOf({ markers: hundredAndOne }), 400, /markers/],
    ['markers that are an object', bodyOf({ markers: markerOf() }), 400, /markers/],
    ['a marker that is a list', bodyOf({ markers: [markerOf(), []] }), 400, /markers/],
    ['a marker that is null', bodyOf({ markers: [markerOf(), null] }), 400, /markers/],
    [
      '64 KiB + 1',
      { ...long, remplissage: 'x'.repeat(64 * 1024 + 1 - JSON.stringify(long).length) },
      413,
      /65536 octets/,
    ],
    ['nesting that is not closed', '['.repeat(60_000), 400, /JSON/],
  ])('is told why and what to do: %s', async (_name, body, status, reason) => {
    const answer = await door.post(body)
    expect(answer.statusCode, answer.body).toBe(status)
    expect(Object.keys(answer.json())).toEqual(['erreur'])
    expect(answer.json().erreur).toMatch(reason)
    expect(answer.json().erreur).toMatch(SENTENCE)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(await door.kept()).toEqual([])
    expect((await door.metrics())[`mesure_requetes_refusees_total{statut="${status}"}`]).toBe(1)
  })

  it.each([
    'text/html',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plainer',
    'n’importe',
  ])('is told of its type: %s', async (type) => {
    const answer = await door.post(bodyOf(), { 'content-type': Buffer.from(type).toString('latin1') })
    expect(answer.statusCode).toBe(415)
    expect(answer.json().erreur).toMatch(/text\/plain ou application\/json/)
  })
})
