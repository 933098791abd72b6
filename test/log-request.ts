// Requests as a log keeps them, each recognised by its number.
import { LogUnavailable, type MarkerLog } from '../log/log.ts'
import type { RawRequest } from '../schema/marker.ts'

/** A Tuesday at 8:05. */
export const TUESDAY = Date.parse('2026-11-24T07:05:00Z')

/** A request that is recognised by its `n`; it may be made as long as need be by its markers. */
export const request = (n: number, markers = 1, page = ''): RawRequest => ({
  recu: TUESDAY + n,
  robot: false,
  appareil: 'tablette',
  os: 'ios',
  navigateur: 'safari',
  projet: 'ENT95',
  uai: '0951234X',
  profil: 'ELEVE',
  visiteur: String(n),
  plateforme: null,
  exploitant: null,
  collectivite: null,
  markers: Array.from({ length: markers }, (_, i) => ({
    id: `${n * 1000 + i}`,
    age: 0,
    action: 'page',
    service: 'NOTES',
    type: null,
    outil: null,
    page: page === '' ? null : page,
  })),
})
export const numberOf = ({ visiteur }: RawRequest): number => Number(visiteur)
export const upTo = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i)
export const byNumber = (a: number, b: number): number => a - b

/** A broker on a busy machine is given its time; one that refuses for good is not asked for ever. */
const TRIES = 5

/** As a tag does: again when the log could not say in time that it has it. */
export const appendUntilKept = async (log: MarkerLog, n: number): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      return await log.append([request(n)])
    } catch (error) {
      if (!(error instanceof LogUnavailable) || tries === TRIES) throw error
    }
  }
}
