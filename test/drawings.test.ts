// What a drawing holds, whatever it is asked to draw.
import { expect, test } from 'vitest'
import { VUE_ENSEMBLE } from '../dashboards/definition/ensemble.ts'
import type { Panneau } from '../dashboards/definition/panneau.ts'
import { couleursDe } from '../dashboards/pages/couleurs.ts'
import { dessiner, periodeDe } from '../dashboards/pages/dessins.ts'
import { lireFiltres } from '../dashboards/pages/filtres.ts'
import { garder } from '../dashboards/pages/gardes.ts'
import { dessinerBarres, dessinerCourbes } from '../dashboards/pages/graphique.ts'
import type { Html } from '../dashboards/pages/html.ts'
import { ecrire } from '../dashboards/pages/valeurs.ts'
import { addDays } from '../schema/clock.ts'

const PERIODES = Array.from({ length: 26 }, (_, week) => addDays('2026-06-01', 7 * week))
const curves = (count: number): string =>
  dessinerCourbes(
    {
      genre: 'semaine',
      periodes: PERIODES,
      provisoires: new Set(PERIODES.slice(-1)),
      series: Array.from({ length: count }, (_, rang) => ({
        nom: `Département ${rang}`,
        couleur: rang,
        valeurs: PERIODES.map((_, week) => 10 + ((rang * 7 + week * 3) % 50)),
      })),
      unite: 'pour100',
      empile: false,
      vacances: [],
      reperes: [],
    },
    'entiere',
  )

test('curves have a point a figure, which the pointer finds; a hundred of them are drawn without', () => {
  const few = curves(5)
  expect(few.match(/ecmeta_data_index/g)?.length).toBeGreaterThanOrEqual(5 * PERIODES.length)
  const many = curves(190)
  expect(many).not.toContain('ecmeta_data_index="3"')
  expect(many.match(/<path[^>]*fill="none"/g)?.length).toBeGreaterThanOrEqual(190)
  expect(many.length).toBeLessThan(few.length * 8)
})

test('a name has the same colour whatever the figures, and whoever is missing', () => {
  const ranks = (...names: string[]) => Object.fromEntries(couleursDe(names))
  expect(ranks('Enseignants', 'Élèves')).toEqual({ Élèves: 0, Enseignants: 2 })
  expect(ranks('Parents')).toEqual({ Parents: 1 })
  expect(ranks('Smartphone', 'Ordinateur')).toEqual({ Ordinateur: 0, Smartphone: 1 })
  expect(ranks('Yvelines', 'Essonne')).toEqual({ Essonne: 0, Yvelines: 1 })
})

test('a bar that is hidden is written, and one that is unknown is left out', () => {
  const bars = (mots: (string | null)[]) =>
    dessinerBarres(
      { categories: ['Collège'], series: [{ nom: 'Élèves', valeurs: [null], couleur: 0, mots }], unite: 'nombre' },
      'demi',
    )
  expect(bars(['masqué'])).toContain('>masqué</text>')
  expect(bars([null]).match(/<text/g)).toHaveLength(1)
})

test('a name in capitals, a third wider, has lines of its own: what does not fit beside the bars would be cut off', () => {
  const name = 'ENVIRONNEMENTNUMERIQUEDETRAVAILDESECOLESETCOLLEGES'
  const drawn = dessinerBarres(
    { categories: [name], series: [{ nom: 'Visites', valeurs: [7], couleur: 0 }], unite: 'nombre' },
    'demi',
  )
  const lines = [...drawn.matchAll(/>([A-Z]{2,})</g)].map(([, line = '']) => line)
  expect(lines.join('')).toBe(name)
  // Two hundred pixels, nine and a half a capital.
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(21)
})

test('a week of holidays says so, and so does what is compared to it, when every zone of the scope has them', () => {
  const chiffres = VUE_ENSEMBLE.panneaux[0] as Panneau
  const said = (debut: string, zone: string, genre = 'semaine') => {
    const contexte = {
      tableau: VUE_ENSEMBLE,
      filtres: lireFiltres({ genre }, Date.parse('2026-11-30T06:00:00Z')),
      demandes: new Set<string>(),
      tranches: new Map(),
      derniere: debut,
      mesurees: [],
      vacances: [
        { du: '2026-10-17', au: '2026-11-01', libelle: 'Toussaint', zone },
        { du: '2026-07-04', au: '2026-08-31', libelle: 'Été', zone: 'Zone A, Zone B' },
      ],
      reperes: [],
    }
    const lignes = [{ debut, provisoire: 0, visites: 8000, visites_avant: 500 }]
    const [period, figures] = [
      periodeDe(chiffres, { lignes, enTout: 1 }, contexte),
      dessiner(chiffres, { lignes, enTout: 1 }, contexte),
    ]
    return [period, figures].map((part) => (part as Html).html.includes('vacances scolaires'))
  }
  expect(said('2026-10-19', 'Zone A, Zone B')).toEqual([true, false])
  expect(said('2026-10-26', 'Zone A, Zone B')).toEqual([true, true])
  expect(said('2026-11-02', 'Zone A, Zone B')).toEqual([false, true])
  expect(said('2026-11-02', 'Zone A')).toEqual([false, false])
  expect(said('2026-11-01', 'Zone A, Zone B', 'mois')).toEqual([false, false])
})

test('holidays are shaded over weeks and days, not over the months that hold some of them', () => {
  const visites = VUE_ENSEMBLE.panneaux.find(({ id }) => id === 'utilisateurs') as Panneau
  const drawn = (genre: string, debuts: readonly string[]) => {
    const contexte = {
      tableau: VUE_ENSEMBLE,
      filtres: lireFiltres({ genre }, Date.parse('2026-11-30T06:00:00Z')),
      demandes: new Set<string>(),
      tranches: new Map(),
      derniere: debuts.at(-1) as string,
      mesurees: [],
      vacances: [{ du: '2026-10-17', au: '2026-11-01', libelle: 'Toussaint', zone: 'Zone C' }],
      reperes: [],
    }
    const lignes = debuts.map((debut) => ({ debut, provisoire: 0, utilisateurs: 8000 }))
    const { html } = dessiner(visites, { lignes, enTout: lignes.length }, contexte) as Html
    const [large = ''] = html.split('dessin--etroit')
    return [html.includes('Vacances scolaires'), large.match(/<path[^>]*fill-opacity="0.4"/g)?.length ?? 0]
  }
  const days = Array.from({ length: 5 }, (_, day) => addDays('2026-10-30', day))
  expect(drawn('jour', days)).toEqual([true, 3])
  expect(drawn('semaine', ['2026-10-12', '2026-10-19', '2026-10-26'])).toEqual([true, 2])
  expect(drawn('semaine', ['2026-10-26', '2026-11-02', '2026-11-09'])).toEqual([true, 1])
  expect(drawn('mois', ['2026-09-01', '2026-10-01', '2026-11-01'])).toEqual([false, 0])
})

test('a week that was not measured keeps its place, without a figure; what is not known of any week is said instead of drawn', () => {
  const panneau = VUE_ENSEMBLE.panneaux.find(({ id }) => id === 'utilisateurs') as Panneau
  const drawn = (...utilisateurs: (number | null)[]) => {
    const lignes = [0, 1, 3, 4].map((week) => ({
      debut: addDays('2026-11-02', 7 * week),
      provisoire: 0,
      utilisateurs: utilisateurs[week] ?? null,
    }))
    const contexte = {
      tableau: VUE_ENSEMBLE,
      filtres: lireFiltres({}, Date.parse('2026-12-08T06:00:00Z')),
      demandes: new Set<string>(),
      tranches: new Map(),
      derniere: '2026-11-30',
      mesurees: [],
      vacances: [],
      reperes: [],
    }
    return (dessiner(panneau, { lignes, enTout: lignes.length }, contexte) as Html).html
  }
  const gap = drawn(10, 12, null, 14, 15)
  expect(gap).toContain('Semaine du 16 novembre 2026</th><td class="nombre">–</td>')
  const [curve = ''] = /<path d="[^"]*" fill="none"[^>]*stroke-width="2"/.exec(gap) ?? []
  expect(curve.match(/M/g)).toHaveLength(2)
  const none = drawn(null, null, null, null)
  expect(none).toContain('n’est connu pour aucune')
  expect(none).not.toContain('<svg')
})

test('a figure between two gaps is a point of its own, however many periods there are', () => {
  const points = (valeurs: (number | null)[]) =>
    dessinerCourbes(
      {
        genre: 'semaine',
        periodes: valeurs.map((_, week) => addDays('2024-01-01', 7 * week)),
        provisoires: new Set(),
        series: [{ nom: 'Visites', couleur: 1, valeurs }],
        unite: 'nombre',
        empile: false,
        vacances: [],
        reperes: [],
      },
      'entiere',
    ).match(/<path[^>]*matrix\(3,[^>]*ecmeta_data_index/g)?.length ?? 0
  const whole = Array.from({ length: 50 }, () => 7)
  expect(points(whole)).toBe(0)
  expect(points(whole.map((value, week) => (week === 24 || week === 26 ? null : value)))).toBe(1)
})

test('a drawing is made once for the same figures, and again once many others were asked', () => {
  let made = 0
  const draw = (figure: number) =>
    garder(['test', { figure }], () => {
      made += 1
      return `${figure}`.padEnd(1_000_000)
    })
  for (let i = 0; i < 5; i += 1) expect(draw(1).trim()).toBe('1')
  expect(made).toBe(1)
  for (let figure = 2; figure <= 19; figure += 1) draw(figure)
  draw(1)
  expect(made).toBe(19)
  for (let figure = 20; figure <= 38; figure += 1) draw(figure)
  expect(draw(1).trim()).toBe('1')
  expect(draw(2).trim()).toBe('2')
  expect(made).toBe(39)
})

test('a share that is not nothing, nor all, is not rounded to it', () => {
  const written = [0, 0.0004, 0.0005, 0.123, 0.9994, 0.99951, 1].map((share) => ecrire(share, 'part'))
  expect(written.map((text) => text.replaceAll(/\s/g, ' '))).toEqual([
    '0,0 %',
    '< 0,1 %',
    '0,1 %',
    '12,3 %',
    '99,9 %',
    '> 99,9 %',
    '100,0 %',
  ])
})

test('a figure below zero begins by the minus sign, as in reports, and one that rounds to zero has none', () => {
  const written = [-0.958, -0.0004, 0, 0.2].map((change) => ecrire(change, 'evolution'))
  expect(written.map((text) => text.replaceAll(/\s/g, ' '))).toEqual(['−95,8 %', '0,0 %', '0,0 %', '+20,0 %'])
  expect([ecrire(-3, 'nombre'), ecrire(-0.4, 'nombre')]).toEqual(['−3', '0'])
})
