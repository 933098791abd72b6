// The other addresses of the collector: markers without script, the tag, what a browser asks first, what is unknown.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bodyOf, type Door, ID, type Json, markerOf, openDoor } from './door.ts'

let door: Door
beforeEach(async () => {
  door = await openDoor()
})
afterEach(() => door.close())

describe('marker.gif', () => {
  const gif = (query: Json) => {
    const text = Object.entries(query).filter(([, value]) => value !== undefined) as [string, string][]
    return door.app.inject({ url: `/marker.gif?${new URLSearchParams(text)}` })
  }
  const QUERY = {
    v: '1',
    projet: 'ENT95',
    uai: '0951234A',
    profil: 'ELEVE',
    visiteur: 'lea.dupont-4217',
    id: ID,
    age: '1500',
    action: 'page',
    service: 'NOTES',
  }

  it('counts one marker as a body would, and shows an image that is never cached', async () => {
    const answer = await gif({ ...QUERY, couleur: 'bleu' })
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      200,
      'image/gif',
      'no-store',
    ])
    expect(answer.rawPayload.subarray(0, 6).toString()).toBe('GIF89a')
    await door.post(bodyOf({}, markerOf({ age: 1500 })), { 'user-agent': 'lightMyRequest' })
    const [first, second] = await door.kept()
    expect(first).toEqual(second)
    expect(await door.metrics()).toMatchObject({ mesure_marqueurs_recus_total: 2, mesure_champs_inconnus_total: 1 })
  })

  it.each<[string, Json, RegExp]>([
    ['nothing at all', Object.fromEntries(Object.keys(QUERY).map((key) => [key, undefined])), /v doit être/],
    ['another version', { v: '2' }, /v doit être/],
    ['a version that is nearly a number', { v: '1x' }, /v doit être/],
    ['no projet', { projet: undefined }, /projet/],
    ['an empty projet', { projet: '' }, /projet/],
  ])('is refused with a sentence for %s', async (_name, own, reason) => {
    const answer = await gif({ ...QUERY, ...own })
    expect([answer.statusCode, answer.json().erreur]).toEqual([400, expect.stringMatching(reason)])
    expect(await door.kept()).toEqual([])
  })

  it.each(['', '1e3', '0x10', 'mille', '12 '])('keeps that an age was no number: %j', async (age) => {
    await gif({ ...QUERY, age })
    expect((await door.keptOne()).markers[0]?.age).toBeNull()
  })

  it('takes a repeated parameter for none', async () => {
    const answer = await door.app.inject({ url: `/marker.gif?${new URLSearchParams(QUERY)}&uai=0950001K&id=autre` })
    expect(answer.statusCode).toBe(200)
    expect(await door.keptOne()).toMatchObject({ uai: null, markers: [{ id: null }] })
  })

  it('counts nothing for a HEAD', async () => {
    const answer = await door.app.inject({ method: 'HEAD', url: `/marker.gif?${new URLSearchParams(QUERY)}` })
    expect(answer.statusCode).toBe(404)
    expect(await door.kept()).toEqual([])
  })
})

describe('other addresses', () => {
  it('let any site post, and its browser ask only once a day', async () => {
    const answer = await door.app.inject({
      method: 'OPTIONS',
      url: '/markers',
      headers: { origin: 'https://ent.example' },
    })
    expect([answer.statusCode, answer.body]).toEqual([204, ''])
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '86400',
    })
    expect((await door.post(bodyOf())).headers['access-control-expose-headers']).toBe('retry-after')
  })

  it('give the tag as a script', async () => {
    const answer = await door.app.inject('/tag.js')
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect(answer.body).toContain('markers')
  })

  it.each([
    ['GET', '/'],
    ['GET', '/markers'],
    ['PUT', '/markers'],
    ['DELETE', '/markers'],
    ['POST', '/marker.gif'],
    ['GET', '/eleves/lea.dupont-4217?x=1'],
    ['HEAD', '/nulle-part'],
  ])('are unknown, and say where markers go: %s %s', async (method, url) => {
    const answer = await door.app.inject({ method: method as 'GET', url })
    expect(answer.statusCode).toBe(404)
    expect(answer.body).not.toContain('4217')
    if (method !== 'HEAD') expect(answer.json().erreur).toMatch(/\/markers/)
    expect((await door.metrics())['mesure_requetes_refusees_total{statut="404"}']).toBe(1)
  })

  it('are refused without being repeated when they are no address', async () => {
    const answer = await door.app.inject('/%lea.dupont-4217')
    expect(answer.statusCode).toBe(400)
    expect(answer.json().erreur).toMatch(/Adresse mal formée/)
    expect((await door.metrics())['mesure_requetes_refusees_total{statut="400"}']).toBe(1)
    expect(answer.body).not.toContain('4217')
  })

  it('answer HEAD where they answer GET', async () => {
    for (const url of ['/health', '/ready', '/tag.js', '/metrics'])
      expect((await door.app.inject({ method: 'HEAD', url })).statusCode, url).toBe(200)
  })
})
