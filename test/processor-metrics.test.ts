// What a processor says to Prometheus of what it takes, and of what waits.
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openLease } from '../processor/lease.ts'
import { openInstall } from './helper.ts'
import { eventually } from './machine.ts'
import { page } from './page.ts'
import { annuaireCsv, LYCEE, PROJETS } from './schools.ts'

test('markers by verdict, batches, and the days that wait for their rebuild', { timeout: 120_000 }, async () => {
  const install = await openInstall()
  const said = () => install.engine.metrics.metrics()
  try {
    await install.importAnnuaireCsv(annuaireCsv([LYCEE]))
    await install.importProjets(PROJETS)
    const robot = page('2026-11-24T08:06:00Z', {}, {}, 'curl/8.0')
    await install.collect([page('2026-11-23T08:05:00Z'), page('2026-11-24T08:05:00Z'), robot])
    await install.engine.takeAll()
    expect(await said()).toMatch(/^mesure_traitement_marqueurs_total\{verdict="compte"\} 2$/m)
    expect(await said()).toMatch(/^mesure_traitement_marqueurs_total\{verdict="robot"\} 1$/m)
    expect(await said()).toMatch(/^mesure_traitement_lots_total 1$/m)

    // It says what waits as soon as it runs, and at its end waits for its turn.
    const untilWait = async (days: number) => {
      const stop = new AbortController()
      const running = install.engine.run(stop.signal, pino({ level: 'silent' }))
      await eventually(`${days} days wait`, async () => (await said()).includes(`\nmesure_jours_sales ${days}\n`))
      stop.abort()
      return { running }
    }
    // Another process has its turn to rebuild.
    const { running } = await openLease(install.store, () => 0).inTurn(() => untilWait(2))
    await running
    await (await untilWait(0)).running
  } finally {
    await install.close()
  }
})
