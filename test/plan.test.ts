// The marking plan: every code has its text, every example is what it says, and what the collector serves holds together.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classify } from '../collector/agent.ts'
import { servePlan } from '../collector/plan/serve.ts'
import { snippetsOf } from '../collector/plan/snippets.ts'
import { openSecrets } from '../collector/pseudonym.ts'
import { buildCollector } from '../collector/server.ts'
import { tag } from '../collector/tag/serve.ts'
import { openVerdicts } from '../collector/verdict.ts'
import { openLog } from '../log/open.ts'
import { saveDirectory } from '../schema/directory.ts'
import { context, type Envelope, envelope, marker } from '../schema/marker.ts'
import { EXEMPLES } from '../schema/plan/exemples.ts'
import { PLAN } from '../schema/plan/plan.ts'
import { posted, postedSchema, propertySchema } from '../schema/plan/posted.ts'
import { isUaiShaped, PROFILS, REJETS, SERVICES } from '../schema/vocabulary.ts'
import { recorded } from './arbitrary.ts'
import { isReceived } from './oracle-judge.ts'
import { type Json, WINDOWS } from './page.ts'
import { ECOLE_DE_TEST, ECOLES, LYCEE } from './schools.ts'

const NOW = Date.parse('2026-11-24T07:05:00Z')
const SRI = `sha384-${'a'.repeat(64)}`

let folder: string
let app: FastifyInstance
let verdictsOf: (body: unknown) => string[]
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mesure-'))
  saveDirectory(join(folder, 'reference.json'), {
    projets: new Map([['ENT95', { ecoles: new Set([LYCEE.uai]), ecolesDeTest: new Set([ECOLE_DE_TEST]) }]]),
    ecoles: new Map(ECOLES.map(({ uai }) => [uai, { fuseau: 'Europe/Paris' }])),
    joursPurges: new Set(),
  })
  const ask = openVerdicts(join(folder, 'reference.json'), openSecrets(join(folder, 'secrets'), true))
  verdictsOf = (body) => {
    const answer = ask(envelope.parse(body), classify(WINDOWS), NOW)
    return 'verdicts' in answer ? answer.verdicts.map(({ verdict }) => verdict) : [answer.erreur]
  }
  app = fastify()
  await app.register(servePlan, { tag: { integrity: SRI, brotli: 1789 } })
  await app.register(tag)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const asPosted = (body: unknown): Json => JSON.parse(JSON.stringify(body))

describe('the examples', () => {
  it.each(EXEMPLES)('$titre', ({ corps, verdicts, conforme }) => {
    expect(verdictsOf(asPosted(corps))).toEqual(verdicts)
    expect(posted.safeParse(asPosted(corps)).success).toBe(conforme)
  })

  it.each(['page', 'spa', 'verdict'] as const)('has attributes that are counted: %s', (name) => {
    const data: Json = Object.fromEntries(
      [...snippetsOf(SRI)[name].matchAll(/data-(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    )
    const { service, ...person } = data
    const shown = { id: 'a'.repeat(16), age: 0, action: 'page', service }
    expect(verdictsOf({ v: 1, ...person, markers: [shown] })).toEqual(['compte'])
  })

  it('has a link and a command that are counted', () => {
    const { liens, curl } = snippetsOf(SRI)
    const [, service] = /data-service="(\w+)"/.exec(liens) as unknown as string[]
    const [, outil] = /data-outil="(\w+)"/.exec(liens) as unknown as string[]
    const body = JSON.parse((/--data '([^']+)'/.exec(curl) as unknown as string[])[1] as string)
    expect(verdictsOf(body)).toEqual(['compte'])
    const [shown] = body.markers
    expect(verdictsOf({ ...body, markers: [{ ...shown, action: 'clic', service, outil }] })).toEqual(['compte'])
  })
})

describe('the plan as data', () => {
  it('explains every property by the names and bounds of the schema', () => {
    const { contexte, marqueur } = PLAN.champs
    expect(contexte.map(({ nom }) => nom)).toEqual(Object.keys(context.shape))
    expect(marqueur.map(({ nom }) => nom)).toEqual(Object.keys(marker.shape))
    for (const champ of [...contexte, ...marqueur]) {
      expect(champ.libelle).not.toBe('')
      expect(champ.contrainte).not.toContain('^')
    }
    expect(contexte.find(({ nom }) => nom === 'visiteur')?.contrainte).toBe('texte de 1 à 128 caractères')
  })

  it('gives a page to one service only, and confuses no service with itself', () => {
    const pages = SERVICES.flatMap((code) => PLAN.services[code].pages)
    expect(new Set(pages).size).toBe(pages.length)
    for (const code of SERVICES) expect(PLAN.services[code].confusion.avec).not.toBe(code)
  })

  it('names no code that does not exist', () => {
    const known = new Set<string>([...SERVICES, ...PROFILS, 'NATIF', 'TIERS', ...Object.keys(PLAN.outils)])
    const shouted = JSON.stringify([PLAN.services, PLAN.regles, PLAN.profils]).match(/`[A-Z_]{4,}`/g) ?? []
    expect(shouted.map((code) => code.slice(1, -1)).filter((code) => !known.has(code))).toEqual([])
  })

  it('says in one sentence, and one only, what to change for each refusal', () => {
    for (const rejet of REJETS) expect(PLAN.refus[rejet].conseil).toMatch(/^[^.]+\.$/)
  })
})

describe('the JSON Schema', () => {
  const conforms = new Ajv2020().compile(postedSchema())

  it('accepts the examples that conform, and refuses the others', () => {
    for (const { corps, conforme, titre } of EXEMPLES) expect(conforms(asPosted(corps)), titre).toBe(conforme)
  })

  it.each<[string, (body: Json & { markers: Json[] }) => unknown]>([
    ['another version', (body) => ({ ...body, v: 2 })],
    ['no projet', ({ projet: _, ...body }) => body],
    ['a projet in lower case', (body) => ({ ...body, projet: 'ent95' })],
    ['a property that does not exist', (body) => ({ ...body, profile: 'ELEVE' })],
    ['an UAI without its letter', (body) => ({ ...body, uai: '0951234' })],
    ['no marker', (body) => ({ ...body, markers: [] })],
    ['too many markers', (body) => ({ ...body, markers: Array(101).fill(body.markers[0]) })],
    ['NATIF with a tool', (body) => ({ ...body, markers: [{ ...body.markers[0], type: 'NATIF', outil: 'PMB' }] })],
    ['an age of three days', (body) => ({ ...body, markers: [{ ...body.markers[0], age: 3 * 24 * 3600 * 1000 }] })],
  ])('refuses %s', (_, distort) => {
    const body = asPosted(EXEMPLES[0]?.corps) as Json & { markers: Json[] }
    expect(conforms(body)).toBe(true)
    expect(conforms(asPosted(distort(body)))).toBe(false)
  })

  it('has the shape of a UAI that the judge has', () => {
    const pattern = new RegExp(propertySchema(context.shape.uai).pattern as string)
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 9 }), fc.stringMatching(/^\d{6,8}[A-Za-z]?$/)), (uai) => {
        expect(pattern.test(uai)).toBe(isUaiShaped(uai))
      }),
    )
  })

  it('lets nothing through that is refused for its form', () => {
    const forms = new Set<string>(
      REJETS.filter((rejet) => /^(champ_|uai_malforme|.*_inconnue?$|type_|age_)/.test(rejet)).filter(
        (rejet) => rejet !== 'projet_inconnu' && rejet !== 'uai_inconnu',
      ),
    )
    expect(forms.size).toBe(7)
    fc.assert(
      fc.property(recorded, (requests) => {
        for (const { body } of requests) {
          if (!isReceived(body) || !conforms(body)) continue
          expect(verdictsOf(body as Envelope).filter((verdict) => forms.has(verdict))).toEqual([])
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('what the collector serves', () => {
  const get = async (url: string, host = 'mesure.exemple.fr') => {
    const response = await app.inject({ url, headers: { host } })
    expect(response.statusCode, url).toBe(200)
    return response
  }

  it('has an anchor for every code, refusal, property and rule, and no link that leads nowhere', async () => {
    const { body } = await get('/plan')
    const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id as string)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(
      expect.arrayContaining([
        ...SERVICES,
        ...PROFILS,
        ...REJETS.map((rejet) => `refus-${rejet}`),
        ...[...PLAN.champs.contexte, ...PLAN.champs.marqueur].map(({ nom }) => `champ-${nom}`),
        ...PLAN.regles.map(({ ancre }) => ancre),
      ]),
    )
    for (const [, anchor] of body.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(anchor)
  })

  it('shows the hash of the frozen tag and the address it was asked at, unless that is none', async () => {
    const { body } = await get('/plan')
    expect(body).toContain(`integrity=&quot;${SRI}&quot;`)
    expect(body).toContain('src=&quot;https://mesure.exemple.fr/tag.v1.js&quot;')
    expect((await get('/plan', '127.0.0.1:8080')).body).toContain('http://127.0.0.1:8080/tag.v1.js')
    expect((await get('/plan', '"><script>')).body).toContain('https://collecteur.exemple.fr/tag.v1.js')
  })

  it('lets the page load nothing but its own files, and those exist', async () => {
    const { body, headers } = await get('/plan')
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(body).not.toMatch(/ style=| on\w+=|<script>|<style/)
    for (const [, path] of body.matchAll(/(?:href|src)="((?:dsfr|plan|tag|openapi)[^"#]*)"/g)) await get(`/${path}`)
    for (const path of ['/dsfr/dsfr.module.js', '/dsfr/README.md', '/dsfr/component/modal/modal.main.min.css'])
      expect((await app.inject(path)).statusCode, path).toBe(404)
  })

  it('gives the same as data', async () => {
    expect((await get('/plan.json')).json()).toEqual(asPosted(PLAN))
    expect((await get('/plan.schema.json')).json()).toEqual(asPosted(postedSchema()))
    expect((await get('/verdict.js')).headers['cross-origin-resource-policy']).toBe('cross-origin')
  })
})

describe('the OpenAPI document', () => {
  it('describes addresses that exist, by references that lead somewhere', async () => {
    const openapi = (await app.inject('/openapi.json')).json()
    expect(openapi.openapi).toBe('3.1.0')
    const log = await openLog(`lmdb:${join(folder, 'log')}`, () => NOW)
    const secrets = openSecrets(join(folder, 'secrets'), true)
    const collector = buildCollector({
      log,
      secrets,
      limit: 0,
      snapshot: join(folder, 'none'),
      now: () => NOW,
      logger: false,
    })
    await collector.ready()
    for (const [url, operations] of Object.entries(openapi.paths as Record<string, Record<string, Json>>))
      for (const [method, { responses }] of Object.entries(operations)) {
        expect(collector.hasRoute({ url, method: method.toUpperCase() as 'GET' }), `${method} ${url}`).toBe(true)
        expect(Object.keys(responses as Json)).not.toEqual([])
      }
    expect(Object.keys(openapi.paths['/markers'].post.responses)).toEqual(['202', '400', '413', '415', '429', '503'])
    for (const [, name] of JSON.stringify(openapi).matchAll(/#\/components\/schemas\/(\w+)/g))
      expect(openapi.components.schemas).toHaveProperty(name as string)
    const ajv = new Ajv2020({ strict: false })
    for (const schema of Object.values(openapi.components.schemas as Record<string, Json>))
      ajv.compile({ ...schema, components: openapi.components })
    await collector.close()
    await log.close()
  })
})
