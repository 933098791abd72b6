// Deterministic load: the n-th opening of the ENT is the same for the same seed, and each is posted again until the collector
// gave a 202 or a definite refusal, with the same body and the same ids, as the tag does.
import { Agent, request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { instantOf } from '../../schema/clock.ts'
import { ANDROID, WINDOWS } from '../page.ts'
import { ECOLE, LYCEE } from '../schools.ts'
import { randomOf } from './random.ts'

const TAGS = 8
/** Between two openings of a tag: some hundred markers a second in all, so that a long campaign is counted again in a minute. */
const BETWEEN_MS = 60
const RETRY_MS = 100
const ANSWER_MS = 5000
/** Of a hundred openings, how many are not plain. */
const UNKNOWN_SCHOOL = 3
const POSTED_TWICE = 3
const MALFORMED = 2

const SERVICES = ['ACCUEIL', 'NOTES', 'CAHIER_TEXTES', 'COURRIER_ELECTRONIQUE', 'ABSENCES']
/** Well formed, and in no directory. */
const UNKNOWN_UAI = '0959999C'

type Shown = { id: string; t: number; action: string; service: string }
export type Opened = {
  kind: 'plain' | 'unknown' | 'twice' | 'malformed'
  visiteur: string
  uai: string
  profil: string
  userAgent: string
  markers: Shown[]
}

/**
 * Some pages of `jour`, in the morning for the even ones and, by the same person, late in the evening for the odd ones. So a
 * person has two visits, whenever the markers are received and however far a clock jumps by less than an hour.
 */
export const openingOf = (seed: number, n: number, jour: string): Opened => {
  const person = n >> 1
  const draw = randomOf(`${seed}/${n}`)
  const hundred = draw() * 100
  const kind =
    hundred < UNKNOWN_SCHOOL
      ? 'unknown'
      : hundred < UNKNOWN_SCHOOL + POSTED_TWICE
        ? 'twice'
        : hundred < UNKNOWN_SCHOOL + POSTED_TWICE + MALFORMED
          ? 'malformed'
          : 'plain'
  const first = instantOf(jour, 0, 'Europe/Paris') + (n % 2 === 0 ? 10 : 22) * 3600_000 + (person % 600_000)
  return {
    kind,
    visiteur: `eleve-${person}`,
    uai: kind === 'unknown' ? UNKNOWN_UAI : person % 3 === 0 ? ECOLE.uai : LYCEE.uai,
    profil: person % 5 === 0 ? 'PARENT' : 'ELEVE',
    userAgent: person % 2 === 0 ? WINDOWS : ANDROID,
    markers: SERVICES.slice(0, 1 + Math.floor(draw() * SERVICES.length)).map((service, i) => ({
      id: `${String(n).padStart(12, '0')}-${i}-abcdef`,
      t: first + i * (1000 + (person % 7)),
      action: 'page',
      service,
    })),
  }
}

/** As the tag says it at `now`: the age of a marker grows with each attempt, its id stays. */
export const bodyAt = ({ kind, visiteur, uai, profil, markers }: Opened, now: number) => ({
  v: kind === 'malformed' ? 2 : 1,
  projet: 'ENT95',
  uai,
  profil,
  visiteur,
  markers: markers.map(({ t, ...marker }) => ({ ...marker, age: now - t })),
})

const post = (url: string, agent: Agent, opened: Opened): Promise<number> =>
  new Promise((done, fail) => {
    const headers = { 'content-type': 'text/plain', 'user-agent': opened.userAgent }
    const call = httpRequest(`${url}/markers`, { method: 'POST', agent, headers, timeout: ANSWER_MS }, (answer) => {
      answer
        .resume()
        .on('end', () => done(answer.statusCode as number))
        .on('error', fail)
    })
    call.on('error', fail).on('timeout', () => call.destroy(new Error('no answer')))
    call.end(JSON.stringify(bodyAt(opened, Date.now())))
  })

/** Tags that post until they are told to stop; `pause` resolves once none of them has anything left unanswered. */
export const openLoad = (url: string, seed: number, jour: string) => {
  const agent = new Agent({ keepAlive: true })
  const accepted: Opened[] = []
  const counts = { posts: 0, postedMarkers: 0, acceptedPosts: 0, acceptedMarkers: 0, refused: 0, retries: 0 }
  const unexpected: number[] = []
  let next = 0
  let working: Promise<unknown> | null = null
  let stopping = false
  let abandoned = false

  const postUntilAnswered = async (opened: Opened): Promise<void> => {
    for (;;) {
      counts.posts += 1
      if (opened.kind !== 'malformed') counts.postedMarkers += opened.markers.length
      const status = await post(url, agent, opened).catch(() => 503)
      if (status === 202) {
        counts.acceptedPosts += 1
        counts.acceptedMarkers += opened.markers.length
        return
      }
      if (status === 400 && opened.kind === 'malformed') {
        counts.refused += 1
        return
      }
      if (status < 500) return void unexpected.push(status)
      if (abandoned) throw new Error('the campaign ended before this opening was answered')
      counts.retries += 1
      await sleep(RETRY_MS)
    }
  }
  const tag = async (): Promise<void> => {
    while (!stopping) {
      const opened = openingOf(seed, next++, jour)
      await postUntilAnswered(opened)
      if (opened.kind === 'twice') await postUntilAnswered(opened)
      if (opened.kind !== 'malformed') accepted.push(opened)
      await sleep(BETWEEN_MS)
    }
  }
  return {
    counts,
    /** Of every opening that the collector took, in the order of its answers. */
    accepted,
    /** Definite refusals of openings that are well formed: there must be none. */
    unexpected,
    resume: () => {
      stopping = false
      working ??= Promise.all(Array.from({ length: TAGS }, tag))
    },
    pause: async () => {
      stopping = true
      await working
      working = null
    },
    /** Whatever is still unanswered is given up. */
    close: async () => {
      abandoned = true
      stopping = true
      await working?.catch(() => {})
      agent.destroy()
    },
  }
}
export type Load = ReturnType<typeof openLoad>
