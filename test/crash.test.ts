// Promises 1 and 2, on the real processes: what a 202 acknowledged is counted, once, though either process is killed at
// any moment, their supervisor too. KILLS sets how many times (50 for a long run).
import { Agent, request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { addDays, instantOf, parisDay } from '../schema/clock.ts'
import type { Ledger } from '../schema/ledger.ts'
import { openInstall, type Recorded } from './helper.ts'
import { childrenOf, eventually, isAlive, type Machine, openMachine, type Running } from './machine.ts'
import { ANDROID, WINDOWS } from './page.ts'
import { annuaireCsv, ECOLE, ECOLES, LYCEE, PROJETS } from './schools.ts'

const KILLS = Number(process.env.KILLS ?? 6)
/** The supervisor waits longer after each death that follows soon: killed itself, it starts afresh. */
const KILLS_PER_SUPERVISOR = 4
const TAGS = 8
const SERVICES = ['ACCUEIL', 'NOTES', 'CAHIER_TEXTES', 'COURRIER_ELECTRONIQUE', 'ABSENCES']

type Shown = { id: string; t: number; action: string; service: string }
type Opened = { visiteur: string; uai: string; profil: string; userAgent: string; markers: Shown[] }

/**
 * The n-th opening of the ENT: five pages of yesterday, in the morning for the even ones and, by the same person, late in
 * the evening for the odd ones. So a person has two visits, whenever the markers are received.
 */
const openingOf = (n: number, yesterday: string): Opened => {
  const person = n >> 1
  const first = instantOf(yesterday, 0, 'Europe/Paris') + (n % 2 === 0 ? 10 : 22) * 3600_000 + person
  return {
    visiteur: `eleve-${person}`,
    uai: person % 3 === 0 ? ECOLE.uai : LYCEE.uai,
    profil: person % 5 === 0 ? 'PARENT' : 'ELEVE',
    userAgent: person % 2 === 0 ? WINDOWS : ANDROID,
    markers: SERVICES.map((service, i) => ({
      id: `${String(n).padStart(12, '0')}-${i}-abcdef`,
      t: first + i * (1000 + (person % 7)),
      action: 'page',
      service,
    })),
  }
}

/** As the tag says it at `now`: the age of a marker grows with each attempt, its id stays. */
const bodyAt = ({ visiteur, uai, profil, markers }: Opened, now: number) => ({
  v: 1,
  projet: 'ENT95',
  uai,
  profil,
  visiteur,
  markers: markers.map(({ t, ...marker }) => ({ ...marker, age: now - t })),
})

const post = (url: string, agent: Agent, opened: Opened): Promise<number> =>
  new Promise((done, fail) => {
    const headers = { 'content-type': 'text/plain', 'user-agent': opened.userAgent }
    const call = httpRequest(`${url}/markers`, { method: 'POST', agent, headers, timeout: 5000 }, (answer) => {
      answer
        .resume()
        .on('end', () => done(answer.statusCode as number))
        .on('error', fail)
    })
    call.on('error', fail).on('timeout', () => call.destroy(new Error('no answer')))
    call.end(JSON.stringify(bodyAt(opened, Date.now())))
  })

/** Tags that post until they are told to stop; each opening is tried again until its 202, as the tag does. */
const openLoad = (url: string, yesterday: string) => {
  const agent = new Agent({ keepAlive: true })
  const acknowledged: Opened[] = []
  const refused: number[] = []
  let retries = 0
  let next = 0
  let stopping = false
  const send = async (opened: Opened): Promise<void> => {
    for (;;) {
      const status = await post(url, agent, opened).catch(() => 503)
      if (status === 202) return void acknowledged.push(opened)
      if (status < 500) return void refused.push(status)
      retries += 1
      await sleep(100)
    }
  }
  const tag = async (): Promise<void> => {
    while (!stopping) {
      await send(openingOf(next++, yesterday))
      await sleep(15)
    }
  }
  const tags = Promise.all(Array.from({ length: TAGS }, tag))
  return {
    acknowledged,
    refused,
    retries: () => retries,
    stop: async () => {
      stopping = true
      await tags
      agent.destroy()
    },
  }
}

const ledgerOf = async (machine: Machine): Promise<Ledger> =>
  JSON.parse((await machine.run(['ledger', '--json'])).stdout)

/** The three files of the same openings, collected and processed without trouble. */
const undisturbed = async (openings: readonly Opened[], now: number, du: string) => {
  const install = await openInstall({ now })
  try {
    await install.importAnnuaireCsv(annuaireCsv(ECOLES))
    await install.importProjets(PROJETS)
    const lines = openings.map(
      (opened): Recorded => ({
        received: new Date(now).toISOString(),
        userAgent: opened.userAgent,
        body: bodyAt(opened, now),
      }),
    )
    await install.collect(lines)
    await install.process()
    return await Promise.all(SETS.map((set) => install.exportOpendata(set, du, parisDay(now), true)))
  } finally {
    await install.close()
  }
}
const SETS = ['profils', 'services', 'appareils'] as const

let machine: Machine
afterEach(() => machine.close())

/** Kills one of the two with no warning, sometimes while it starts, and waits for it to be there again. */
const killOne = async (supervisor: Running, name: 'collect' | 'engine'): Promise<void> => {
  const there = () => childrenOf(supervisor.pid).get(name)
  await eventually(`${name} runs`, there)
  if (Math.random() < 0.7 && name === 'collect')
    await eventually('the collector answers', () =>
      fetch(`${machine.url}/health`).then(
        (answer) => answer.ok,
        () => false,
      ),
    )
  if (Math.random() < 0.7 && name === 'engine')
    await eventually('the engine answers', () =>
      fetch(`${machine.webUrl}/api/fraicheur`).then(
        (answer) => answer.ok,
        () => false,
      ),
    )
  await sleep(Math.random() * 1500)
  const pid = there()
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
  await eventually(`${name} starts again`, () => there() !== undefined && there() !== pid)
}

test.skipIf(process.platform !== 'linux')(
  `whatever was acknowledged is counted once, after ${KILLS} kills of a process and of their supervisor`,
  { timeout: 120_000 + KILLS * 30_000 },
  async () => {
    machine = await openMachine()
    const annuaire = machine.file('annuaire.csv', annuaireCsv(ECOLES))
    const projets = machine.file('projets.json', JSON.stringify(PROJETS))
    expect(await machine.run(['import', 'annuaire', annuaire])).toMatchObject({ code: 0 })
    expect(await machine.run(['import', 'projets', projets])).toMatchObject({ code: 0 })

    let supervisor = await machine.start()
    const yesterday = addDays(parisDay(Date.now()), -1)
    const load = openLoad(machine.url, yesterday)
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await killOne(supervisor, kill % 2 === 0 ? 'collect' : 'engine')
      if (kill % KILLS_PER_SUPERVISOR === 0) {
        const orphans = [...childrenOf(supervisor.pid).values()]
        supervisor.kill('SIGKILL')
        await supervisor.ended
        await eventually('no process outlives its supervisor', () => !orphans.some(isAlive))
        supervisor = await machine.start()
      }
    }
    supervisor.kill('SIGTERM')
    expect((await supervisor.ended).code).toBe(0)
    supervisor = await machine.start()
    await load.stop()
    expect(load.refused).toEqual([])

    // A busy machine rebuilds rarely: the engine is asked to.
    expect((await machine.run(['process', '--once'])).code).toBe(0)
    const { ferme, lignes } = await ledgerOf(machine)
    const sum = (field: 'recus' | 'comptes' | 'doublons') => lignes.reduce((total, line) => total + line[field], 0)
    expect(ferme).toBe(true)
    expect(lignes.map(({ rejetes }) => rejetes)).toEqual(lignes.map(() => ({})))
    expect(sum('comptes')).toBe(load.acknowledged.length * SERVICES.length)
    expect(sum('recus')).toBe(sum('comptes') + sum('doublons'))
    expect(sum('doublons')).toBeLessThanOrEqual(load.retries() * SERVICES.length)

    const du = addDays(yesterday, -7)
    const au = parisDay(Date.now())
    const files: string[] = []
    for (const set of SETS)
      files.push((await machine.run(['export', 'opendata', set, '--du', du, '--au', au, '--provisoire'])).stdout)
    supervisor.kill('SIGTERM')
    expect((await supervisor.ended).code).toBe(0)
    expect(files).toEqual(await undisturbed(load.acknowledged, Date.now(), du))
  },
)
