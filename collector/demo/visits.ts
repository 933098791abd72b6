// Ten weeks of requests to the collector, as the tags of the invented académie would have posted them.
import { instantOf, parisDay, tenWeeks, weekday, weekNumber } from './calendrier.ts'
import { type Ecole, inventEcoles } from './ecoles.ts'
import { markBadly } from './faults.ts'
import { inventPersons, type Person } from './persons.ts'
import type { PostedRequest } from './posted.ts'
import { inventProjets, type Projet } from './projets.ts'
import { hex, integer, poisson, type Random, seeded } from './random.ts'
import { dayWeight, startOfVisit, weekFactor } from './rhythm.ts'
import { ECOLE_HORS_PERIMETRE, ECOLES_JAMAIS_VUES, PROJET_FAUTIF, ROBOT } from './situations.ts'
import { type Step, type Usages, usagesOf } from './usages.ts'

/** The tag sends what it saw in the last moment together, and at most so many pages of it. */
const TOGETHER = { spanMs: 2_800, markers: 4 }
const NETWORK = { leastMs: 15, mostMs: 180 }
/** The answer was lost, so the tag sends again: the same ids, older by the wait. */
const RETRY = { share: 0.015, leastMs: 2_000, mostMs: 45_000 }
/** A tablet out of reach of the network keeps a whole visit, for less than the 48 h that a tag keeps anything. */
const OFFLINE = { share: 0.12, leastMs: 20 * 60_000, mostMs: 40 * 3600_000 }
const MAIN_DEVICE = 0.7

/** What sends markers: an école, real or of test, in the ENT of a projet. */
type Source = {
  projet: Projet
  ecole: Ecole
  persons: Person[]
  usages: Usages
  slope: number
  /** Those of its persons who come this week. */
  present: Person[]
}

const inventSources = (random: Random): Source[] => {
  const ecoles = inventEcoles()
  const byUai = new Map(ecoles.map((ecole) => [ecole.uai, ecole]))
  return inventProjets(ecoles).flatMap((projet) => {
    const usages = usagesOf(projet)
    const declared = projet.etablissements.filter((uai) => !ECOLES_JAMAIS_VUES.includes(uai))
    const seen = projet.projet === ECOLE_HORS_PERIMETRE.projet ? [...declared, ECOLE_HORS_PERIMETRE.uai] : declared
    const real = seen.map((uai) => byUai.get(uai) as Ecole)
    // An école of test is a copy of another one with a few accounts.
    const test = projet.etablissementsTest.map((uai) => ({ ...(real[0] as Ecole), uai, eleves: 40 }))
    return [...real, ...test].map((ecole) => ({
      projet,
      ecole,
      persons: inventPersons(random, ecole),
      usages,
      slope: 2 * random() - 1,
      present: [],
    }))
  })
}

/** Who visits, on what, and the instant of the first page. */
type Visit = Pick<Person, 'profil' | 'visiteur'> & { userAgent: string; start: number }

const inventVisit = (random: Random, source: Source, person: Person, day: number, week: number): PostedRequest[] => {
  const start = instantOf(day, startOfVisit(random, person.profil, day))
  const steps = source.usages(random, person.profil, week)
  const { appareil, userAgent } = person.devices[random() < MAIN_DEVICE ? 0 : 1]
  const visit = { profil: person.profil, visiteur: person.visiteur, userAgent, start }
  const offline = appareil === 'tablette' && random() < OFFLINE.share
  const delay = offline ? integer(random, OFFLINE.leastMs, OFFLINE.mostMs) : 0
  const parcels = offline ? [steps] : together(steps)
  return parcels.flatMap((parcel) =>
    send(random, postedRequest(random, source, visit, parcel, start + (parcel.at(-1) as Step).after + delay)),
  )
}

/** Steps cut into what the tag sends at once. */
const together = (steps: Step[]): Step[][] => {
  const parcels: Step[][] = []
  for (const step of steps) {
    const parcel = parcels.at(-1)
    const first = parcel?.[0]
    if (parcel && first && parcel.length < TOGETHER.markers && step.after - first.after <= TOGETHER.spanMs)
      parcel.push(step)
    else parcels.push([step])
  }
  return parcels
}

const postedRequest = (
  random: Random,
  { projet: { projet, plateforme, exploitant }, ecole: { uai } }: Source,
  { profil, visiteur, userAgent, start }: Visit,
  steps: Step[],
  sent: number,
): PostedRequest => {
  const received = sent + integer(random, NETWORK.leastMs, NETWORK.mostMs)
  const markers = steps.map(({ after, action, service, outil, page }) => ({
    id: hex(random, 5),
    age: received - start - after,
    action,
    service,
    ...(outil === undefined ? {} : { type: 'TIERS', outil }),
    page,
  }))
  return { received, userAgent, body: { v: 1, projet, uai, profil, visiteur, plateforme, exploitant, markers } }
}

/** A request on its way: badly marked by the vendor at fault, and sometimes sent twice. */
const send = (random: Random, { received, userAgent, body: right }: PostedRequest): PostedRequest[] => {
  const body = right.projet === PROJET_FAUTIF ? markBadly(random, right) : right
  const sent = { received, userAgent, body }
  if (random() >= RETRY.share) return [sent]
  const wait = integer(random, RETRY.leastMs, RETRY.mostMs)
  // The tag counts the wait; the network does not take as long each time.
  const jitter = integer(random, -10, 60)
  const markers = body.markers.map((marker) => ({ ...marker, age: marker.age + wait }))
  return [sent, { received: received + wait + jitter, userAgent, body: { ...body, markers } }]
}

/** The watch logs in at 6:58 on working days. */
const inventRobot = (random: Random, source: Source, day: number): PostedRequest[] => {
  if (weekday(day) > 4) return []
  const start = instantOf(day, 7 * 3600_000 - 2 * 60_000)
  const visit = { profil: 'AUTRE', visiteur: 'compte-de-veille-fictif', userAgent: ROBOT.userAgent, start } as const
  const steps: Step[] = [{ after: 0, action: 'page', service: 'ACCUEIL', page: 'accueil' }]
  return [postedRequest(random, source, visit, steps, start)]
}

const inventDay = (random: Random, sources: Source[], day: number, week: number): PostedRequest[] => {
  const weight = dayWeight(day)
  return sources.flatMap((source) => {
    const requests = source.ecole.uai === ROBOT.uai ? inventRobot(random, source, day) : []
    for (const person of source.present)
      for (let visits = poisson(random, person.visites * weight); visits > 0; visits--)
        requests.push(...inventVisit(random, source, person, day, week))
    return requests
  })
}

/** In the order of reception, all received in the ten weeks that `tenWeeks` chooses. The same ones for the same `now`. */
export function* inventRequests(now: number): Iterable<PostedRequest> {
  const random = seeded(1881)
  const sources = inventSources(random)
  const { start, end } = tenWeeks(now)
  const first = parisDay(start)
  let pending: PostedRequest[] = []
  for (let day = first; day <= parisDay(end); day++) {
    const week = weekNumber(day, first)
    if (day === first || weekday(day) === 0)
      for (const source of sources) {
        const factor = weekFactor(source.ecole, source.slope, week)
        source.present = source.persons.filter(({ fidelite }) => random() < fidelite * factor)
      }
    pending.push(...inventDay(random, sources, day, week))
    // Whatever a later day brings is received after its midnight.
    const midnight = instantOf(day + 1, 0)
    const due = pending.filter(({ received }) => received < midnight).sort((a, b) => a.received - b.received)
    pending = pending.filter(({ received }) => received >= midnight)
    for (const request of due) if (request.received >= start && request.received < end) yield request
  }
}
