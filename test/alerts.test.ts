// The alerts of Grafana, tried on Prometheus' own engine: each fires on what it is for, is silent when all is well, and asks
// for what our processes do say.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { openMetrics as ofCollector } from '../collector/metrics.ts'
import type { MarkerLog } from '../log/log.ts'
import { openMetrics as ofProcessor } from '../processor/metrics.ts'

type Rule = {
  uid: string
  title: string
  condition: string
  for: string
  annotations: { summary: string; description: string }
  data: { refId: string; datasourceUid: string; model: { expr?: string } }[]
}
const file = join(import.meta.dirname, '..', 'dashboards/grafana/provisioning/alerting/alertes.yaml')
const rules = (parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
)
const exprOf = (rule: Rule): string => rule.data[0]?.model.expr ?? ''

const promtool = spawnSync('promtool', ['--version']).status === 0
if (!promtool && process.env.CI) throw new Error('the tests of the alerts need promtool (prometheus)')

/** Series of one minute a point, as promtool writes them, and the alerts that they are to raise after some minutes. */
const CASES: [what: string, series: Record<string, string>, at: string, raised: string[]][] = [
  [
    'all is well, on a Wednesday at 8:00 UTC',
    {
      'up{job="collecteur",instance="collecteur1:8080"}': '1x600',
      mesure_journal_inscriptible: '1x600',
      'mesure_requetes_refusees_total{statut="503"}': '0+1x600',
      mesure_journal_secondes_count: '0+600x600',
      mesure_traitement_retard_messages: '50x600',
      mesure_traitement_pannes_total: '3x600',
      mesure_traitement_ecartes: '2x600',
      // The clock of promtool starts in 1970, a Thursday at 0:00.
      mesure_complet_jusqua_secondes: '0+60x600',
      mesure_jours_clos_secondes: '-300000x600',
      ClickHouseAsyncMetrics_FilesystemMainPathAvailableBytes: '500x600',
      ClickHouseAsyncMetrics_FilesystemMainPathTotalBytes: '1000x600',
    },
    '8h',
    [],
  ],
  [
    'a collector is down',
    { 'up{job="collecteur",instance="collecteur1:8080"}': '1x5 0x20' },
    '15m',
    ['processus-absent'],
  ],
  ['its log refuses', { mesure_journal_inscriptible: '1x5 0x20' }, '15m', ['journal-refuse']],
  [
    'two requests of a hundred are refused',
    { 'mesure_requetes_refusees_total{statut="503"}': '0+12x60', mesure_journal_secondes_count: '0+600x60' },
    '30m',
    ['refus-503'],
  ],
  ['the lag is long and grows', { mesure_traitement_retard_messages: '900+50x60' }, '40m', ['retard']],
  ['the lag is long and falls', { mesure_traitement_retard_messages: '9000-50x60' }, '40m', []],
  ['the store refuses again and again', { mesure_traitement_pannes_total: '0+2x60' }, '40m', ['pannes']],
  ['figures are half an hour old, at 8:00', { mesure_complet_jusqua_secondes: '-1800+60x600' }, '8h', ['fraicheur']],
  ['they are, at 3:00', { mesure_complet_jusqua_secondes: '-1800+60x600' }, '3h', []],
  [
    'one of two processors is late',
    {
      'mesure_complet_jusqua_secondes{instance="a"}': '0+60x600',
      'mesure_complet_jusqua_secondes{instance="b"}': '-1800+60x600',
    },
    '8h',
    ['fraicheur'],
  ],
  ['a day of last week is open', { mesure_jours_clos_secondes: '-604800x200' }, '2h', ['jour-ouvert']],
  [
    'the disk is at 95 %',
    {
      ClickHouseAsyncMetrics_FilesystemMainPathAvailableBytes: '50x60',
      ClickHouseAsyncMetrics_FilesystemMainPathTotalBytes: '1000x60',
    },
    '30m',
    ['disque'],
  ],
  ['a line was set aside', { mesure_traitement_ecartes: '0x20 1x20' }, '30m', ['ecartes']],
]

describe('the alerts', () => {
  it('each say what is wrong and what to do, and compare with nothing', () => {
    expect(rules.length).toBeGreaterThanOrEqual(7)
    for (const { uid, title, condition, annotations, data } of rules) {
      expect(title && annotations.summary && annotations.description, uid).toBeTruthy()
      expect({ condition, sources: data.map(({ datasourceUid }) => datasourceUid) }, uid).toEqual({
        condition: 'B',
        sources: ['prometheus', '__expr__'],
      })
    }
  })

  it('ask for what our processes say', async () => {
    const log = { state: () => ({ writable: true, bytes: 0, lag: 0, aside: 0 }) } as MarkerLog
    const said = (
      await Promise.all([ofCollector(log).registry, ofProcessor(log).registry].map((one) => one.metrics()))
    ).join('')
    for (const rule of rules)
      for (const [name] of exprOf(rule).matchAll(/\bmesure_\w+/g))
        expect(said, rule.uid).toContain(`# TYPE ${name.replace(/_count$/, '')} `)
  })

  it.skipIf(!promtool)('fire on what they are for, and on nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mesure-alerts-'))
    const written = rules.map((rule) => ({ alert: rule.uid, expr: exprOf(rule), for: rule.for }))
    writeFileSync(
      join(folder, 'rules.json'),
      JSON.stringify({ groups: [{ name: 'exploitation', interval: '1m', rules: written }] }),
    )
    const tests = CASES.map(([name, series, at, raised]) => ({
      name,
      interval: '1m',
      input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
      promql_expr_test: [
        {
          expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
          eval_time: at,
          exp_samples: raised.map((uid) => ({ labels: `{alertname="${uid}"}`, value: 1 })),
        },
      ],
    }))
    // JSON is YAML.
    writeFileSync(
      join(folder, 'tests.json'),
      JSON.stringify({ rule_files: ['rules.json'], evaluation_interval: '1m', tests }),
    )
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'tests.json'], {
      cwd: folder,
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true })
    expect({ status, said: `${stdout}${stderr}` }).toEqual({ status: 0, said: expect.stringContaining('SUCCESS') })
  })
})
