// A panel of a dashboard as one of Grafana's own: stat, timeseries, barchart or table, none of them deprecated.
import { PanelBuilder as Barchart } from '@grafana/grafana-foundation-sdk/barchart'
import {
  AxisPlacement,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  HideSeriesConfigBuilder,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { type DynamicConfigValue, FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table'
import { PanelBuilder as Timeseries } from '@grafana/grafana-foundation-sdk/timeseries'
import {
  type Dessin,
  definitionDe,
  FILTRES,
  type Mesure,
  nonSuivis,
  type Panneau,
  type Tableau,
} from '../definition/panneau.ts'
import { CACHEE, lecture, proprietes, proprietesDeTableau } from './champs.ts'
import { adresseDe } from './liens.ts'
import { cible, colonnesLues, sqlDe, sqlDeNombre } from './requetes.ts'
import { ecrire, SOURCE } from './variables.ts'

export type Dessine = Stat | Timeseries | Barchart | Table

const ENTIERE = 24
const DEMIE = 12
const HAUTEUR = 12
/** A school alone. */
const UNE_LIGNE = 4

export const dessiner = (tableau: Tableau, panneau: Panneau): Dessine[] => {
  const { dessin } = panneau
  switch (dessin.type) {
    case 'nombres':
      return dessin.mesures.map((mesure) => nombre(tableau, panneau, mesure, ENTIERE / dessin.mesures.length))
    case 'courbes':
      return [courbes(tableau, panneau, dessin)]
    case 'barres':
      return [barres(tableau, panneau, dessin)]
    default:
      return [tableDe(tableau, panneau, dessin)]
  }
}

/** What a reader sees on hover: the question, what the figure means, what would mislead. */
const description = (tableau: Tableau, panneau: Panneau): string => {
  const { question, vue, note } = panneau
  const sourds = nonSuivis(panneau, tableau).map((filtre) => FILTRES[filtre])
  return [
    `**${question}**`,
    definitionDe(vue),
    ...(note === undefined ? [] : [note]),
    ...(sourds.length === 0 ? [] : [`Ne suit pas : ${sourds.join(', ')}.`]),
  ].join('\n\n')
}

const titre = ({ titre, periodes }: Panneau): string =>
  periodes === 'derniere' ? `${titre} · ${ecrire('derniere:text')}` : titre

type Commun<P> = { title: (t: string) => P; description: (t: string) => P; datasource: (s: typeof SOURCE) => P }
const nommer = <P extends Commun<P>>(panel: P, tableau: Tableau, panneau: Panneau): P =>
  panel.title(titre(panneau)).description(description(tableau, panneau)).datasource(SOURCE)

const largeur = ({ largeur }: Panneau): number => (largeur === 'demi' ? DEMIE : ENTIERE)

const nombre = (tableau: Tableau, panneau: Panneau, mesure: Mesure, span: number): Stat => {
  const suite = (colonne: string, titre: string, unite = mesure.unite): [string, DynamicConfigValue[]] => [
    colonne,
    proprietes(panneau.vue, { colonne, titre, unite }, 'non disponible'),
  ]
  const { colonne } = mesure
  const champs = [
    suite(colonne, mesure.titre),
    suite(`${colonne}_avant`, 'Période précédente'),
    suite('evolution_avant', 'Évolution', 'evolution'),
    suite(`${colonne}_an`, 'L’an dernier'),
    suite('evolution_an', 'Évolution sur un an', 'evolution'),
  ]
  const panel = nommer(new Stat(), tableau, { ...panneau, titre: mesure.titre })
    .span(span)
    .height(8)
    .withTarget(cible(sqlDeNombre(tableau, panneau, mesure)))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('/.*/').values(false))
    .orientation(VizOrientation.Horizontal)
    .textMode(BigValueTextMode.ValueAndName)
    .wideLayout(true)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('text'))
  for (const [nom, properties] of champs) panel.overrideByName(nom, properties)
  return panel.overrideByName('source_an', SOURCE_AN)
}
const SOURCE_AN: DynamicConfigValue[] = [
  { id: 'displayName', value: 'Source de l’an dernier' },
  {
    id: 'mappings',
    value: [
      {
        type: 'value',
        options: {
          mesure: { text: 'notre mesure', index: 0 },
          ministere: { text: 'fichiers du ministère', index: 1 },
          '': { text: 'aucune', index: 2 },
        },
      },
    ],
  },
]

const courbes = (tableau: Tableau, panneau: Panneau, dessin: Dessin & { type: 'courbes' }): Timeseries => {
  const panel = nommer(new Timeseries(), tableau, panneau)
    .span(largeur(panneau))
    .height(HAUTEUR)
    .withTarget(cible(sqlDe(tableau, panneau), 'series'))
    .legend(legende(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .colorScheme(PAR_NOM)
    .lineWidth(2)
    .axisSoftMin(0)
  if (dessin.empile === true)
    panel
      .drawStyle(GraphDrawStyle.Bars)
      .fillOpacity(85)
      .lineWidth(0)
      .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  for (const mesure of dessin.mesures) {
    const nom = dessin.serie === undefined ? mesure.titre : ecrire('__field.labels.serie')
    const communes = lecture({ ...mesure, titre: nom })
    panel.overrideByName(`${mesure.colonne}_clos`, communes)
    panel.overrideByName(`${mesure.colonne}_provisoire`, [...communes, ...PROVISOIRE])
  }
  return panel
}
/** The same colour, since it has the same name; dashed or pale, and not twice in the legend. */
const PROVISOIRE: readonly DynamicConfigValue[] = [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [6, 6] } },
  { id: 'custom.showPoints', value: VisibilityMode.Always },
  { id: 'custom.fillOpacity', value: 25 },
  { id: 'custom.hideFrom', value: new HideSeriesConfigBuilder().legend(true).tooltip(false).viz(false).build() },
]
const PAR_NOM = new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName)

const legende = (showLegend: boolean): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .showLegend(showLegend)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([])

const barres = (tableau: Tableau, panneau: Panneau, dessin: Dessin & { type: 'barres' }): Barchart => {
  const { categorie, groupe, mesure } = dessin
  const panel = nommer(new Barchart(), tableau, panneau)
    .span(largeur(panneau))
    .height(HAUTEUR)
    .withTarget(cible(sqlDe(tableau, panneau)))
    .orientation(VizOrientation.Horizontal)
    .legend(legende(groupe !== undefined))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single))
    .showValue(VisibilityMode.Auto)
    .stacking(StackingMode.None)
    .xTickLabelMaxLength(40)
    .barWidth(0.9)
    .groupWidth(0.8)
    .fillOpacity(85)
    .axisPlacement(AxisPlacement.Auto)
    .axisSoftMin(0)
    .colorScheme(groupe === undefined ? new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic) : PAR_NOM)
  const [, ...proprietesDeMesure] = proprietes(panneau.vue, mesure)
  if (groupe === undefined)
    return panel.xField(categorie).overrideByName(mesure.colonne, proprietes(panneau.vue, mesure))
  return panel
    .withTransformation({
      id: 'groupingToMatrix',
      options: { rowField: categorie, columnField: groupe, valueField: mesure.colonne, emptyValue: 'null' },
    })
    .xField(`${categorie}\\${groupe}`)
    .overrideByFieldType('number', proprietesDeMesure)
}

const tableDe = (tableau: Tableau, panneau: Panneau, dessin: Dessin & { type: 'tableau' | 'carte' }): Table => {
  const panel = nommer(new Table(), tableau, panneau)
    .span(largeur(panneau))
    .height(tableau.filtres.includes('uai') && panneau.vue === 'etablissements' ? UNE_LIGNE : HAUTEUR)
    .withTarget(cible(sqlDe(tableau, panneau)))
    .showHeader(true)
    .filterable(true)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('text'))
    .noValue('–')
  const tri = dessin.type === 'tableau' ? dessin.colonnes.find(({ colonne }) => colonne === dessin.tri) : undefined
  if (dessin.type === 'tableau' && tri !== undefined)
    panel.sortBy([{ build: () => ({ displayName: tri.titre, desc: dessin.croissant !== true }) }])
  for (const colonne of dessin.colonnes)
    panel.overrideByName(colonne.colonne, proprietesDeTableau(panneau.vue, colonne, adresseDe(tableau)))
  const dessinees = new Set(dessin.colonnes.map(({ colonne }) => colonne))
  for (const nom of colonnesLues(dessin.colonnes)) if (!dessinees.has(nom)) panel.overrideByName(nom, [...CACHEE])
  return panel
}
