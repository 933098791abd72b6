// What people do in a visit: which services, in which order, at what pace, and through which third-party tools.
import { type Action, type Profil, SERVICES, type Service } from '../../schema/vocabulary.ts'
import type { Projet } from './projets.ts'
import { chooser, exponential, type Random } from './random.ts'
import { PROJET_DES_NOTES } from './situations.ts'

export type Step = {
  /** Milliseconds since the start of the visit. */
  after: number
  action: Action
  service: Service
  outil?: string
  page: string
}

/** Weights by profile; only those that the projet announces are drawn. */
const TASTES: Record<Profil, Partial<Record<Service, number>>> = {
  ELEVE: {
    PRODUCTION_COLLABORATIVE: 20,
    RESSOURCE_MULTIMEDIA: 13,
    RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT: 11,
    RESSOURCE_PRODUCTION: 5,
    CAHIER_TEXTES: 14,
    STOCKAGE_PARTAGE: 10,
    COURRIER_ELECTRONIQUE: 12,
    ACTUALITES: 9,
    NOTES: 5,
    PAGE_ENT: 3,
  },
  PARENT: {
    CAHIER_LIAISON: 32,
    COURRIER_ELECTRONIQUE: 24,
    ACTUALITES: 16,
    CAHIER_TEXTES: 12,
    NOTES: 9,
    PRODUCTION_COLLABORATIVE: 5,
    STOCKAGE_PARTAGE: 3,
    PAGE_ENT: 3,
  },
  ENSEIGNANT: {
    COURRIER_ELECTRONIQUE: 25,
    CAHIER_LIAISON: 17,
    CAHIER_TEXTES: 14,
    PRODUCTION_COLLABORATIVE: 13,
    STOCKAGE_PARTAGE: 11,
    ACTUALITES: 8,
    NOTES: 8,
    RESSOURCE_MULTIMEDIA: 4,
    RESSOURCE_PRODUCTION: 2,
    PAGE_ENT: 3,
  },
  ADMIN_VIE_SCOL_TECH: {
    COURRIER_ELECTRONIQUE: 32,
    CAHIER_LIAISON: 20,
    ACTUALITES: 19,
    STOCKAGE_PARTAGE: 12,
    PAGE_ENT: 12,
  },
  AUTRE: { ACTUALITES: 10, COURRIER_ELECTRONIQUE: 6, PAGE_ENT: 6 },
}

/** Third-party tools reached from a service, and the part of its pages that are a click to one. */
const OUTILS: Partial<Record<Service, { outil: string; share: number }>> = {
  RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT: { outil: 'SCRATCH', share: 0.4 },
  RESSOURCE_PRODUCTION: { outil: 'GEOGEBRA', share: 0.6 },
  RESSOURCE_MULTIMEDIA: { outil: 'LECTURAMA', share: 0.3 },
  STOCKAGE_PARTAGE: { outil: 'NEXTCLOUD', share: 0.06 },
}

const MEAN_STEPS = 6
const MOST_STEPS = 40
/** People stay in a service more often than they go to another one. */
const STAYS = 0.55
/** A person who knows the way goes through a page in less than this, and the tag sends what it saw at once. */
const HASTE = { share: 0.45, leastMs: 250, mostMs: 1300 }
const READING = { leastMs: 5_000, meanMs: 75_000, mostMs: 26 * 60_000 }

/** The page of each service, named after it. */
const PAGES = Object.fromEntries(
  SERVICES.map((service) => [service, service.toLowerCase().replaceAll('_', '-')]),
) as Record<Service, string>

export type Usages = (random: Random, profil: Profil, week: number) => Step[]

/** How the persons of a projet use it: a function that invents the steps of one visit in a week. */
export const usagesOf = (projet: Projet): Usages => {
  const choosers = (without: Service | null) =>
    Object.fromEntries(
      Object.entries(TASTES).map(([profil, tastes]) => [
        profil,
        chooser(
          (Object.entries(tastes) as [Service, number][]).filter(
            ([service]) => service !== without && (service === 'PAGE_ENT' || projet.services.includes(service)),
          ),
        ),
      ]),
    ) as Record<Profil, (random: Random) => Service>
  const before = choosers(null)
  const after = choosers('NOTES')
  return (random, profil, week) => {
    const stopped = projet.projet === PROJET_DES_NOTES.projet && week >= PROJET_DES_NOTES.semaine
    const choose = (stopped ? after : before)[profil]
    return inventSteps(random, () => choose(random))
  }
}

const inventSteps = (random: Random, chooseService: () => Service): Step[] => {
  const count = Math.min(MOST_STEPS, 1 + Math.floor(exponential(random, MEAN_STEPS - 0.5)))
  const steps: Step[] = []
  let service: Service = random() < 0.96 ? 'ACCUEIL' : chooseService()
  let after = 0
  for (let i = 0; i < count; i++) {
    if (i > 0) {
      after += pause(random)
      if (service === 'ACCUEIL' || random() > STAYS) service = random() < 0.12 ? 'ACCUEIL' : chooseService()
    }
    steps.push(inventStep(random, service, after))
  }
  return steps
}

const pause = (random: Random): number =>
  Math.floor(
    random() < HASTE.share
      ? HASTE.leastMs + random() * (HASTE.mostMs - HASTE.leastMs)
      : Math.min(READING.mostMs, READING.leastMs + exponential(random, READING.meanMs)),
  )

const inventStep = (random: Random, service: Service, after: number): Step => {
  const tool = OUTILS[service]
  if (tool !== undefined && random() < tool.share)
    return { after, action: 'clic', service, outil: tool.outil, page: 'connecteur' }
  return { after, action: random() < 0.04 ? 'clic' : 'page', service, page: PAGES[service] }
}
