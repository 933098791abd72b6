// A dashboard as Grafana's JSON, which versions 10 to 13 load: its filters, its panels, holidays and annotations over its curves.
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common'
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  FieldColorBuilder,
  FieldColorModeId,
  TimeOptionBuilder,
  TimePickerBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat'
import { appel, type Tableau } from '../definition/panneau.ts'
import { EXPLOITATION } from '../definition/pilotage.ts'
import { chaine, variableDesReleves } from './chaine.ts'
import { ETIQUETTE, menu, uidDe } from './liens.ts'
import { dessiner } from './panneaux.ts'
import { cible } from './requetes.ts'
import { SOURCE, valeurDe, variablesDe } from './variables.ts'

/** A school year is from 1 August: Grafana calls it fiscal, and counts months from 0. */
const AOUT = 7

export const dessinerTableau = (tableau: Tableau): Dashboard => {
  const dashboard = new DashboardBuilder(tableau.titre)
    .uid(uidDe(tableau.id))
    .description(tableau.question)
    .tags([ETIQUETTE])
    .timezone('browser')
    .weekStart('monday')
    .fiscalYearStartMonth(AOUT)
    .time({ from: 'now-6M', to: 'now' })
    .timepicker(
      new TimePickerBuilder().quickRanges(
        PERIODES.map(([nom, from, to]) => new TimeOptionBuilder().display(nom).from(from).to(to)),
      ),
    )
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...variablesDe(tableau), ...(tableau === EXPLOITATION ? [variableDesReleves()] : [])])
    .annotations(reperes(tableau))
    .links([menu()])
  let id = 0
  const dessines = tableau.panneaux.flatMap((panneau) => dessiner(tableau, panneau))
  for (const panel of [fraicheur(), ...dessines, ...(tableau === EXPLOITATION ? chaine() : [])]) {
    id += 1
    dashboard.withPanel(panel.id(id))
  }
  return dashboard.build()
}

const PERIODES = [
  ['Trois derniers mois', 'now-3M', 'now'],
  ['Six derniers mois', 'now-6M', 'now'],
  ['Année scolaire en cours', 'now/fy', 'now'],
  ['Année scolaire précédente', 'now-1y/fy', 'now-1y/fy'],
  ['Deux dernières années scolaires', 'now-1y/fy', 'now'],
  ['Depuis 2019', '2019-08-01T00:00:00.000Z', 'now'],
] as const

/** How far the figures go, above all of them. */
const fraicheur = (): Stat =>
  new Stat()
    .title('')
    .description(
      'Tout ce qui a été reçu jusqu’à cette heure est dans les chiffres ; jusqu’à ce jour, ils ne changeront plus.',
    )
    .datasource(SOURCE)
    .span(24)
    .height(3)
    .withTarget(
      cible(`SELECT ifNull(formatDateTime(argMax(complet_jusqua, dit), '%d/%m/%Y %H:%i', 'Europe/Paris'), 'inconnu') AS "Complet jusqu’à",
  ifNull(formatDateTime(argMax(jours_clos, dit), '%d/%m/%Y'), 'aucun jour clos') AS "Jours clos jusqu’au"
FROM fraicheur
LIMIT 1`),
    )
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('/.*/').values(false))
    .orientation(VizOrientation.Vertical)
    .textMode(BigValueTextMode.ValueAndName)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.None)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('text'))

/** Shaded from the first day to the end of the last. */
const reperes = (tableau: Tableau): AnnotationQueryBuilder[] => {
  const valeur = valeurDe(tableau)
  const repere = (nom: string, couleur: string, sql: string) =>
    new AnnotationQueryBuilder()
      .name(nom)
      .datasource(SOURCE)
      .enable(true)
      .hide(false)
      .iconColor(couleur)
      .target(cible(`${sql}\nORDER BY time, title\nLIMIT 1000`, 'table', nom))
  return [
    repere(
      'Vacances scolaires',
      'super-light-blue',
      `SELECT du AS time, au + 1 AS timeEnd, libelle AS title, zone AS text FROM ${appel('vacances', valeur)}`,
    ),
    repere(
      'Annotations',
      'purple',
      `SELECT du AS time, if(au IS NULL, NULL, au + 1) AS timeEnd, titre AS title, texte AS text, toString(genre) AS tags FROM ${appel('annotations', valeur)}`,
    ),
  ]
}
