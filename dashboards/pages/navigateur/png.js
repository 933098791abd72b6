// A panel as a picture that says by itself what it shows: its title, its period, the filters, the legend, how fresh it is.

const MARGE = 16
const ECHELLE = 2
/** A map has the width of a half page. */
const LARGEUR_MIN = 560

const texteDe = (noeud) => noeud?.textContent.replace(/\s+/g, ' ').trim() ?? ''

/** Lines that hold in that width, words whole. */
const couper = (trait, texte, largeur) => {
  const lignes = ['']
  for (const mot of texte.split(' ')) {
    const suite = lignes.at(-1) === '' ? mot : `${lignes.at(-1)} ${mot}`
    if (lignes.at(-1) === '' || trait.measureText(suite).width <= largeur) lignes[lignes.length - 1] = suite
    else lignes.push(mot)
  }
  return lignes
}

/** Colours are the theme's, by tokens or by classes: they are written in before the drawing leaves the page. */
const enImage = async (dessin, largeur, hauteur) => {
  const style = getComputedStyle(document.documentElement)
  const copie = dessin.cloneNode(true)
  const places = copie.querySelectorAll('path')
  for (const [i, forme] of dessin.querySelectorAll('path').entries()) {
    if (!forme.hasAttribute('class')) continue
    const { fill, fillOpacity, stroke, strokeWidth } = getComputedStyle(forme)
    for (const [nom, valeur] of Object.entries({
      fill,
      'fill-opacity': fillOpacity,
      stroke,
      'stroke-width': strokeWidth,
    }))
      places[i].setAttribute(nom, valeur)
  }
  for (const [nom, valeur] of Object.entries({
    width: largeur,
    height: hauteur,
    'font-family': 'Marianne, arial, sans-serif',
    'font-size': 12,
  }))
    copie.setAttribute(nom, valeur)
  const texte = new XMLSerializer()
    .serializeToString(copie)
    .replace(/var\((--[a-z-]+)\)/g, (_, jeton) => style.getPropertyValue(jeton).trim())
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(texte)}`
  await image.decode()
  return image
}

export const enPng = async (panneau, dessin) => {
  const [, , large, haut] = dessin.getAttribute('viewBox').split(' ').map(Number)
  const largeur = Math.max(large, LARGEUR_MIN)
  const hauteur = (haut * largeur) / large
  const image = await enImage(dessin, largeur, hauteur)
  const toile = document.createElement('canvas')
  const trait = toile.getContext('2d')
  const style = getComputedStyle(document.documentElement)
  const couleur = (jeton) => style.getPropertyValue(jeton).trim()
  const gestes = []
  let y = MARGE

  const ecrire = (texte, { taille = 12, gras = false, jeton = '--text-mention-grey' } = {}) => {
    if (texte === '') return
    const police = `${gras ? 'bold ' : ''}${taille}px Marianne, arial, sans-serif`
    trait.font = police
    for (const ligne of couper(trait, texte, largeur)) {
      y += Math.round(1.5 * taille)
      const place = y
      gestes.push(() => {
        trait.font = police
        trait.fillStyle = couleur(jeton)
        trait.fillText(ligne, MARGE, place - 0.4 * taille)
      })
    }
  }

  /** Patches and names from left to right, on as many lines as they take. */
  const legender = (entrees) => {
    const police = '12px Marianne, arial, sans-serif'
    trait.font = police
    let x = 0
    if (entrees.length > 0) y += 22
    for (const entree of entrees) {
      const puce = entree.querySelector('.puce rect')
      const texte = texteDe(entree)
      const prise = trait.measureText(texte).width + (puce === null ? 0 : 18) + 18
      if (x > 0 && x + prise > largeur) {
        x = 0
        y += 18
      }
      const [place, ligne] = [x + MARGE, y]
      gestes.push(() => {
        if (puce !== null) {
          const { fill, fillOpacity } = getComputedStyle(puce)
          trait.globalAlpha = Number(fillOpacity)
          trait.fillStyle = fill
          trait.fillRect(place, ligne - 10, 12, 12)
          trait.globalAlpha = 1
        }
        trait.font = police
        trait.fillStyle = couleur('--text-default-grey')
        trait.fillText(texte, place + (puce === null ? 0 : 18), ligne)
      })
      x += prise
    }
  }

  ecrire(texteDe(panneau.querySelector('h2')), { taille: 18, gras: true, jeton: '--text-title-grey' })
  ecrire(texteDe(panneau.querySelector('.periode')), { taille: 14, jeton: '--text-default-grey' })
  ecrire(texteDe(document.querySelector('.demande')))
  ecrire(texteDe(panneau.querySelector('.hors-filtre')), { gras: true })
  legender([...panneau.querySelectorAll('.legende li')])
  y += 8
  const dessus = y
  gestes.push(() => trait.drawImage(image, MARGE, dessus, largeur, hauteur))
  y += hauteur + 4
  ecrire(texteDe(panneau.querySelector('.note')))
  if (dessin.matches('.carte')) ecrire(texteDe(document.querySelector('.fr-footer__bottom-copy')))
  ecrire(
    `${texteDe(document.querySelector('.fr-header__service-title'))} · ${texteDe(document.getElementById('fraicheur'))}`,
  )

  // A canvas forgets what was drawn when its size is given: all is measured first.
  toile.width = ECHELLE * (largeur + 2 * MARGE)
  toile.height = ECHELLE * Math.ceil(y + MARGE)
  trait.scale(ECHELLE, ECHELLE)
  trait.fillStyle = couleur('--background-default-grey') || '#fff'
  trait.fillRect(0, 0, toile.width, toile.height)
  for (const geste of gestes) geste()
  const jours = ['du', 'au'].map((nom) => document.getElementById(`f-${nom}`)?.value).filter(Boolean)
  const nom = [location.pathname.split('/').at(-1), panneau.id, ...jours].join('-')
  Object.assign(document.createElement('a'), { href: toile.toDataURL('image/png'), download: `${nom}.png` }).click()
}
