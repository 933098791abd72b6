// The parts of the page, each from the answers of the API to what a reader sees. All may be called again at any time.
import { drawLegend, drawWeeks } from './chart.js'
import { addDays, difference, evolution, hour, longDay, number, parisDay, share, weekday, weekName } from './french.js'
import { drawTable, drawTop, element, show } from './table.js'
import { CLASSES, PROFILS } from './vocabulary.js'
import { weekState } from './weeks.js'

const part = (id) => document.getElementById(id)
const STATES = {
  close: ['Semaine close', 'fr-badge--success', 'Ses chiffres ne changeront plus.'],
  provisoire: [
    'Provisoire',
    'fr-badge--new',
    'Des marqueurs en retard peuvent encore s’y ajouter jusqu’à sa clôture, 52 heures après le dimanche.',
  ],
  enCours: ['En cours', 'fr-badge--new', 'La semaine n’est pas finie.'],
}

/** Beyond this, figures that stand still are a fault worth a word. */
const LATE_MS = 15 * 60_000

export const drawFreshness = ({ completJusqua, joursClos }) => {
  const today = parisDay(Date.now())
  const upTo =
    completJusqua !== null && parisDay(completJusqua) !== today ? ` le ${weekday(parisDay(completJusqua))}` : ''
  const complete =
    completJusqua === null ? 'Rien n’a encore été traité' : `Données complètes jusqu’à ${hour(completJusqua)}${upTo}`
  const closed = joursClos === null ? 'aucun jour clos' : `jours clos jusqu’au ${longDay(joursClos)}`
  const late = completJusqua !== null && Date.now() - Date.parse(completJusqua) > LATE_MS
  const warning = element('span', { className: 'fr-badge fr-badge--sm fr-badge--warning' }, 'En retard')
  show(part('fraicheur'), element('strong', {}, complete), ` · ${closed}`, ...(late ? [' ', warning] : []))
}

const at = (rows, week, test = () => true) => rows.find((row) => row.semaine === week && test(row))
const visits = (rows, week, profil = 'TOTAL') => at(rows, week, (row) => row.profil === profil)?.visites ?? 0

export const drawKeyFigures = ({ profils, ecoles, week, running, fraicheur }) => {
  const [label, badge, reason] = STATES[weekState(week, fraicheur)]
  show(part('cles-titre'), weekName(week))
  show(part('cles-etat'), label)
  part('cles-etat').className = `fr-badge fr-badge--sm fr-badge--no-icon ${badge}`
  show(part('cles-raison'), reason)

  const before = addDays(week, -7)
  const [total, previous] = [visits(profils, week), visits(profils, before)]
  const [seen, seenBefore] = [at(ecoles, week), at(ecoles, before)]
  const ratio = (profil) => (total === 0 ? null : visits(profils, week, profil) / total)
  const figures = [
    [
      'Visites',
      number(total),
      previous > 0 ? `${evolution(total, previous)} sur la semaine précédente` : 'pas de semaine précédente',
    ],
    [
      'Établissements actifs',
      number(seen?.ecoles_actives ?? 0),
      `sur ${number(seen?.ecoles_vues ?? 0)} vus` +
        (seenBefore === undefined
          ? ''
          : ` ; ${difference(seen?.ecoles_actives ?? 0, seenBefore.ecoles_actives)} actifs en une semaine`),
    ],
    [
      'Visites d’élèves',
      share(ratio('ELEVE')),
      `parents ${share(ratio('PARENT'))}, enseignants ${share(ratio('ENSEIGNANT'))}`,
    ],
  ]
  const cards = figures.map(([name, value, more]) => card('cle', name, value, more))
  const now =
    running === undefined || running === week
      ? []
      : [
          card(
            'cle cle--en-cours',
            'Semaine en cours, incomplète',
            number(visits(profils, running)),
            `visites depuis le ${weekday(running)}`,
          ),
        ]
  show(part('cles'), ...cards, ...now)
}

const card = (className, name, value, more) =>
  element(
    'li',
    { className },
    element('p', { className: 'cle__nom' }, name),
    element('p', { className: 'cle__valeur' }, value),
    element('p', { className: 'cle__suite' }, more),
  )

const weekColumn = (fraicheur) => ({
  title: 'Semaine du',
  type: 'head',
  value: (week) => longDay(week) + (weekState(week, fraicheur) === 'enCours' ? ' (en cours)' : ''),
})

const spoken = (what, weeks, values, week) => {
  const top = Math.max(...values)
  return (
    `${what}, ${weeks.length} semaines, du ${longDay(weeks[0])} à celle du ${longDay(weeks.at(-1))}. ` +
    `${weekName(week)} : ${number(values[weeks.indexOf(week)])}. Le plus haut : ${number(top)}, la semaine du ${longDay(weeks[values.indexOf(top)])}. Le tableau suit.`
  )
}

export const drawVisits = ({ profils, weeks, week, running, fraicheur }) => {
  const label = (code) => profils.find(({ profil }) => profil === code)?.libelle ?? code
  const present = PROFILS.filter(({ code }) => profils.some(({ profil }) => profil === code))
  const series = present.map(({ code, token }) => ({
    name: label(code),
    color: token,
    values: weeks.map((monday) => visits(profils, monday, code)),
  }))
  const totals = weeks.map((monday) => visits(profils, monday))
  drawLegend('visites-legende', series, running)
  drawWeeks('visites-dessin', {
    weeks,
    running,
    series,
    stacked: true,
    sentence: spoken('Visites par semaine et par profil', weeks, totals, week),
  })
  const columns = present.map(({ code }) => ({
    title: label(code),
    value: (monday) => number(visits(profils, monday, code)),
  }))
  drawTable(
    part('visites-tableau'),
    'Visites par semaine et par profil',
    [weekColumn(fraicheur), { title: 'Total', value: (monday) => number(visits(profils, monday)) }, ...columns],
    weeks.toReversed(),
  )
}

export const drawSchools = ({ ecoles, weeks, week, running, fraicheur }) => {
  const count = (monday, column) => at(ecoles, monday)?.[column] ?? 0
  const series = [
    { name: 'Vus', color: '--background-contrast-blue-france-active', column: 'ecoles_vues' },
    { name: 'Actifs', color: '--background-flat-blue-france', column: 'ecoles_actives' },
  ].map((one) => ({ ...one, values: weeks.map((monday) => count(monday, one.column)) }))
  drawLegend('ecoles-legende', series, running)
  drawWeeks('ecoles-dessin', {
    weeks,
    running,
    series,
    stacked: false,
    sentence: spoken('Établissements actifs par semaine', weeks, series[1].values, week),
  })
  drawTable(
    part('ecoles-tableau'),
    'Établissements vus et actifs par semaine',
    [
      weekColumn(fraicheur),
      ...series.map(({ name, column }) => ({ title: name, value: (monday) => number(count(monday, column)) })),
    ],
    weeks.toReversed(),
  )
}

const byVisits = (rows, week) => rows.filter(({ semaine }) => semaine === week).sort((a, b) => b.visites - a.visites)
const EMPTY = 'Aucune visite comptée cette semaine.'

/** How the visits of a row changed since the same row of the week before. */
const evolutionColumn = (rows, week, key) => ({
  title: 'Évolution',
  value: (row) =>
    evolution(row.visites, at(rows, addDays(week, -7), (before) => before[key] === row[key])?.visites ?? 0),
})

const bar = (ratio) => {
  const fill = element('span', { className: 'barre', ariaHidden: 'true' })
  fill.style.width = `${Math.round(1000 * ratio) / 10}%`
  return element(
    'div',
    { className: 'part' },
    element('span', { className: 'part__nombre' }, share(ratio)),
    element('span', { className: 'part__fond' }, fill),
  )
}

export const drawServices = ({ services, week }) => {
  const rows = byVisits(services, week)
  drawTop(
    'services',
    `Services, semaine du ${longDay(week)}`,
    [
      { title: 'Service', type: 'head', value: ({ libelle }) => libelle },
      { title: 'Part des visites', type: 'text', value: ({ part_visites }) => bar(part_visites ?? 0) },
      { title: 'Visites', value: ({ visites }) => number(visites) },
      evolutionColumn(services, week, 'service'),
    ],
    rows.filter(({ visites }) => visites > 0),
    EMPTY,
  )
  const absent = rows.filter(({ visites }) => visites === 0).map(({ libelle }) => libelle)
  show(
    part('services-absents'),
    absent.length === 0
      ? ''
      : `Sans aucune visite cette semaine : ${absent.sort((a, b) => a.localeCompare(b, 'fr')).join(' ; ')}.`,
  )
}

const deployment = ({ classe_deploiement: classe }) =>
  classe === null
    ? 'aucune école publique'
    : element('span', { className: `fr-badge fr-badge--sm fr-badge--no-icon ${CLASSES[classe]}` }, classe)

export const drawDepartements = ({ departements, week }) =>
  drawTop(
    'departements',
    `Départements, semaine du ${longDay(week)}`,
    [
      {
        title: 'Département',
        type: 'head',
        value: ({ departement, code_departement }) => departement || code_departement || 'Non renseigné',
      },
      { title: 'Visites', value: ({ visites }) => number(visites) },
      evolutionColumn(departements, week, 'code_departement'),
      { title: 'Actifs', value: ({ ecoles_actives }) => number(ecoles_actives) },
      { title: 'Vus', value: ({ ecoles_vues }) => number(ecoles_vues) },
      {
        title: 'Écoles en projet',
        value: (row) => `${number(row.ecoles_en_projet)} sur ${number(row.ecoles_publiques)}`,
      },
      { title: 'Taux', value: ({ taux_deploiement }) => share(taux_deploiement) },
      { title: 'Déploiement du premier degré', type: 'text', value: deployment },
    ],
    byVisits(departements, week),
    EMPTY,
  )

export const drawProjets = ({ projets, week }) =>
  drawTop(
    'projets',
    `Projets, semaine du ${longDay(week)}`,
    [
      {
        title: 'Projet',
        type: 'head',
        value: ({ libelle, projet }) => element('span', {}, libelle || projet, element('small', {}, ` ${projet}`)),
      },
      { title: 'Visites', value: ({ visites }) => number(visites) },
      evolutionColumn(projets, week, 'projet'),
      { title: 'Visites pour 100 élèves', value: ({ visites_pour_100_eleves }) => number(visites_pour_100_eleves) },
      { title: 'Sans effectif connu', value: ({ ecoles_sans_effectif }) => number(ecoles_sans_effectif) },
      { title: 'Actifs', value: ({ ecoles_actives }) => number(ecoles_actives) },
      { title: 'Vus', value: ({ ecoles_vues }) => number(ecoles_vues) },
      { title: 'Déclarés', value: ({ ecoles_declarees }) => number(ecoles_declarees) },
      { title: 'Hors périmètre', value: ({ ecoles_hors_perimetre }) => number(ecoles_hors_perimetre) },
    ],
    byVisits(projets, week),
    EMPTY,
  )
