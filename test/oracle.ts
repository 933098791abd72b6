// The product's figures computed a second time, from the definitions alone, in the plainest way: what the tests hold
// the product to. This half: visits, the open-data files, the ledger.
import { readFileSync } from 'node:fs'
import { fuseauDuDepartement, type Rejet } from '../schema/vocabulary.ts'
import {
  addDays,
  compare,
  type Ecole,
  inOrder,
  type Judged,
  judgeAll,
  local,
  MINUTE,
  monday,
  type Recorded,
  type Reference,
  samePerson,
} from './oracle-judge.ts'

export const ENSEMBLES = ['profils', 'services', 'appareils', 'profils-appareils'] as const
export type Ensemble = (typeof ENSEMBLES)[number]
export type Ligne = {
  projet: string
  jour: string
  recus: number
  comptes: number
  doublons: number
  rejetes: Partial<Record<Rejet, number>>
  enAttente: number
}

export type Visite = {
  projet: string
  uai: string
  jour: string
  semaine: string
  profil: string
  utilisateur: string
  appareil: string
  os: string
  navigateur: string
  duree: number
  services: Map<string, number>
}

// The visits

/** Whether `next` belongs to the visit that `first` opened and whose last marker so far is `last`. */
const continues = (first: Judged, last: Judged, next: Judged, zone: string): boolean => {
  if (next.t - last.t >= 30 * MINUTE) return false
  const lendemain = addDays(local(first.t, zone).jour, 1)
  const { jour, heure } = local(next.t, zone)
  return jour < lendemain || (jour === lendemain && heure < 4)
}

const toVisite = (markers: readonly Judged[], zone: string): Visite => {
  const first = markers[0] as Judged
  const services = new Map<string, number>()
  markers.forEach(({ service, t }, i) => {
    const next = markers[i + 1]
    services.set(service, (services.get(service) ?? 0) + (next === undefined ? 0 : next.t - t))
  })
  const { jour } = local(first.t, zone)
  return {
    projet: first.projet,
    uai: first.uai,
    jour,
    semaine: monday(jour),
    profil: first.profil,
    utilisateur: JSON.stringify([first.projet, first.visiteur, first.annee]),
    appareil: first.appareil,
    os: first.os,
    navigateur: first.navigateur,
    duree: (markers.at(-1) as Judged).t - first.t,
    services,
  }
}

const visitsOf = (judged: readonly Judged[], { ecoles }: Reference): Visite[] => {
  const visits: Visite[] = []
  let left = judged.filter(({ verdict }) => verdict === 'compte').sort(inOrder)
  while (left[0] !== undefined) {
    const person = left[0]
    const zone = fuseauDuDepartement(ecoles.find(({ uai }) => uai === person.uai)?.codeDepartement ?? '')
    let visit: Judged[] = []
    for (const marker of left.filter((one) => samePerson(one, person))) {
      const [first, last] = [visit[0], visit.at(-1)]
      if (first !== undefined && last !== undefined && !continues(first, last, marker, zone)) {
        visits.push(toVisite(visit, zone))
        visit = []
      }
      visit.push(marker)
    }
    visits.push(toVisite(visit, zone))
    left = left.filter((one) => !samePerson(one, person))
  }
  return visits
}

// What is published

/** HH:MM:SS of a mean, to the nearest second, halves up; hours may pass 24. Whole numbers throughout. */
export const meanDuration = (sumMs: number, visits: number): string => {
  const seconds = visits === 0 ? 0 : Math.floor((2 * sumMs + 1000 * visits) / (2000 * visits))
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

const NATURES: Record<string, readonly number[]> = {
  'Ecole maternelle': [101, 103],
  'Ecole élémentaire': [151, 153, 162],
  Collège: [340, 350, 352],
  Lycée: [300, 302, 306],
  'Lycée professionnel': [320],
}
const nature = ({ codeNature, libelleNature }: Ecole): string =>
  Object.keys(NATURES).find((label) => NATURES[label]?.includes(codeNature)) ?? libelleNature

/** The time that a visit brings to the group which the end of a column's name stands for; none when it isn't in it. */
const inGroup = (set: Ensemble, suffix: string, visit: Visite): number | undefined => {
  const named = (name: string): boolean => name.toLowerCase() === suffix.toLowerCase()
  if (set === 'services') return visit.services.get(suffix.toUpperCase())
  const groups = {
    profils: ['globales', visit.profil],
    appareils: [visit.appareil, visit.os, visit.navigateur],
    'profils-appareils': [`${visit.profil}_${visit.appareil.replace('autreappareil', 'autresappareil')}`],
  }
  return groups[set].some(named) ? visit.duree : undefined
}

const HEADERS = readFileSync(new URL('fixtures/oracle-columns.txt', import.meta.url), 'utf8').split('\n')
export const columnsOf = (set: Ensemble): string[] => {
  const line = HEADERS.find((one) => one.startsWith(`${set}: `)) as string
  return line.slice(set.length + 2).split(';')
}

const quoted = (text: string): string => (/[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const toLine = (fields: readonly string[]): string => `${fields.map(quoted).join(';')}\r\n`

const rowOf = (set: Ensemble, ecole: Ecole, semaine: string, visits: readonly Visite[]): string[] => {
  const context: Record<string, string> = {
    debutSemaine: semaine,
    UAI: ecole.uai,
    académie: ecole.academie,
    commune: ecole.commune,
    département: ecole.departement,
    région: ecole.region,
    ministère: ecole.ministere,
    circonscription: ecole.circonscription,
    nature_uai: nature(ecole),
    secteur: ecole.secteur,
  }
  return columnsOf(set).map((column) => {
    if (context[column] !== undefined) return context[column]
    const [, measure, suffix] = column.match(/^(visites|utilisateurs|duree)_(.+)$/) as [string, string, string]
    const members = visits.filter((visit) => inGroup(set, suffix, visit) !== undefined)
    if (measure === 'visites') return String(members.length)
    if (measure === 'utilisateurs') return String(new Set(members.map(({ utilisateur }) => utilisateur)).size)
    const sum = members.reduce((total, visit) => total + (inGroup(set, suffix, visit) as number), 0)
    return meanDuration(sum, members.length)
  })
}

export type Figures = {
  /** One of the four files, weeks whose Monday is in [du, au]. */
  opendata: (set: Ensemble, du: string, au: string) => string
  /** By projet then day of reception. */
  ledger: Ligne[]
  visits: readonly Visite[]
}

export const oracle = (requests: readonly Recorded[], reference: Reference): Figures => {
  const judged = judgeAll(requests, reference)
  const visits = visitsOf(judged, reference)
  const opendata = (set: Ensemble, du: string, au: string): string => {
    const weeks = [...new Set(visits.map(({ semaine }) => semaine))].filter((week) => week >= du && week <= au).sort()
    const schools = [...reference.ecoles].sort((a, b) => compare(a.uai, b.uai))
    const rows = weeks.flatMap((week) =>
      schools.flatMap((ecole) => {
        const seen = visits.filter(({ uai, semaine }) => uai === ecole.uai && semaine === week)
        return seen.length === 0 ? [] : [toLine(rowOf(set, ecole, week, seen))]
      }),
    )
    return [toLine(columnsOf(set)), ...rows].join('')
  }
  const lines = new Map<string, Ligne>()
  for (const { projet, recu, verdict } of judged) {
    const { jour } = local(recu, 'Europe/Paris')
    const key = `${projet} ${jour}`
    const line = lines.get(key) ?? { projet, jour, recus: 0, comptes: 0, doublons: 0, rejetes: {}, enAttente: 0 }
    lines.set(key, line)
    line.recus += 1
    if (verdict === 'compte') line.comptes += 1
    else if (verdict === 'doublon') line.doublons += 1
    else line.rejetes[verdict] = (line.rejetes[verdict] ?? 0) + 1
  }
  const ledger = [...lines.values()].sort((a, b) => compare(a.projet, b.projet) || compare(a.jour, b.jour))
  return { opendata, ledger, visits }
}
