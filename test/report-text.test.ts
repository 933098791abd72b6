// What a report says in words and by which calendar: rules, so tables of cases.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMonths, classDays, finDuMois } from '../dashboards/rapport/calendar.ts'
import {
  compte,
  decimal,
  ecrit,
  entier,
  enumeration,
  evolution,
  instantLong,
  jourLong,
  part,
} from '../dashboards/rapport/french.ts'
import { precise } from '../dashboards/rapport/model.ts'
import { tendance } from '../dashboards/rapport/sentences.ts'

/** Thin and fixed spaces as ordinary ones, for eyes. */
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ')

describe('French numbers', () => {
  it.each([
    [entier(1_234_567), '1 234 567'],
    [entier(-999.5), '−1 000'],
    [entier(0), '0'],
    [decimal(12.34), '12,3'],
    [decimal(-0.04), '0,0'],
    [part(0.1234), '12,3 %'],
    [part(1), '100,0 %'],
    [part(0), '0,0 %'],
    [part(1 / 28_000), '< 0,1 %'],
    [part(1 - 1 / 28_000), '> 99,9 %'],
    [evolution(0.1), '+10,0 %'],
    [evolution(-0.0349), '−3,5 %'],
    [evolution(0.0001), '0,0 %'],
    [evolution(829.8), '+82 980,0 %'],
    [compte(1, 'école'), '1 école'],
    [compte(0, 'jour'), '0 jour'],
    [compte(2000, 'école'), '2 000 écoles'],
    [enumeration(['a']), 'a'],
    [enumeration(['a', 'b', 'c']), 'a, b et c'],
    [jourLong('2026-11-01'), '1er novembre 2026'],
    [instantLong('2026-10-31T23:30:00.000Z'), '1er novembre 2026 à 00 h 30'],
    [ecrit(null, 'entier'), '–'],
    [ecrit({ masque: '< 5' }, 'entier'), '< 5'],
    [ecrit(90_061, 'duree'), '25:01:01'],
    [ecrit('2026-10-05', 'date'), '05/10/2026'],
    [ecrit('2026-10', 'mois'), 'octobre 2026'],
    [ecrit(1, 'oui'), 'oui'],
    [ecrit("Ecole de l'Encrier", 'texte'), 'École de l’Encrier'],
  ])('%s', (written, expected) => expect(plain(written)).toBe(expected))

  it('never break inside: only thin or fixed spaces stand in a number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (n) => {
        expect(entier(n)).not.toMatch(/ /)
        expect(Number(entier(n).replaceAll('\u202f', '').replace('−', '-'))).toBe(n)
      }),
    )
  })

  it('of shares are not held as nothing, nor as all, when they are not', () => {
    for (const n of [1, 13, 27_987, 27_999]) {
      const held = precise(n / 28_000, 'part')
      expect([held, precise(held, 'part')]).toEqual([expect.closeTo(n / 28_000, 8), held])
      expect(held > 0 && held < 1 && /[<>]/.test(part(held))).toBe(true)
    }
    expect(precise(14 / 28_000, 'part')).toBe(0.001)
  })

  it('are held as precisely as they are printed', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (ratio) => {
        const held = precise(ratio, 'evolution')
        expect(precise(held, 'evolution')).toBe(held)
        expect(Object.is(held, -0)).toBe(false)
        expect(Math.abs(held - ratio)).toBeLessThanOrEqual(0.0005 + 1e-9)
      }),
    )
  })
})

describe('a sentence', () => {
  const mois = 'septembre 2026'
  it.each([
    [
      'a rise',
      1123,
      1000,
      null,
      'hausse',
      'Les visites augmentent de 12,3 % par rapport à septembre 2026 : 1 123, contre 1 000.',
    ],
    [
      'a fall',
      500,
      1000,
      null,
      'baisse',
      'Les visites diminuent de 50,0 % par rapport à septembre 2026 : 500, contre 1 000.',
    ],
    [
      'under one per cent',
      1005,
      1000,
      null,
      'stable',
      'Les visites varient de +0,5 % par rapport à septembre 2026 : 1 005, contre 1 000.',
    ],
    ['no change', 48, 48, null, 'stable', 'Les visites restent à 48, comme en septembre 2026.'],
    ['few', 3, 12, null, 'baisse', 'Les visites passent de 12 en septembre 2026 à 3.'],
    [
      'few, and fewer in far fewer days of class',
      9,
      10,
      { maintenant: 10, avant: 22 },
      'baisse',
      'Les visites passent de 10 en septembre 2026 à 9.',
    ],
    [
      'as few, in fewer days of class',
      9,
      9,
      { maintenant: 10, avant: 22 },
      'stable',
      'Les visites restent à 9, comme en septembre 2026.',
    ],
    ['none before', 300, 0, null, 'hausse', 'Les visites passent de 0 en septembre 2026 à 300.'],
    [
      'many after few, of which the tables give no percentage',
      61,
      19,
      { maintenant: 12, avant: 8 },
      'hausse',
      'Les visites passent de 19 en septembre 2026 à 61.',
    ],
    [
      'fewer visits in far fewer days of class',
      1000,
      1100,
      { maintenant: 10, avant: 22 },
      'hausse',
      'Les visites augmentent de 100,0 % par rapport à septembre 2026 : 100,0 par jour de classe, contre 50,0.',
    ],
  ] as const)('says %s', (_name, maintenant, avant, jours, sens, phrase) => {
    const said = tendance({ sujet: 'Les visites', maintenant, avant, mois, jours })
    expect({ ...said, phrase: plain(said?.phrase ?? '') }).toEqual({ sens, phrase })
  })

  it('is not written about nothing', () => {
    expect(tendance({ sujet: 'Les visites', maintenant: 0, avant: 0, mois })).toBeNull()
  })
})

describe('days of class', () => {
  const TOUSSAINT = [{ du: '2026-10-17', au: '2026-11-01', libelle: 'Toussaint' }]
  it.each([
    ['2026-10-01', 12],
    ['2026-09-01', 22],
    ['2026-11-01', 20],
    // 1, 8 and 14 (Ascension) and 25 (Whit Monday) are holidays of the whole country.
    ['2026-05-01', 17],
    ['2026-04-01', 21],
  ])('of the month of %s are %i', (mois, days) => expect(classDays(mois, finDuMois(mois), TOUSSAINT)).toBe(days))

  it('come month after month, over years', () => {
    expect([addMonths('2026-01-01', -1), addMonths('2026-12-01', 1), addMonths('2026-03-31', -13)]).toEqual([
      '2025-12-01',
      '2027-01-01',
      '2025-02-01',
    ])
    expect(finDuMois('2028-02-01')).toBe('2028-02-29')
  })
})
