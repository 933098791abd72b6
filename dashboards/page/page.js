// The page asks for its figures again every ten seconds and redraws what changed. A source that fails keeps its last
// figures on screen, and the page says so.
import { drawLedger } from './ledger.js'
import {
  drawDepartements,
  drawFreshness,
  drawKeyFigures,
  drawProjets,
  drawSchools,
  drawServices,
  drawVisits,
} from './sections.js'
import { element, show } from './table.js'
import { allWeeks, weekState, weekToRead } from './weeks.js'

const PERIOD_MS = 10_000

/** Three weeks are enough for the tables: the one under way, the one read, the one before. */
const SOURCES = {
  fraicheur: { url: 'api/fraicheur', name: 'la fraîcheur' },
  registre: { url: 'api/registre', name: 'le registre' },
  profils: { url: 'api/visites_semaine_profil', name: 'les visites par profil' },
  ecoles: { url: 'api/ecoles_semaine', name: 'les établissements' },
  services: { url: 'api/services_semaine?semaines=3', name: 'les services' },
  departements: { url: 'api/departements_semaine?semaines=3', name: 'les départements' },
  projets: { url: 'api/projets_semaine?semaines=3', name: 'les projets' },
}

/** The last good answer of each source. */
const known = {}

const ask = async (source) => {
  const response = await fetch(SOURCES[source].url, { signal: AbortSignal.timeout(PERIOD_MS) })
  if (!response.ok) throw new Error(`${response.status}`)
  const answer = await response.json()
  known[source] = answer.lignes !== undefined && source !== 'registre' ? answer.lignes : answer
}

const refresh = async () => {
  const names = Object.keys(SOURCES)
  const results = await Promise.allSettled(names.map(ask))
  sayFailures(names.filter((_, i) => results[i].status === 'rejected'))
  draw()
}

const sayFailures = (failed) => {
  const all = failed.length === Object.keys(SOURCES).length
  const what = all
    ? 'Le serveur ne répond pas.'
    : `Sans réponse : ${failed.map((source) => SOURCES[source].name).join(', ')}.`
  const text = `${what} Les chiffres affichés sont les derniers connus ; la page réessaie toutes les dix secondes.`
  const alert = element('div', { className: 'fr-alert fr-alert--error fr-alert--sm' }, element('p', {}, text))
  show(document.getElementById('erreur'), ...(failed.length > 0 ? [alert] : []))
}

const draw = () => {
  if (known.fraicheur) drawFreshness(known.fraicheur)
  if (known.registre) drawLedger(known.registre)
  if (!known.profils) return
  const fraicheur = known.fraicheur ?? { completJusqua: null, joursClos: null }
  const weeks = allWeeks(known.profils, fraicheur)
  document.getElementById('vide').hidden = weeks.length > 0
  document.getElementById('figures').hidden = weeks.length === 0
  if (weeks.length === 0) return

  const running = weeks.find((week) => weekState(week, fraicheur) === 'enCours')
  const seen = { ...known, weeks, week: weekToRead(weeks, fraicheur), running, fraicheur }
  drawVisits(seen)
  if (known.ecoles) drawKeyFigures(seen)
  if (known.ecoles) drawSchools(seen)
  if (known.services) drawServices(seen)
  if (known.departements) drawDepartements(seen)
  if (known.projets) drawProjets(seen)
}

const again = async () => {
  if (!document.hidden) await refresh()
  setTimeout(again, PERIOD_MS)
}

// The charts are drawn on a canvas, which does not wait for the letters by itself.
await document.fonts.load('12px Marianne')
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
document.addEventListener('visibilitychange', () => document.hidden || refresh())
await again()
