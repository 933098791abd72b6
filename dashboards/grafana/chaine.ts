// The line itself, hour by hour: what its processes say to Prometheus. In Grafana alone, since the pages have no such memory.
import { VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common'
import { DatasourceVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as Timeseries } from '@grafana/grafana-foundation-sdk/timeseries'
import { ecrire } from './variables.ts'

const RELEVES = { type: 'prometheus', uid: ecrire('releves') }

export const variableDesReleves = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('releves')
    .label('Relevés')
    .type('prometheus')
    .current({ text: 'Prometheus', value: 'prometheus' })

type Courbe = readonly [nom: string, expr: string]
const COURBES: readonly { titre: string; description: string; unite: string; courbes: readonly Courbe[] }[] = [
  {
    titre: 'Marqueurs par seconde',
    description:
      'Ce que les collecteurs reçoivent, et ce que les traitements mettent dans la base : les deux se suivent.',
    unite: 'locale',
    courbes: [
      ['Reçus', 'sum(rate(mesure_marqueurs_recus_total[$__rate_interval]))'],
      ['Dans la base', 'sum(rate(mesure_traitement_marqueurs_total[$__rate_interval]))'],
    ],
  },
  {
    titre: 'Marqueurs par verdict',
    description:
      'Ce que le traitement juge, par seconde : « compte » entre dans les chiffres, tout autre verdict est un refus.',
    unite: 'locale',
    courbes: [['{{verdict}}', 'sum by (verdict) (rate(mesure_traitement_marqueurs_total[$__rate_interval]))']],
  },
  {
    titre: 'Retard',
    description:
      'Messages qui attendent dans Kafka (une requête chacun quand il en vient peu, des centaines sinon), lignes que le traitement a mises à l’écart faute de les comprendre, et jours à refaire.',
    unite: 'locale',
    courbes: [
      ['En attente', 'sum(mesure_traitement_retard_messages)'],
      ['À l’écart', 'sum(mesure_traitement_ecartes)'],
      ['Jours à refaire', 'max(mesure_jours_sales)'],
    ],
  },
  {
    titre: 'Fraîcheur',
    description: 'Âge de l’instant jusqu’auquel tout ce qui a été reçu est dans les chiffres.',
    unite: 's',
    courbes: [['Âge des chiffres', 'time() - max(mesure_complet_jusqua_secondes)']],
  },
  {
    titre: 'Refus et pannes',
    description:
      'Requêtes que les collecteurs refusent, par réponse (503 : le journal ne prend plus), et pannes du traitement, par seconde.',
    unite: 'locale',
    courbes: [
      ['Refus {{statut}}', 'sum by (statut) (rate(mesure_requetes_refusees_total[$__rate_interval]))'],
      ['Pannes du traitement', 'sum(rate(mesure_traitement_pannes_total[$__rate_interval]))'],
    ],
  },
  {
    titre: 'Durées, au 99e centile',
    description: 'Une requête mise au journal, un jour refait, une page rendue.',
    unite: 's',
    courbes: [
      ['Journal', centile('mesure_journal_secondes')],
      ['Reconstruction', centile('mesure_reconstruction_secondes')],
      ['Pages', centile('mesure_pages_secondes')],
    ],
  },
  {
    titre: 'Taille du journal',
    description: 'Octets que le journal garde, lus et pas encore effacés compris.',
    unite: 'bytes',
    courbes: [['Journal', 'max(mesure_journal_octets)']],
  },
]
function centile(histogramme: string): string {
  return `histogram_quantile(0.99, sum by (le) (rate(${histogramme}_bucket[$__rate_interval])))`
}

export const chaine = (): Timeseries[] =>
  COURBES.map(({ titre, description, unite, courbes }) => {
    const panel = new Timeseries()
      .title(titre)
      .description(description)
      .datasource(RELEVES)
      .span(12)
      .height(8)
      .unit(unite)
      .timeFrom('24h')
      .axisSoftMin(0)
      .legend(new VizLegendOptionsBuilder().showLegend(true).calcs([]))
    for (const [rang, [nom, expr]] of courbes.entries())
      panel.withTarget(
        new DataqueryBuilder()
          .refId('ABC'[rang] as string)
          .datasource(RELEVES)
          .expr(expr)
          .legendFormat(nom)
          .range(),
      )
    return panel
  })
