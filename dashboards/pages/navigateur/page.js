// What script adds to a page that reads without it: fresh figures every few seconds, tables that sort and turn their pages in
// place, drawings as PNG.
import { enPng } from './png.js'

const CHAQUE_MS = 10_000

const rafraichir = async () => {
  if (document.hidden || document.querySelector('.panneau:focus-within, form:focus-within') !== null) return
  await reprendre()
}

/** Asks for the page again and puts in place the panels that changed; what is open, sorted or focused stays. */
const reprendre = async () => {
  const adresse = location.href
  const reponse = await fetch(adresse, { headers: { accept: 'text/html' } }).catch(() => null)
  const etat = document.getElementById('fraicheur')
  if (reponse === null || !reponse.ok) {
    etat.dataset.perdu = ''
    return
  }
  delete etat.dataset.perdu
  const page = new DOMParser().parseFromString(await reponse.text(), 'text/html')
  if (location.href !== adresse) return
  remplacer('fraicheur', page)
  for (const { id } of page.querySelectorAll('.panneau')) if (remplacer(id, page)) preparer(document.getElementById(id))
}

const connus = new Map(
  [...document.querySelectorAll('.panneau, #fraicheur')].map((noeud) => [noeud.id, noeud.innerHTML]),
)

const remplacer = (id, page) => {
  const [ici, la] = [document.getElementById(id), page.getElementById(id)]
  if (ici === null || la === null || connus.get(id) === la.innerHTML) return false
  connus.set(id, la.innerHTML)
  const ouverts = [...ici.querySelectorAll('details')].map(({ open }) => open)
  ici.replaceChildren(...la.childNodes)
  for (const [i, details] of [...ici.querySelectorAll('details')].entries()) details.open = ouverts[i] ?? false
  return true
}

/** Said to those who don't see the table change. */
const dit = Object.assign(document.createElement('p'), { className: 'fr-sr-only' })
dit.setAttribute('role', 'status')
document.body.append(dit)

let voulue = 0
let montree = location.search
/** Other rows of a long table, its panel alone; the address is that of the page that has them. The keyboard stays where it was. */
const servir = async (adresse, panneau, repere) => {
  const demande = ++voulue
  const fragment = new URL(adresse, location.href)
  fragment.pathname += `/${panneau.id}`
  const reponse = await fetch(fragment, { headers: { accept: 'text/html' } }).catch(() => null)
  if (demande !== voulue) return
  if (reponse === null || !reponse.ok) {
    location.assign(adresse)
    return
  }
  const page = new DOMParser().parseFromString(await reponse.text(), 'text/html')
  history.pushState(null, '', adresse)
  montree = location.search
  if (!remplacer(panneau.id, page)) return
  preparer(panneau)
  dit.textContent = panneau.querySelector('.etendue')?.textContent ?? ''
  const place = document.getElementById(repere)
  ;(place?.matches('[href], input') ? place : panneau.querySelector('.fr-table__container'))?.focus()
}

document.addEventListener('click', (event) => {
  const lien = event.target.closest('a[data-servi]')
  if (lien === null || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  servir(lien.href, lien.closest('.panneau'), lien.id)
})
document.addEventListener('submit', (event) => {
  const formulaire = event.target
  if (!('servi' in formulaire.dataset)) return
  event.preventDefault()
  const adresse = new URL(formulaire.action)
  adresse.search = new URLSearchParams([...new FormData(formulaire)].filter(([, valeur]) => valeur !== ''))
  servir(adresse.href, formulaire.closest('.panneau'), formulaire.querySelector('input[type="search"]').id)
})
addEventListener('popstate', () => {
  if (location.search === montree) return
  montree = location.search
  reprendre()
})

const nombreDe = (texte) =>
  Number(
    texte
      .replace(/[\s  %]/g, '')
      .replace('−', '-')
      .replace(',', '.'),
  )

const trier = (table, rang, bouton) => {
  const croissant =
    bouton.ariaSort !== 'ascending' && bouton.ariaSort !== null
      ? true
      : bouton.ariaSort === null && !bouton.classList.contains('nombre')
  for (const autre of table.querySelectorAll('th[aria-sort]')) autre.removeAttribute('aria-sort')
  bouton.ariaSort = croissant ? 'ascending' : 'descending'
  const texte = ({ cells }) => {
    const ecrit = cells[rang].querySelector('time, data')
    return ecrit?.dateTime ?? ecrit?.value ?? cells[rang].textContent.trim()
  }
  const comparer = (a, b) => {
    const [x, y] = [nombreDe(texte(a)), nombreDe(texte(b))]
    if (!bouton.classList.contains('nombre')) return texte(a).localeCompare(texte(b), 'fr')
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || 0
    return x - y
  }
  const lignes = [...table.tBodies[0].rows].sort((a, b) => (croissant ? comparer(a, b) : comparer(b, a)))
  table.tBodies[0].replaceChildren(...lignes)
}

const MANY = 12

/** Sorting by the headings, a search over long tables, and the drawing as a picture. */
const preparer = (racine) => {
  for (const table of racine.querySelectorAll('table[data-triable]')) {
    for (const [rang, titre] of [...table.tHead.rows[0].cells].entries()) {
      const bouton = Object.assign(document.createElement('button'), {
        type: 'button',
        className: 'tri',
        textContent: titre.textContent,
      })
      bouton.addEventListener('click', () => trier(table, rang, titre))
      titre.replaceChildren(bouton)
    }
    if (table.tBodies[0].rows.length > MANY) chercher(table)
  }
  const dessin = racine.querySelector('.dessin--large svg, svg.carte')
  if (dessin !== null) {
    if (!dessin.matches('.carte')) montrer(racine)
    const bouton = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'fr-link fr-link--sm png',
      textContent: 'PNG',
    })
    bouton.ariaLabel = `PNG : ${racine.querySelector('h2')?.textContent ?? ''}`
    bouton.addEventListener('click', () => enPng(racine, dessin))
    racine.querySelector('.actions')?.append(bouton)
  }
}

/** The figures under the pointer: the row of the table that says the same, which keyboard and screen readers reach by itself. */
const montrer = (racine) => {
  const table = racine.querySelector('details:not(.definition) table')
  const bulle = Object.assign(document.createElement('div'), { className: 'bulle', hidden: true })
  bulle.ariaHidden = 'true'
  for (const dessin of racine.querySelectorAll('.dessin')) {
    dessin.addEventListener('pointerleave', () => {
      bulle.hidden = true
    })
    dessin.addEventListener('pointermove', (event) => {
      const marque = event.target.closest('[ecmeta_data_index]')
      const rang = Number(marque?.getAttribute('ecmeta_data_index'))
      const lignes = table.tBodies[0].rows
      // Periods stand in the table from the last to the first.
      const ligne = marque === null ? undefined : lignes['periodes' in table.dataset ? lignes.length - 1 - rang : rang]
      bulle.hidden = ligne === undefined
      if (ligne === undefined) return
      const titres = table.tHead.rows[0].cells
      bulle.replaceChildren(
        ...[...ligne.cells].map((cellule, i) =>
          Object.assign(document.createElement('p'), {
            textContent: i === 0 ? cellule.textContent : `${titres[i].textContent} : ${cellule.textContent}`,
          }),
        ),
      )
      const cadre = racine.getBoundingClientRect()
      bulle.style.left = `${Math.min(event.clientX - cadre.left + 12, cadre.width - 200)}px`
      bulle.style.top = `${event.clientY - cadre.top + 12}px`
    })
  }
  racine.append(bulle)
}

const chercher = (table) => {
  const champ = Object.assign(document.createElement('input'), {
    type: 'search',
    className: 'fr-input recherche',
    placeholder: 'Rechercher dans le tableau',
  })
  champ.ariaLabel = `Rechercher dans : ${table.caption.textContent}`
  const combien = Object.assign(document.createElement('p'), { className: 'etendue', role: 'status', hidden: true })
  champ.addEventListener('input', () => {
    const mots = simplifier(champ.value).trim().split(/\s+/)
    const lignes = [...table.tBodies[0].rows]
    for (const ligne of lignes) {
      const texte = simplifier(ligne.textContent)
      ligne.hidden = !mots.every((mot) => texte.includes(mot))
    }
    const vues = lignes.filter(({ hidden }) => !hidden).length
    combien.hidden = mots[0] === ''
    combien.textContent = `${vues === 0 ? 'Aucune ligne' : `${vues} ligne${vues > 1 ? 's' : ''}`} sur ${lignes.length}`
  })
  table.closest('.fr-table').before(champ, combien)
}

/** As the server compares words in a table that it searches: without accents nor capitals, whatever the apostrophe. */
const simplifier = (texte) =>
  texte
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replaceAll('’', "'")
    .toLowerCase()

for (const panneau of document.querySelectorAll('.panneau')) preparer(panneau)
// On a narrow screen, where one is among the dashboards is out of sight.
const actuel = document.querySelector('.sommaire [aria-current]')
if (actuel !== null) actuel.closest('ul').scrollLeft = actuel.offsetLeft - actuel.closest('ul').offsetLeft
// With the keyboard, each option that is passed over on the way would be asked: there it is « Appliquer » that asks.
for (const choix of document.querySelectorAll('#filtres select'))
  choix.addEventListener('change', () => choix.matches(':focus-visible') || choix.form.requestSubmit())
// Back from another page, a browser gives fields what they were left at, where the figures are those of the address.
addEventListener('pageshow', () => document.getElementById('filtres')?.reset())
// Filters left empty have no place in an address that is shared, nor dates that nobody chose: they would stay those of today,
// and of weeks when months are asked.
document.getElementById('filtres')?.addEventListener('formdata', ({ target, formData }) => {
  const jours = [...target.querySelectorAll('[type="date"]')]
  if (jours.every(({ value, defaultValue }) => value === defaultValue))
    for (const { name, dataset } of jours) if ('defaut' in dataset) formData.delete(name)
  for (const [nom, valeur] of [...formData]) if (valeur === '') formData.delete(nom)
})
setInterval(rafraichir, CHAQUE_MS)
