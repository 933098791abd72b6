// The ledger: what became of every marker received, by day of reception, then by projet.
import { number, weekday } from './french.js'
import { drawTable, element, show } from './table.js'
import { MOTIFS } from './vocabulary.js'

const part = (id) => document.getElementById(id)
const sum = (values) => values.reduce((total, n) => total + n, 0)
const refused = ({ rejetes }) => sum(Object.values(rejetes))

/** One line out of several: each count is a sum. */
const together = (lines, key) => {
  const rejetes = {}
  for (const line of lines)
    for (const [reason, n] of Object.entries(line.rejetes)) rejetes[reason] = (rejetes[reason] ?? 0) + n
  const total = (column) => sum(lines.map((line) => line[column]))
  return {
    ...key,
    recus: total('recus'),
    comptes: total('comptes'),
    doublons: total('doublons'),
    enAttente: total('enAttente'),
    rejetes,
  }
}

const reasons = ({ rejetes }) =>
  Object.entries(rejetes)
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, n]) => `${MOTIFS[reason] ?? reason} ${number(n)}`)
    .join(', ')

const COUNTS = [
  { title: 'Reçus', value: ({ recus }) => number(recus) },
  { title: 'Comptés', value: ({ comptes }) => number(comptes) },
  { title: 'Doublons', value: ({ doublons }) => number(doublons) },
  { title: 'Refusés', value: (line) => number(refused(line)) },
  { title: 'En attente', value: ({ enAttente }) => number(enAttente) },
  { title: 'Motifs des refus', type: 'long', value: reasons },
]
const DAY = { title: 'Jour de réception', type: 'head', value: ({ jour }) => weekday(jour) }
const PROJET = { title: 'Projet', type: 'head', value: ({ projet }) => (projet === '?' ? 'projet inconnu' : projet) }

const CLOSED =
  'Le registre est clos : tout marqueur reçu est compté, écarté (doublon ou refus motivé) ou en attente. ' +
  'Quatorze derniers jours de réception, heure de Paris.'
const OPEN =
  'Le registre ne tombe pas juste : sur au moins une ligne, reçus n’égale pas comptés + doublons + refusés + en attente. ' +
  'Lancez « mesure ledger » et signalez-le : des marqueurs sont peut-être perdus.'

export const drawLedger = ({ ferme, lignes }) => {
  const alert = element('div', { className: 'fr-alert fr-alert--error fr-alert--sm' }, element('p', {}, OPEN))
  show(part('registre-etat'), ferme ? element('p', {}, CLOSED) : alert)
  const days = Object.entries(Object.groupBy(lignes, ({ jour }) => jour)).sort(([a], [b]) => (a < b ? 1 : -1))
  const projets = Object.entries(Object.groupBy(lignes, ({ projet }) => projet)).sort(([a], [b]) => a.localeCompare(b))
  drawTable(
    part('registre-tableau'),
    'Registre par jour de réception',
    [DAY, ...COUNTS],
    days.map(([jour, lines]) => together(lines, { jour })),
    'Aucun marqueur reçu.',
  )
  part('registre-projets').hidden = projets.length === 0
  drawTable(
    part('registre-projets-tableau'),
    'Registre par projet, sur les mêmes jours',
    [PROJET, ...COUNTS],
    projets.map(([projet, lines]) => together(lines, { projet })),
  )
}
