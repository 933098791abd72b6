// Drawings kept by what they draw: they take most of the time of a page whose figures did not change, and its readers ask the same ones.
import { hash } from 'node:crypto'

/** Characters of all that is kept: the pages of a country in some ten scopes. */
const TAILLE_MAX = 20_000_000

const gardes = new Map<string, string>()
let taille = 0

/** What `dessiner` makes of `donnees`, all of which are plain values; the last asked are kept. */
export const garder = (donnees: readonly unknown[], dessiner: () => string): string => {
  const cle = hash('sha256', JSON.stringify(donnees))
  const dessin = gardes.get(cle) ?? dessiner()
  if (gardes.delete(cle)) taille -= dessin.length
  gardes.set(cle, dessin)
  taille += dessin.length
  for (const [ancienne, { length }] of gardes) {
    if (taille <= TAILLE_MAX) break
    gardes.delete(ancienne)
    taille -= length
  }
  return dessin
}
