// What the pages say of the line itself, on the real engine: what comes in, what waits, what is wrong.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ecrireChaine, openChaine } from '../dashboards/pages/chaine.ts'
import { buildWeb } from '../dashboards/web.ts'
import type { Constat } from '../schema/constat.ts'
import { NOW, type Recorded } from './helper.ts'
import { GRAND_PRE, openUsage, type Usage } from './usage.ts'

const MINUTE_MS = 60_000
const CONSTAT: Constat = { sujet: 'disque', constat: 'Il ne reste que <1> Mo.', faire: 'Faites de la place.' }

let usage: Usage
beforeAll(async () => {
  usage = await openUsage()
})
afterAll(() => usage?.close())

let posted = 0
/** Of today, that many of a service of the plan and of one that it does not have. */
const post = (good: number, bad: number): Promise<unknown> =>
  usage.collect(
    Array.from({ length: good + bad }, (_, i): Recorded => {
      posted += 1
      return {
        received: new Date(NOW).toISOString(),
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        body: {
          v: 1,
          projet: 'ENT95',
          uai: GRAND_PRE,
          profil: 'ELEVE',
          visiteur: `passant-${posted}`,
          markers: [
            {
              id: `passage-${posted}`.padEnd(16, '0'),
              age: 0,
              action: 'page',
              service: i < good ? 'ACCUEIL' : 'PISCINE',
            },
          ],
        },
      }
    }),
  )

const plain = (text: string) =>
  text
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

describe('the line, now', () => {
  it('says how fast markers are judged, how many are refused, how many wait, and how late figures are', async () => {
    let at = NOW
    const complete = async () => ({ completJusqua: new Date(NOW - 10_000).toISOString(), joursClos: null })
    const line = openChaine(usage.store, complete, undefined, () => at)
    const said = async () => plain(ecrireChaine(await line.read(() => {}), await usage.ledger()).html)

    expect(await said()).toContain('Débit – la première mesure vient dans une minute')
    await line.noter()
    expect(await said()).toContain('Retard des chiffres 10 s à 15:00')

    await post(27, 3)
    expect(await said()).toContain('En attente 30 marqueurs reçus')
    await usage.process()
    at += 2 * MINUTE_MS
    await line.noter()
    const after = await said()
    expect(after).toContain('Débit 15 marqueurs traités par minute depuis 15:00')
    expect(after).toContain('Rejets 10,0 % des marqueurs traités depuis 15:00 3 sur 30')
    expect(after).toContain('En attente 0 marqueurs')
    expect(after).toContain('Retard des chiffres 2 min 10 s à 15:02')

    // An hour later nothing comes any more, and the day remembers that it did.
    at += 61 * MINUTE_MS
    await line.noter()
    at += MINUTE_MS
    await line.noter()
    const late = await said()
    expect(late).toContain('Débit 0 marqueurs traités par minute depuis 16:03 au plus 15 par minute depuis 15:00')
    expect(late).toContain('Rejets – des marqueurs traités depuis 16:03 0 sur 0')

    // The clock is set back by three days.
    at -= 3 * 24 * 60 * MINUTE_MS
    await line.noter()
    await post(5, 0)
    await usage.process()
    await line.noter()
    expect(await said()).toMatch(/Débit \d+ marqueurs traités par minute depuis \d\d:\d\d au plus 15 par minute/)
  })
})

describe('the page of operations', () => {
  const page = async (constats?: () => Promise<Constat[]>): Promise<string> => {
    const web = await buildWeb({
      stores: [usage.store],
      ledger: usage.ledger,
      ...(constats === undefined ? {} : { constats }),
      fraicheur: usage.engine.fraicheur,
      now: () => NOW,
      logger: false,
    })
    const { statusCode, body } = await web.inject('/tableau/exploitation')
    await web.close()
    expect(statusCode).toBe(200)
    return body
  }

  it('says what is wrong and what to do, or that nothing is', async () => {
    const wrong = await page(async () => [CONSTAT])
    expect(wrong).toContain('<strong>disque</strong> : Il ne reste que &lt;1&gt; Mo.<br>À faire : Faites de la place.')
    expect(await page(async () => [])).toContain('Rien à signaler')
  })

  it('goes on when what is wrong can’t be told, and says nothing of it where nobody is asked', async () => {
    const without = await page(() => Promise.reject(new Error('no log')))
    expect(without).toContain('Le diagnostic n’a pas pu être fait')
    expect(without).toContain('Registre par jour et par projet')
    expect(await page()).not.toContain('Diagnostic')
  })
})
