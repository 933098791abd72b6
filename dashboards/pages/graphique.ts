// Drawings of figures as SVG, made here by ECharts so that a page reads without script; their colours are the theme's
// tokens. What a drawing says is also in the table under it.
// In one file: as four hundred modules it takes a second more to load.
import { type EChartsCoreOption, init, setPlatformAPI } from 'echarts/dist/echarts.esm.min.mjs'
import type { Unite } from '../definition/panneau.ts'
import { garder } from './gardes.ts'
import { ecrire, ecrireCourt, ecrirePeriodeCourte } from './valeurs.ts'

/**
 * Marianne, 12 pixels high: what its letters take on average, and what a capital takes more. Nothing here draws text, and what is
 * not measured is cut off: of a name in capitals, a quarter.
 */
const [LETTRE, CAPITALE] = [6.8, 2.4]
const largeurDe = (texte: string): number => texte.length * LETTRE + (texte.match(/\p{Lu}/gu)?.length ?? 0) * CAPITALE
const LIGNE = 14
// ECharts asks of a text its width alone.
setPlatformAPI({ measureText: (text: string) => ({ width: largeurDe(text) }) as never })

/** One value a period; null is a gap: hidden, unknown or missing. `couleur`: its rank among the colours. */
export type Serie = {
  nom: string
  valeurs: readonly (number | null)[]
  couleur: number
  /** Beside a value that is hidden, what is written where its bar would be: nothing would be read as none. */
  mots?: readonly (string | null)[]
}
/** `zone`: those of the scope that have it, as « Zone A, Zone B ». */
export type Bande = { du: string; au: string; libelle: string; zone: string }
export type Repere = { jour: string; titre: string; lieu: string }

/** Colours that differ in lightness too, so that they are told apart without hue; then they repeat, and lines are dashed. */
const COULEURS = [
  'var(--artwork-major-blue-france)',
  'var(--artwork-minor-orange-terre-battue)',
  'var(--artwork-minor-green-menthe)',
  'var(--artwork-minor-purple-glycine)',
  'var(--artwork-minor-yellow-moutarde)',
  'var(--artwork-minor-blue-cumulus)',
  'var(--artwork-minor-brown-caramel)',
  'var(--artwork-minor-pink-macaron)',
]
export const VACANCES = 'var(--border-default-grey)'
export const couleurDe = (rang: number): string => COULEURS[rang % COULEURS.length] as string

const TEXTE = { color: 'var(--text-mention-grey)', fontSize: 12, fontFamily: 'Marianne, arial, sans-serif' }
const TRAIT = { lineStyle: { color: 'var(--border-default-grey)' } }

/** Widths at which a drawing is made: in the whole page, in half of it, on a phone. */
const LARGEURS = { entiere: 1160, demi: 560, etroite: 340 } as const
export type Largeur = keyof typeof LARGEURS

export type Courbes = {
  genre: string
  periodes: readonly string[]
  provisoires: ReadonlySet<string>
  series: readonly Serie[]
  unite: Unite
  empile: boolean
  vacances: readonly Bande[]
  /** In these periods, the first first. */
  reperes: readonly Repere[]
}

export const dessinerCourbes = (courbes: Courbes, largeur: Largeur): string =>
  garder(['courbes', { ...courbes, provisoires: [...courbes.provisoires] }, largeur], () =>
    tracerCourbes(courbes, largeur),
  )

const tracerCourbes = (courbes: Courbes, largeur: Largeur): string => {
  const { genre, periodes, series, unite, empile } = courbes
  const barres = empile || periodes.length < 3
  const axe = (debut: string) => ecrirePeriodeCourte(debut, genre)
  return rendre(
    {
      grid: { left: 8, right: 12, top: 24, bottom: 4, containLabel: true },
      xAxis: [
        {
          type: 'category',
          data: periodes,
          axisLabel: { ...TEXTE, hideOverlap: true, formatter: axe },
          axisTick: { show: false },
          axisLine: TRAIT,
        },
        { type: 'category', data: periodes, show: false, axisLabel: { show: false } },
      ],
      yAxis: [
        {
          type: 'value',
          min: 0,
          ...(unite === 'part' && empile ? { max: 1 } : {}),
          ...(unite === 'nombre' ? { minInterval: 1 } : {}),
          axisLabel: { ...TEXTE, formatter: (valeur: number) => ecrireCourt(valeur, unite) },
          splitLine: TRAIT,
        },
        { type: 'value', min: 0, max: 1, show: false, axisLabel: { show: false } },
      ],
      series: [
        ...series.flatMap((serie, rang): object[] => {
          const reperes = rang === 0 ? marques(courbes) : {}
          if (barres) return [{ ...barreDe(serie, courbes), ...reperes }]
          return [{ ...ligneDe(serie, courbes), ...reperes }, ...finDe(serie, courbes)]
        }),
        ombre(courbes),
      ],
    },
    LARGEURS[largeur],
    300,
  )
}

const SYMBOLES = ['circle', 'rect', 'triangle', 'diamond']
const symboleDe = (couleur: number) => SYMBOLES[couleur % SYMBOLES.length]
/** More points than these cover each other, and weigh ten times their curves. */
const POINTS_MAX = 1_000

const barreDe = ({ nom, valeurs, couleur }: Serie, { periodes, provisoires, empile }: Courbes) => ({
  name: nom,
  type: 'bar',
  data: valeurs.map((valeur, i) => ({
    value: valeur,
    ...(provisoires.has(periodes[i] as string) ? { itemStyle: { opacity: 0.5 } } : {}),
  })),
  ...(empile ? { stack: 'total' } : {}),
  barCategoryGap: '25%',
  barMaxWidth: 40,
  itemStyle: { color: couleurDe(couleur), borderColor: 'var(--background-default-grey)', borderWidth: 0.5 },
})

/** Between two gaps no line leads to it: without its point it would not be seen. */
const estSeule = (valeurs: Serie['valeurs'], i: number): boolean =>
  typeof valeurs[i] === 'number' && typeof valeurs[i - 1] !== 'number' && typeof valeurs[i + 1] !== 'number'

const ligneDe = ({ nom, valeurs, couleur }: Serie, { periodes, provisoires, series }: Courbes) => ({
  name: nom,
  type: 'line',
  data: valeurs.map((valeur, i) => {
    if (provisoires.has(periodes[i] as string)) return null
    return estSeule(valeurs, i) ? { value: valeur, symbol: symboleDe(couleur), symbolSize: 6 } : valeur
  }),
  symbol: periodes.length * series.length > POINTS_MAX ? 'none' : symboleDe(couleur),
  symbolSize: periodes.length > 40 ? 0 : 6,
  itemStyle: { color: couleurDe(couleur) },
  lineStyle: { color: couleurDe(couleur), width: 2, ...(couleur >= COULEURS.length ? { type: 'dashed' } : {}) },
})

/** The periods that may still change, from the last that can't: dotted, each point hollow. */
const finDe = (serie: Serie, courbes: Courbes) => {
  const { periodes, provisoires } = courbes
  const premiere = periodes.findIndex((debut) => provisoires.has(debut))
  if (premiere < 0) return []
  const ligne = ligneDe(serie, courbes)
  return [
    {
      ...ligne,
      data: serie.valeurs.map((valeur, i) =>
        i < premiere - 1 ? null : { value: valeur, ...(i < premiere ? { symbol: 'none' } : {}) },
      ),
      itemStyle: { color: 'var(--background-default-grey)', borderColor: couleurDe(serie.couleur), borderWidth: 2 },
      lineStyle: { ...ligne.lineStyle, type: 'dotted' },
    },
  ]
}

/** Holidays, over all the width of each period that begins in them, behind what is drawn: on axes of their own. */
const ombre = ({ genre, periodes, vacances }: Courbes) => ({
  type: 'bar',
  xAxisIndex: 1,
  yAxisIndex: 1,
  z: 0,
  silent: true,
  barWidth: '100%',
  itemStyle: { color: VACANCES, opacity: 0.4 },
  // A week that begins on their last day has class.
  data: periodes.map((debut) =>
    vacances.some(({ du, au }) => debut >= du && (genre === 'jour' ? debut <= au : debut < au)) ? 1 : null,
  ),
})

/** Annotations are dotted lines, by the numbers under which they are told above the drawing. */
const marques = ({ periodes, reperes }: Courbes) => {
  const periodeDe = (jour: string) => periodes.findLast((debut) => debut <= jour)
  const numeros = new Map<string, number[]>()
  for (const [i, { jour }] of reperes.entries()) {
    const debut = periodeDe(jour) ?? ''
    numeros.set(debut, [...(numeros.get(debut) ?? []), i + 1])
  }
  const lignes = [...numeros].map(([debut, liste]) => ({ xAxis: debut, name: liste.join(', ') }))
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: 'var(--text-title-grey)', type: 'dotted' },
      label: { ...TEXTE, formatter: '{b}', position: 'end' },
      data: lignes,
    },
  }
}

export type Barres = { categories: readonly string[]; series: readonly Serie[]; unite: Unite }

export const dessinerBarres = (barres: Barres, largeur: Largeur): string =>
  garder(['barres', barres, largeur], () => tracerBarres(barres, largeur))

const tracerBarres = ({ categories, series, unite }: Barres, largeur: Largeur): string => {
  const etiquette = largeur === 'etroite' ? 136 : 200
  // Whole words take a line more than their letters.
  const lignes = Math.max(
    1,
    ...categories.map((nom) => (largeurDe(nom) > etiquette ? 1 + Math.ceil(largeurDe(nom) / etiquette) : 1)),
  )
  return rendre(
    {
      grid: { left: 8, right: 72, top: 4, bottom: 4, containLabel: true },
      xAxis: { type: 'value', min: 0, axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: categories,
        axisLabel: { ...TEXTE, interval: 0, width: etiquette, overflow: 'break', lineHeight: LIGNE },
        axisTick: { show: false },
        axisLine: TRAIT,
      },
      series: series.map(({ nom, valeurs, couleur, mots = [] }) => ({
        name: nom,
        type: 'bar',
        data: valeurs.map((valeur, i) => (mots[i] == null ? valeur : { value: 0, label: { formatter: mots[i] } })),
        barMaxWidth: 18,
        itemStyle: { color: couleurDe(couleur) },
        label: {
          ...TEXTE,
          show: true,
          position: 'right',
          formatter: ({ value }: { value: number | null }) => (value === null ? '' : ecrire(value, unite)),
        },
      })),
    },
    LARGEURS[largeur],
    24 + categories.length * Math.max(24, 20 * series.length + 6, LIGNE * lignes + 6),
  )
}

/** A few values side by side, in a cell of a table: their shape, without axis. */
export const dessinerMiniature = (valeurs: readonly (number | null)[]): string => {
  const [largeur, hauteur, haut] = [96, 24, Math.max(1, ...valeurs.map((valeur) => valeur ?? 0))]
  const pas = largeur / Math.max(1, valeurs.length)
  const barres = valeurs.map((valeur, i) => {
    const h = valeur === null || valeur === 0 ? 0 : Math.max(1, (hauteur * valeur) / haut)
    return `<rect x="${(i * pas).toFixed(1)}" y="${(hauteur - h).toFixed(1)}" width="${(pas - 1).toFixed(1)}" height="${h.toFixed(1)}"/>`
  })
  return `<svg class="miniature" viewBox="0 0 ${largeur} ${hauteur}" width="${largeur}" height="${hauteur}" aria-hidden="true">${barres.join('')}</svg>`
}

const rendre = (option: EChartsCoreOption, largeur: number, hauteur: number): string => {
  const dessin = init(null, null, { renderer: 'svg', ssr: true, width: largeur, height: hauteur })
  try {
    dessin.setOption({ animation: false, textStyle: TEXTE, ...option })
    return sansStyle(dessin.renderToSVGString())
  } finally {
    dessin.dispose()
  }
}

/** The page's policy allows no style in the document: fonts come from its sheet. */
const sansStyle = (svg: string): string =>
  svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')
    .replace(/ style="[^"]*"/g, '')
    .replace(/ class="zr[^"]*"/g, '')
    .replace(/ pointer-events="visible"/g, '')
    .replace(/(<svg) width="\d+" height="\d+"/, '$1 aria-hidden="true" focusable="false"')
    .replaceAll(/\n/g, '')
