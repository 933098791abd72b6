// What the answer to a question was made of. As long as it stays, so does the answer: the figures of a closed week are not asked
// again because the day that runs was made again.
import type { Ligne } from './lecture.ts'

/** An import that is under way has one instant: its rows tell how far it went. What is made by it comes a while later. */
const SOCLE = [
  ...['etablissement', 'projet', 'effectif', 'calendrier', 'semaine_publiee'].map(
    (table) => `toString((SELECT (count(), max(importe)) FROM ${table}))`,
  ),
  'toString((SELECT sum(recensee) FROM ecole_placee))',
  'toString((SELECT sum(empreinte) FROM semaine_alignee))',
  'toString((SELECT sum(empreinte) FROM publiee_territoire))',
].join(' || ')

/** What figures are shown with; how far the ledger goes; when each period was made. */
export const VERSION = `SELECT
  ifNull(toString((SELECT argMax(jours_clos, dit) FROM fraicheur)), '') || toString((SELECT count() FROM purge))
    || toString((SELECT max(cree) FROM annotation)) || ${SOCLE} AS socle,
  toString((SELECT max(dit) FROM fraicheur)) AS dit,
  (SELECT groupArray(genre || ' ' || debut || ' ' || fait)
    FROM (SELECT toString(genre) AS genre, toString(debut) AS debut, toString(max(reconstruit)) AS fait FROM periode_reconstruite GROUP BY genre, debut)) AS faites`

export type Version = { socle: string; dit: string; faites: readonly { genre: string; debut: string; fait: string }[] }

export const versionDe = (ligne: Ligne | undefined): Version => ({
  socle: String(ligne?.socle),
  dit: String(ligne?.dit),
  faites: ((ligne?.faites ?? []) as unknown as string[]).map((faite) => {
    const [genre = '', debut = '', ...fait] = faite.split(' ')
    return { genre, debut, fait: fait.join(' ') }
  }),
})

/** The ledger moves with every batch. */
const REGISTRE = /\b(recu|decompte_jour|registre|marker|visit|jour_\w+)\b/
/** Whether a service was ever marked is read of every period. */
const TOUTES = /\bmarquage\b/
/** Periods of another kind than the one that is asked. */
const AUTRES = /\bgenre = '/

/** What must not have changed for the answer to stand: periods that begin after the last day asked are none of it. */
export const version = ({ socle, dit, faites }: Version, query: string, params: Record<string, unknown>): string => {
  if (REGISTRE.test(query)) return `${socle} ${dit}`
  const [genre, au] = [String(params.genre ?? ''), String(params.au ?? '')]
  const toutes = genre === '' || au === '' || TOUTES.test(query)
  const lues = faites.filter((faite) => toutes || (faite.debut <= au && (faite.genre === genre || AUTRES.test(query))))
  const dernier = lues
    .map(({ fait }) => fait)
    .sort()
    .at(-1)
  return `${socle} ${dernier}`
}
