// A panel as HTML: what it says in a drawing, the same in a table, and how to take it away.
import { addDays } from '../../schema/clock.ts'
import type { Dessin, Mesure, Panneau, Unite } from '../definition/panneau.ts'
import { dessinerCarte } from './carte.ts'
import type { Contexte } from './contexte.ts'
import { couleursDe } from './couleurs.ts'
import { type Bande, dessinerBarres, dessinerCourbes, type Largeur, type Serie } from './graphique.ts'
import { type Html, html, type Part, raw } from './html.ts'
import type { Ligne, Lu } from './lecture.ts'
import { LEGENDE_CARTE, legende, legendeDesReperes } from './legendes.ts'
import { ecrireMasque, table, tableauEntier, tableauServi } from './tables.ts'
import { ecrire, ecrireEcart, ecrirePeriode, ecrireTexte, finDe, INCONNU } from './valeurs.ts'

export const dessiner = (panneau: Panneau, lu: Lu, contexte: Contexte): Part => {
  const { dessin } = panneau
  const { lignes } = lu
  if (lignes.length === 0 && (lu.tranche?.mots ?? '') === '')
    return html`<p class="vide">${panneau.vide ?? 'Rien à montrer pour cette demande.'}</p>`
  switch (dessin.type) {
    case 'nombres':
      return nombres(dessin.mesures, lignes[0] as Ligne, contexte)
    case 'courbes':
      return courbes(panneau, dessin, lignes, contexte)
    case 'barres':
      return barres(panneau, dessin, lignes)
    case 'carte':
      return carte(dessin, lignes, contexte, panneau.titre)
    default:
      return tableauServi(panneau, dessin.colonnes, lu, contexte)
  }
}

/** Of a panel that shows one period of all those asked, which: nothing else in it says so. */
export const periodeDe = ({ periodes }: Panneau, { lignes: [ligne] }: Lu, contexte: Contexte): Part =>
  periodes === 'derniere' && ligne !== undefined
    ? html`<p class="periode">${majuscule(ecrirePeriode(String(ligne.debut), contexte.filtres.genre))}${
        enVacances(String(ligne.debut), contexte) ? ', vacances scolaires' : ''
      }${provisoire(ligne)}</p>`
    : null

/** A week without class in any zone of the scope: what is compared to it says little. */
const enVacances = (lundi: string, { filtres, vacances }: Contexte): boolean => {
  if (filtres.genre !== 'semaine' || vacances.length === 0) return false
  const zones = (bandes: readonly Bande[]) => new Set(bandes.flatMap(({ zone }) => zone.split(', ')))
  const libres = zones(vacances.filter(({ du, au }) => du <= lundi && au >= addDays(lundi, 4)))
  return libres.size === zones(vacances).size
}

const nombres = (mesures: readonly Mesure[], ligne: Ligne, contexte: Contexte): Html => {
  const avant = enVacances(addDays(String(ligne.debut), -7), contexte) ? ', vacances scolaires' : ''
  return html`<ul class="cles">${mesures.map(
    ({ colonne, titre, unite }) => html`<li class="cle"><p class="cle__nom">${titre}</p>
<p class="cle__valeur">${ligne[colonne] === null ? 'non disponible' : ecrire(ligne[colonne], unite)}</p>
<p class="cle__suite">${ecartDe(ligne, colonne, unite, '_avant', `sur la période précédente${avant}`)}</p>
<p class="cle__suite">${ecartDe(ligne, colonne, unite, '_an', ligne.source_an === 'ministere' ? 'sur l’an dernier (chiffres du ministère)' : 'sur l’an dernier')}</p></li>`,
  )}</ul>`
}

const ecartDe = (ligne: Ligne, colonne: string, unite: Unite, suffixe: string, suite: string): string => {
  const reference = ligne[`${colonne}${suffixe}`]
  const ecart = ecrireEcart(ligne[colonne], reference)
  if (ecart !== null) return `${ecart} ${suite} (${ecrire(reference, unite)})`
  return suffixe === '_an' ? 'pas de chiffre l’an dernier' : 'pas de période précédente'
}

const provisoire = (ligne: Ligne): Part =>
  Number(ligne.provisoire) === 1
    ? html` <span class="fr-badge fr-badge--sm fr-badge--new fr-badge--no-icon" title="Un de ses jours n’est pas clos : ses chiffres peuvent encore changer.">provisoire</span>`
    : null

const courbes = (
  panneau: Panneau,
  dessin: Dessin & { type: 'courbes' },
  lignes: readonly Ligne[],
  contexte: Contexte,
): Part => {
  const { genre } = contexte.filtres
  const vues = lignes.map(({ debut }) => String(debut)).sort()
  const vides = dessin.vides === true ? contexte.mesurees.filter(({ debut }) => debut > (vues[0] as string)) : []
  const mesurees = [...vues, ...vides.map(({ debut }) => debut)].sort()
  const periodes = periodesDe(mesurees, genre)
  const provisoires = new Set([
    ...lignes.filter((ligne) => Number(ligne.provisoire) === 1).map(({ debut }) => String(debut)),
    ...vides.filter(({ provisoire }) => provisoire).map(({ debut }) => debut),
  ])
  const series = seriesDe(dessin, lignes, periodes, new Set(mesurees))
  const [premiere = '', derniere = ''] = [periodes[0], periodes.at(-1)]
  const reperes = contexte.reperes
    .filter(({ jour }) => jour >= premiere && jour <= finDe(derniere, genre))
    .toSorted((a, b) => a.jour.localeCompare(b.jour))
  const [{ unite }] = dessin.mesures as readonly [Mesure]
  if (series.length === 0) return html`<p class="vide">${inconnues(unite)}</p>`
  const courbe = {
    genre,
    periodes,
    provisoires,
    series,
    unite,
    empile: dessin.empile === true,
    // A month or a year holds both.
    vacances: genre === 'semaine' || genre === 'jour' ? contexte.vacances : [],
    reperes,
  }
  const masques = masquesDe(lignes, dessin.serie)
  const colonnes = [
    {
      titre: 'Période',
      cellule: (debut: string): Part =>
        html`${majuscule(ecrirePeriode(debut, genre))}${provisoires.has(debut) ? ' (provisoire)' : ''}`,
    },
    ...series.map(({ nom, valeurs }) => ({
      titre: nom,
      cellule: (debut: string): Part =>
        masques.get(`${debut}\t${nom}`) ?? ecrire(valeurs[periodes.indexOf(debut)] ?? null, unite),
    })),
  ]
  return html`${legende(series, dessin.serie !== undefined || dessin.mesures.length > 1, courbe.vacances.length > 0, provisoires.size > 0)}${legendeDesReperes(reperes)}
${deuxLargeurs(panneau, (largeur) => dessinerCourbes(courbe, largeur))}
<details><summary>Tableau : ${minuscule(panneau.titre)}</summary>${table(
    panneau.titre,
    colonnes.map(({ titre }) => ({ titre, nombre: titre !== 'Période' })),
    periodes.toReversed().map((debut) => colonnes.map(({ cellule }) => cellule(debut))),
    ' data-periodes',
  )}</details>`
}

/** Every one from the first to the last: what was not measured in between keeps its place, without a figure. */
const periodesDe = (debuts: readonly string[], genre: string): string[] => {
  const toutes: string[] = []
  const derniere = debuts.at(-1) ?? ''
  for (let debut = debuts[0] ?? ''; debut <= derniere; debut = addDays(finDe(debut, genre), 1)) toutes.push(debut)
  return toutes
}

const inconnues = (unite: Unite): string =>
  unite === 'pour100'
    ? 'Aucun effectif d’élèves n’est connu ici pour ces périodes.'
    : 'Ce chiffre n’est connu pour aucune de ces périodes.'

const seriesDe = (
  { serie, mesures, vides }: Dessin & { type: 'courbes' },
  lignes: readonly Ligne[],
  periodes: readonly string[],
  mesurees: ReadonlySet<string>,
): Serie[] => {
  const index = new Map(periodes.map((debut, i) => [debut, i]))
  const series = new Map<string, (number | null)[]>()
  for (const ligne of lignes)
    for (const { colonne, titre, unite } of mesures) {
      const nom = serie === undefined ? titre : String(ligne[serie])
      const valeurs =
        series.get(nom) ??
        periodes.map((debut) => (vides === true && unite === 'nombre' && mesurees.has(debut) ? 0 : null))
      const valeur = ligne[colonne]
      valeurs[index.get(String(ligne.debut)) as number] =
        valeur === null || valeur === undefined ? null : Number(valeur)
      series.set(nom, valeurs)
    }
  const masquees = new Set(lignes.filter(estMasquee).map((ligne) => String(ligne[serie ?? ''])))
  const total = (valeurs: readonly (number | null)[]) =>
    valeurs.reduce<number>((somme, valeur) => somme + (valeur ?? 0), 0)
  const couleurs = couleursDe([...series.keys()])
  const toutes = [...series]
    .map(([nom, valeurs], rang) => ({
      nom,
      valeurs,
      couleur: serie === undefined ? rang : (couleurs.get(nom) as number),
    }))
    // Whose figures are all hidden came nonetheless.
    .filter(({ nom, valeurs }) => masquees.has(nom) || valeurs.some((valeur) => valeur !== null))
  return serie === undefined ? toutes : toutes.sort((a, b) => total(b.valeurs) - total(a.valeurs))
}

const estMasquee = ({ masque }: Ligne): boolean => masque !== undefined && masque !== ''

/** What stands in a cell whose figure is hidden. */
const masquesDe = (lignes: readonly Ligne[], serie: string | undefined): Map<string, string> =>
  new Map(
    lignes.filter(estMasquee).map((ligne) => [`${ligne.debut}\t${ligne[serie ?? '']}`, ecrireMasque(ligne.masque)]),
  )

const barres = (
  panneau: Panneau,
  { categorie, groupe, mesure }: Dessin & { type: 'barres' },
  lignes: readonly Ligne[],
): Part => {
  const noms = groupe === undefined ? [mesure.titre] : grands(lignes, groupe, mesure)
  const parCategorie = new Map<string, (Ligne | undefined)[]>()
  for (const ligne of lignes) {
    const cle = String(ligne[categorie])
    const rangee = parCategorie.get(cle) ?? noms.map(() => undefined)
    rangee[groupe === undefined ? 0 : noms.indexOf(String(ligne[groupe]))] = ligne
    parCategorie.set(cle, rangee)
  }
  const valeurDe = (ligne: Ligne | undefined): number | null => {
    const valeur = ligne?.[mesure.colonne]
    return valeur === null || valeur === undefined ? null : Number(valeur)
  }
  const total = (rangee: readonly (Ligne | undefined)[]) =>
    rangee.reduce((somme, ligne) => somme + (valeurDe(ligne) ?? -1e-9), 0)
  const triees = [...parCategorie].sort(([, a], [, b]) => total(b) - total(a))
  const dessinees = triees.filter(([, rangee]) => rangee.some((ligne) => (valeurDe(ligne) ?? 0) > 0))
  const couleurs = couleursDe(noms)
  const series = noms.map((nom, i) => ({
    nom,
    valeurs: dessinees.map(([, rangee]) => valeurDe(rangee[i])),
    couleur: couleurs.get(nom) as number,
    mots: dessinees.map(([, rangee]) => (rangee[i]?.masque ? ecrireMasque(rangee[i].masque) : null)),
  }))
  const lire = (ligne: Ligne | undefined): string =>
    ligne === undefined
      ? INCONNU
      : ligne.marque !== undefined && Number(ligne.marque) === 0
        ? 'non marqué'
        : ligne.masque !== undefined && ligne.masque !== ''
          ? ecrireMasque(ligne.masque)
          : ecrire(ligne[mesure.colonne], mesure.unite)
  const absents = triees
    .filter(([, rangee]) =>
      rangee.every((ligne) => ligne === undefined || (ligne.marque !== undefined && Number(ligne.marque) === 0)),
    )
    .map(([nom]) => nom)
  return html`${groupe === undefined ? null : legende(series, true)}
${dessinees.length > 0 && deuxLargeurs(panneau, (largeur) => dessinerBarres({ categories: dessinees.map(([nom]) => nom), series, unite: mesure.unite }, largeur))}
${absents.length > 0 ? html`<p class="note">${ecrireTexte(`Non marqués : ${absents.join(' ; ')}.`)}</p>` : null}
<details><summary>Tableau : ${minuscule(panneau.titre)}</summary>${table(
    panneau.titre,
    [{ titre: 'Intitulé', nombre: false }, ...noms.map((titre) => ({ titre, nombre: true }))],
    triees.map(([nom, rangee]) => [nom, ...rangee.map(lire)]),
  )}</details>`
}

/** The groups, the largest first. */
const grands = (lignes: readonly Ligne[], groupe: string, { colonne }: Mesure): string[] => {
  const sommes = new Map<string, number>()
  for (const ligne of lignes)
    sommes.set(String(ligne[groupe]), (sommes.get(String(ligne[groupe])) ?? 0) + Number(ligne[colonne] ?? 0))
  return [...sommes].sort(([, a], [, b]) => b - a).map(([nom]) => nom)
}

const carte = (
  { code, classe, colonnes }: Dessin & { type: 'carte' },
  lignes: readonly Ligne[],
  contexte: Contexte,
  titre: string,
): Part => {
  const dessin = dessinerCarte(
    lignes.map((ligne) => ({
      code: String(ligne[code]),
      nom: String(ligne.departement ?? ligne[code]),
      classe: ligne[classe] === null ? null : String(ligne[classe]),
      valeur: String(ligne[classe] ?? 'aucun établissement public'),
    })),
  )
  return html`<div class="${dessin === null ? '' : 'carte-et-tableau'}">${dessin === null ? null : html`<figure class="carte-cadre">${dessin}<figcaption>${LEGENDE_CARTE}</figcaption></figure>`}${tableauEntier(titre, colonnes, lignes, contexte)}</div>`
}

/** Drawn for a screen and for a phone; the sheet shows one. What they say is in the table beside. */
const deuxLargeurs = ({ largeur }: Panneau, tracer: (largeur: Largeur) => string): Html =>
  html`<div class="dessin dessin--large">${raw(tracer(largeur))}</div><div class="dessin dessin--etroit">${raw(tracer('etroite'))}</div>`

const majuscule = (texte: string): string => texte.charAt(0).toUpperCase() + texte.slice(1)
const minuscule = (texte: string): string => texte.charAt(0).toLowerCase() + texte.slice(1)
