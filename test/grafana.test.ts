// The dashboards of Grafana as files: where each panel, link and folder is, and what Compose provisions is what is defined.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { openMetrics as ofCollector } from '../collector/metrics.ts'
import { definitionDe } from '../dashboards/definition/panneau.ts'
import { measure } from '../dashboards/metrics.ts'
import type { MarkerLog } from '../log/log.ts'
import { openMetrics as ofProcessor } from '../processor/metrics.ts'
import { compose, layImage, ROOT, service } from './compose.ts'
import { dashboards, panelsOf, variablesOf } from './grafana.ts'

describe('a dashboard', () => {
  it.each(dashboards)(
    '$tableau.titre has its uid, its panels in place, and in each what it says',
    ({ tableau, dashboard }) => {
      expect(dashboard.uid).toBe(`mesure-${tableau.id}`)
      const panels = panelsOf(dashboard)
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
      for (const { type, gridPos } of panels) {
        // None of them is deprecated, in any version from 10 on.
        expect(['stat', 'timeseries', 'barchart', 'table']).toContain(type)
        expect((gridPos?.x ?? 0) + (gridPos?.w ?? 0)).toBeLessThanOrEqual(24)
      }
      for (const panneau of tableau.panneaux) {
        const drawn = panels.filter(({ description = '' }) => description.includes(panneau.question))
        expect(drawn, panneau.id).toHaveLength(panneau.dessin.type === 'nombres' ? panneau.dessin.mesures.length : 1)
        for (const { description } of drawn) {
          expect(definitionDe(panneau.vue).length, panneau.vue).toBeGreaterThan(20)
          expect(description).toContain(definitionDe(panneau.vue))
          expect(description).toContain(panneau.note ?? '')
        }
      }
    },
  )

  it('leads to another with the filters that both have', () => {
    const names = (tableau: string) =>
      variablesOf(dashboards.find(({ dashboard }) => dashboard.uid === tableau)?.dashboard as Dashboard).map(
        ({ name }) => name,
      )
    let seen = 0
    for (const { dashboard } of dashboards) {
      expect(dashboard.links).toMatchObject([
        { type: 'dashboards', keepTime: true, includeVars: true, tags: dashboard.tags },
      ])
      for (const [, uid, query] of JSON.stringify(dashboard).matchAll(/"\/d\/([\w-]+)\?([^"]+)"/g)) {
        seen += 1
        const parts = (query as string).split('&')
        expect(parts).toContainEqual(expect.stringMatching(/^\$\{__url_time_range\}$/))
        const kept = parts.flatMap((part) => /^\$\{(\w+):queryparam\}$/.exec(part)?.[1] ?? [])
        const [given] = parts.flatMap((part) => /^var-(\w+)=\$\{__data\.fields\.\w+\}$/.exec(part)?.[1] ?? [])
        for (const name of [...kept, given]) expect(names(uid as string), `${dashboard.uid} → ${uid}`).toContain(name)
        const here = names(dashboard.uid as string).filter((name) => names(uid as string).includes(name))
        expect([...kept, given].sort()).toEqual(
          [...new Set([...here, given])].filter((n) => n !== 'derniere' && n !== 'recherche').sort(),
        )
      }
    }
    expect(seen).toBeGreaterThan(4)
  })
})

it('asks Prometheus for what our processes say', async () => {
  const log = { state: () => ({ writable: true, bytes: 0, lag: 0, aside: 0 }) } as MarkerLog
  const web = fastify()
  measure(web, [ofCollector(log).registry, ofProcessor(log).registry])
  const said = (await web.inject('/metrics')).body
  const { dashboard } = dashboards.find(({ tableau }) => tableau.id === 'exploitation') as (typeof dashboards)[number]
  const asked = [...JSON.stringify(dashboard).matchAll(/\bmesure_\w+/g)].map(([name]) => name)
  expect(asked.length).toBeGreaterThan(8)
  for (const name of asked) expect(said).toContain(`# TYPE ${name.replace(/_bucket$/, '')} `)
})

describe('what Compose provisions', () => {
  const yaml = (path: string) => parse(readFileSync(join(ROOT, 'dashboards/grafana', path), 'utf8'))
  const written = service('tableaux')
  const [, folder] = (written.volumes?.[0] ?? '').split(':')

  it('is the folder that its service writes, in Grafana as it is mounted', () => {
    const [{ options, folder: title }] = yaml('provisioning/dashboards/dossier.yaml').providers
    expect(title).toBe('Audience des ENT')
    expect(service('grafana').volumes).toContain(`tableaux:${options.path}:ro`)
    expect(written.volumes).toEqual([`tableaux:${folder}`])
    expect(written.entrypoint?.at(-1)).toBe(folder)
    expect(service('grafana').depends_on).toMatchObject({ tableaux: { condition: 'service_completed_successfully' } })
  })

  it('is what is defined, written by the image', { timeout: 120_000 }, () => {
    const temporary = mkdtempSync(join(tmpdir(), 'mesure-grafana-'))
    try {
      const [image, out] = [join(temporary, 'image'), join(temporary, 'out')]
      layImage(image)
      const [command = '', ...args] = (written.entrypoint ?? []).map((arg) => (arg === folder ? out : arg))
      for (const again of [false, true]) {
        const { status, stderr } = spawnSync(command, args, { cwd: image, encoding: 'utf8' })
        expect({ status, stderr, again }).toEqual({ status: 0, stderr: '', again })
      }
      const files = readdirSync(out).map((name) => [name, JSON.parse(readFileSync(join(out, name), 'utf8'))])
      const defined = dashboards.map(({ tableau, dashboard }) => [
        `${tableau.id}.json`,
        JSON.parse(JSON.stringify(dashboard)),
      ])
      expect(Object.fromEntries(files)).toEqual(Object.fromEntries(defined))
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
  })

  it('reads by either protocol, each query bounded', () => {
    const sources: { type: string; uid: string; jsonData: Record<string, unknown> }[] = [
      ...yaml('provisioning/datasources/sources.yaml').datasources,
      ...yaml('embarque/datasources/mesure.yaml').datasources,
    ].filter(({ type }) => type === 'grafana-clickhouse-datasource')
    expect(sources.map(({ uid, jsonData: { host, port, protocol } }) => [uid, host, port, protocol])).toEqual([
      ['mesure', 'clickhouse', 9000, 'native'],
      ['mesure-http', 'clickhouse', 8123, 'http'],
      ['mesure', '127.0.0.1', 8123, 'http'],
    ])
    for (const { jsonData } of sources)
      expect(jsonData).toMatchObject({ defaultDatabase: 'mesure', queryTimeout: '60' })
    const account = readFileSync(join(ROOT, 'schema/clickhouse/lecture.xml'), 'utf8')
    for (const bound of ['readonly>2<', 'max_execution_time>60<', 'max_memory_usage>2000000000<'])
      expect(account).toContain(bound)
    const plugin = String(service('grafana').environment?.GF_PLUGINS_PREINSTALL).split('@')
    expect(plugin).toEqual(['grafana-clickhouse-datasource', '4.22.1'])
    for (const { dashboard } of dashboards)
      for (const { targets = [] } of panelsOf(dashboard))
        for (const target of targets.filter((one) => 'rawSql' in one))
          expect(target).toMatchObject({ pluginVersion: plugin[1] })
    expect(compose.volumes).toHaveProperty('tableaux')
  })
})
