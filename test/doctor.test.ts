// « mesure doctor »: each thing that may be wrong is said, with what to do; nothing is said when all is well.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { examineNode, examineSecrets, shortOfRoom } from '../cli/doctor.ts'
import { readSettings } from '../cli/settings.ts'
import { schoolYear } from '../collector/pseudonym.ts'
import { examine } from '../processor/doctor.ts'
import { openStore } from '../schema/store.ts'
import { NOW, openInstall, placeStore } from './helper.ts'
import { freePort, type Machine, openMachine } from './machine.ts'
import { page } from './page.ts'
import { annuaireCsv, ECOLES, LYCEE, PROJETS } from './schools.ts'

vi.setConfig({ testTimeout: 120_000 })

const calendrierCsv = (annee: string) =>
  `Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire\nVacances de Noël;-;${annee.slice(0, 4)}-12-19;${annee.slice(5)}-01-04;Versailles;Zone C;${annee}\n`
const effectifsCsv = `uai;rentree_scolaire;effectifs\n${LYCEE.uai};2025-2026;900\n`

describe('in the store and the log', () => {
  let install: Awaited<ReturnType<typeof openInstall>>
  afterEach(() => install.close())

  const found = async (now = NOW, own = {}) => {
    const { store, log, engine } = install
    const constats = await examine({ store, log, ledger: engine.ledger, annee: schoolYear(now), now, ...own })
    for (const { faire } of constats) expect(faire).not.toBe('')
    return constats.map(({ sujet, constat }) => `${sujet} : ${constat}`)
  }
  const complete = async () => {
    install = await openInstall()
    await install.importAnnuaireCsv(annuaireCsv(ECOLES))
    await install.importProjets(PROJETS)
    await install.importText('effectifs', effectifsCsv)
    await install.importText('calendrier', calendrierCsv('2026-2027'))
  }
  /** Without what is said of the embedded store's clock, which the tests' own `now` is far from. */
  const butClock = (said: string[]) => said.filter((one) => !one.startsWith('horloge : L'))

  it('reference data that are missing, and what each is for', async () => {
    install = await openInstall()
    expect(butClock(await found())).toEqual([
      'référence : Aucun établissement : tout marqueur est refusé (uai_inconnu).',
      'référence : Aucun projet : tout marqueur est refusé (projet_inconnu).',
      'référence : Aucun effectif : les chiffres pour 100 élèves restent vides.',
      "référence : Aucun congé de 2026-2027 : les semaines ne se comparent pas à celles de l'an passé.",
    ])
  })

  it('nothing when they are there; an old directory, and a year without its holidays', async () => {
    await complete()
    expect(butClock(await found())).toEqual([])
    const later = NOW + 300 * 24 * 3600_000
    expect(butClock(await found(later))).toEqual([
      "référence : L'annuaire date du 2026-11-25 : les écoles ouvertes depuis sont refusées.",
      "référence : Aucun congé de 2027-2028 : les semaines ne se comparent pas à celles de l'an passé.",
    ])
  })

  it('a clock that is not the one of the store, and one that went back', async () => {
    await complete()
    const here = Date.now()
    expect((await found(here)).filter((one) => one.startsWith('horloge'))).toEqual([])
    expect(await found(here - 60_000)).toContainEqual(
      expect.stringMatching(/^horloge : L'horloge de la base avance de (59|60|61) s sur celle-ci\.$/),
    )
    expect(await found(here + 60_000)).toContainEqual(expect.stringMatching(/retarde de (59|60|61) s/))
    await install.collect([page('2026-11-24T08:05:00Z')])
    await install.process()
    expect(await found(NOW - 3600_000)).toContainEqual(
      "horloge : Des jours ont été reconstruits à une heure qui n'est pas encore venue (2026-11-25T14:00:00.000Z).",
    )
  })

  it('markers that wait in the log, then a day that waits to be rebuilt', async () => {
    await complete()
    await install.collect([page('2026-11-16T08:05:00Z'), page('2026-11-25T13:59:00Z')])
    expect(butClock(await found())).toEqual([
      'traitement : 2 marqueurs reçus attendent dans le journal, le plus ancien depuis 2026-11-16T08:05:00.000Z.',
    ])
    await install.engine.takeAll()
    expect(butClock(await found())).toEqual(["jours : Le 2026-11-16 devrait être clos et attend d'être reconstruit."])
    await install.process()
    expect(butClock(await found())).toEqual([])
  })

  it('a ledger that does not close, and messages set aside', async () => {
    await complete()
    await install.collect([page('2026-11-24T08:05:00Z')])
    await install.process()
    await install.store.command({ query: 'ALTER TABLE decompte_jour DROP PARTITION 202611' })
    expect(butClock(await found())).toEqual([
      'registre : Le registre ne se referme pas : des marqueurs manquent ou comptent deux fois.',
    ])
    const log = new Proxy(install.log, {
      get: (target, name) =>
        name === 'state' ? () => ({ ...target.state(), aside: 3 }) : Reflect.get(target, name).bind(target),
    })
    expect(await found(NOW, { log })).toContain(
      "journal : 3 lignes mises à l'écart : elles n'étaient pas des requêtes.",
    )
  })
})

describe('of this machine', () => {
  it('a Node too old, a disk that is nearly full', () => {
    expect(examineNode('20.19.0')).toEqual([])
    expect(examineNode('24.1.0')).toEqual([])
    for (const old of ['20.18.3', '18.20.1']) expect(examineNode(old)).toHaveLength(1)
    expect(shortOfRoom('/data', 3e9, 500e9)).toEqual([])
    expect(shortOfRoom('/data', 150e6, 1e9)).toEqual([])
    expect(shortOfRoom('/data', 1.9e9, 500e9)).toMatchObject([
      { constat: 'Il ne reste que 1900 Mo libres sur 500000 pour /data.' },
    ])
  })
})

describe('the command', () => {
  let machine: Machine
  let data: string
  let secrets: string
  beforeAll(async () => {
    machine = await openMachine()
    data = join(machine.folder, 'doctored')
    secrets = join(machine.folder, 'secrets')
    mkdirSync(secrets, { mode: 0o700 })
  })
  afterAll(() => machine.close())

  const said = async (settings: NodeJS.ProcessEnv = {}): Promise<string[]> => {
    const { code, stdout, stderr } = await machine.run(['doctor', '--json'], { DATA: data, ...settings })
    expect(stderr).toBe('')
    const { bien, constats } = JSON.parse(stdout) as { bien: boolean; constats: { sujet: string; constat: string }[] }
    expect({ bien, code }).toEqual(constats.length === 0 ? { bien: true, code: 0 } : { bien: false, code: 1 })
    return constats.map(({ sujet, constat }) => `${sujet} : ${constat}`)
  }

  it('says all is well, the engine running or not, in words or in JSON', async () => {
    expect(await machine.run(['doctor'], { DATA: data })).toMatchObject({
      code: 1,
      stdout: "base : La base n'existe pas encore.\n  → Lancez « mesure start », ou « mesure migrate ».\n",
    })
    expect(existsSync(data)).toBe(false)
    const references = {
      annuaire: annuaireCsv(ECOLES),
      projets: JSON.stringify(PROJETS),
      effectifs: effectifsCsv,
      calendrier: calendrierCsv(schoolYear(Date.now())),
    }
    for (const [kind, text] of Object.entries(references))
      expect(await machine.run(['import', kind, machine.file(kind, text)], { DATA: data })).toMatchObject({ code: 0 })
    expect(await said()).toEqual([])
    const all = await machine.start({ DATA: data, ACCES: 'ouvre-toi' })
    expect(await machine.run(['doctor'], { DATA: data })).toEqual({ code: 0, stdout: 'Tout va bien.\n', stderr: '' })
    const operations = async () => {
      const headers = { authorization: `Basic ${btoa('dane:ouvre-toi')}` }
      return (await fetch(`${machine.webUrl}/tableau/exploitation`, { headers })).text()
    }
    expect(await operations()).toContain('Rien à signaler')
    all.kill('SIGTERM')
    await all.ended
  })

  it('finds rights that are too wide, and a port that another program has', async () => {
    chmodSync(data, 0o755)
    const other = createServer((_request, answer) => answer.end('autre chose'))
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const address = `127.0.0.1:${(other.address() as { port: number }).port}`
    expect(await said({ LISTEN: address, WEB_LISTEN: address })).toEqual([
      `dossier : ${data} est ouvert à d'autres comptes de la machine.`,
      `adresse : ${address} (LISTEN) est pris par un autre programme.`,
      `adresse : ${address} (WEB_LISTEN) est pris par un autre programme.`,
    ])
    other.close()
    chmodSync(data, 0o700)
  })

  it('finds secrets that are absent, malformed, readable by others, due soon or past their time', async () => {
    const settings = readSettings({ SECRETS: secrets })
    const at = (day: string) => examineSecrets(settings, Date.parse(`${day}T12:00:00Z`)).map(({ constat }) => constat)
    expect(at('2026-11-25')).toEqual([expect.stringMatching(/secret de l'année scolaire 2026-2027 manque/)])
    writeFileSync(join(secrets, '2026-2027.secret'), 'trop court', { mode: 0o600 })
    expect(at('2026-11-25')).toEqual([expect.stringMatching(/n'est pas un secret : il faut 32 octets/)])
    writeFileSync(join(secrets, '2026-2027.secret'), 'ab'.repeat(32), { mode: 0o600 })
    expect(at('2026-11-25')).toEqual([])
    expect(at('2027-07-15')).toEqual(["Le secret de 2027-2028 n'est pas encore déposé ; il sert dès le 1er août."])
    writeFileSync(join(secrets, '2027-2028.secret'), 'cd'.repeat(32), { mode: 0o600 })
    expect(at('2027-08-20')).toEqual([])
    expect(at('2027-09-10')).toEqual(['Le secret de 2026-2027 devrait être détruit depuis le 1er septembre.'])
    chmodSync(join(secrets, '2026-2027.secret'), 0o644)
    expect(await said({ SECRETS: secrets })).toEqual([
      `secrets : ${join(secrets, '2026-2027.secret')} se lit par d'autres comptes.`,
    ])
  })

  it('finds a log and a store that do not answer', async () => {
    const nowhere = `127.0.0.1:${await freePort()}`
    expect(await said({ LOG_URL: `kafka://${nowhere}/marqueurs` })).toEqual([
      expect.stringMatching(/^journal : Le journal ne répond pas \(/),
    ])
    expect(await said({ STORE_URL: `http://mesure:motdepasse@${nowhere}/mesure` })).toEqual([
      expect.stringMatching(/^base : La base ne répond pas \((?!.*motdepasse)/),
    ])
    writeFileSync(join(machine.folder, 'fichier'), '')
    expect(await said({ LOG_URL: `lmdb:${join(machine.folder, 'fichier')}` })).toEqual([
      expect.stringMatching(/^journal : Le journal .+ ne s'ouvre pas/),
    ])
  })

  it.each([
    [
      'a newer version made',
      "INSERT INTO migration (nom) VALUES ('999_avenir.sql')",
      /version plus récente \(elle connaît 999_avenir\.sql\)/,
    ],
    [
      'an older version made',
      "ALTER TABLE migration DELETE WHERE nom = '014_calendrier.sql' SETTINGS mutations_sync = 2",
      /antérieure \(il lui manque 014_calendrier\.sql\)/,
    ],
  ])('finds a store that %s, and leaves it so', async (what, query, sentence) => {
    const other = join(machine.folder, what.replaceAll(' ', '-'))
    mkdirSync(other, { mode: 0o700 })
    await placeStore(join(other, 'store'))
    const store = await openStore(`chdb:${join(other, 'store')}`)
    await store.command({ query })
    await store.close()
    for (let time = 0; time < 2; time += 1)
      expect(await said({ DATA: other })).toEqual([expect.stringMatching(sentence)])
  })

  it('finds a data folder of a newer version', async () => {
    const other = join(machine.folder, 'format')
    mkdirSync(other, { mode: 0o700 })
    writeFileSync(join(other, 'format'), '99\n')
    expect(await said({ DATA: other })).toEqual([
      `dossier : ${other} vient d'une version plus récente.`,
      "base : La base n'existe pas encore.",
    ])
  })
})
