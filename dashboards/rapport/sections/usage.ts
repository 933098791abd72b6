// How much and by whom: visits over months and weeks, profils.
import { addDays, mondayOf } from '../../../schema/clock.ts'
import { addMonths, debutDuMois } from '../calendar.ts'
import { compte, entier, enumeration, evolution, jourLong, nomDuMois, part } from '../french.ts'
import { type Bloc, type Table, tableOf } from '../model.ts'
import {
  byProfil,
  type Context,
  du,
  evolutionOf,
  evolutionTotale,
  isWhole,
  joursDeClasse,
  liste,
  MASQUE,
  masquee,
  montrer,
  note,
  type Part,
  parentsSeuls,
  siClos,
  siPlusieurs,
  texte,
  titreEvolution,
  visitesFinies,
} from './context.ts'

export const frequentation = (context: Context): Part => {
  const { synthese, semaines, courant, avant, anDernier, mois, moisAvant, moisAnDernier, vacances, jusqua } = context
  const jours = (debut: string) => joursDeClasse(context, debut)
  const alone = context.territoire.niveau === 'etablissement'
  const table = tableOf(
    'frequentation',
    'Fréquentation, mois par mois',
    'Un mois du calendrier, par le jour des visites. Les utilisateurs d’un mois ne sont pas la somme de ceux de ses semaines.',
    [
      ['mois', 'Mois', 'mois'],
      ['jours_classe', 'Jours de classe', 'entier'],
      ['visites', 'Visites', 'entier', 'somme'],
      ['visites_jour', 'Visites par jour de classe', 'decimal'],
      ['utilisateurs', 'Utilisateurs', 'entier'],
      ['duree_moyenne', 'Durée moyenne d’une visite', 'duree'],
      ['ecoles_vues', 'Établissements vus', 'entier', ...siPlusieurs(context)],
      ['ecoles_actives', 'Établissements actifs', 'entier', ...siPlusieurs(context)],
      ['visites_100', 'Visites pour 100 élèves', 'decimal'],
    ],
    eachOf(synthese, (debut) => addMonths(debut, 1)).map(([debut, row]) => {
      const classe = jours(debut)
      if (row === null) return [debut.slice(0, 7), classe, ...Array(7).fill(null)]
      return [
        debut.slice(0, 7),
        classe,
        row.visites,
        classe === null || classe === 0 ? null : visitesFinies(context, row) / classe,
        row.utilisateurs,
        row.duree_moyenne,
        row.ecoles_vues,
        row.ecoles_actives,
        row.visites_100,
      ]
    }),
  )
  const weeks = tableOf(
    'semaines',
    'Visites, semaine par semaine',
    `Une semaine, du lundi au dimanche, depuis le 1er août et jusqu’à la dernière qui s’achève dans le mois.${alone ? '' : ' Actif : au moins 5 utilisateurs dans la semaine.'}`,
    [
      ['debut', 'Lundi', 'date'],
      ['visites', 'Visites', 'entier', 'somme'],
      ['utilisateurs', 'Utilisateurs', 'entier'],
      ['ecoles_actives', 'Établissements actifs', 'entier', ...siPlusieurs(context)],
    ],
    eachOf(semaines, (debut) => addDays(debut, 7)).map(([debut, row]) =>
      row === null ? [debut, null, null, null] : [debut, row.visites, row.utilisateurs, row.ecoles_actives],
    ),
  )
  const compared = [
    ...(avant === null ? [] : [{ nom: nomDuMois(moisAvant), row: avant, debut: moisAvant }]),
    ...(anDernier === null ? [] : [{ nom: nomDuMois(moisAnDernier), row: anDernier, debut: moisAnDernier }]),
  ].map(({ nom, row, debut }) => {
    const ratio = evolutionTotale(context, row)
    const [now, then] = [jours(mois), jours(debut)]
    const days =
      now === null || then === null
        ? ''
        : ` Le mois a ${compte(now, 'jour')} de classe${context.enCours ? ` jusqu’au ${jourLong(jusqua)}` : ''} ; ${nom}, ${entier(then)}.`
    const change =
      ratio === null ? '' : ` ${now === null ? 'Évolution' : 'Évolution par jour de classe'} : ${evolution(ratio)}.`
    return `En ${nom} : ${compte(row.visites, 'visite')}, contre ${entier(courant.visites)} en ${nomDuMois(mois)}.${days}${change}`
  })
  return {
    tables: [table, weeks],
    section: {
      id: 'frequentation',
      titre: 'Fréquentation',
      blocs: [
        {
          genre: 'colonnes',
          table: table.id,
          titre: 'Visites par mois',
          alternative: `Visites par mois, de ${nomDuMois(synthese[0]?.debut ?? mois)} à ${nomDuMois(mois)} : ${enumeration(synthese.map((row) => `${nomDuMois(row.debut)}, ${entier(row.visites)}`))}.`,
          mois: 'mois',
          valeur: 'visites',
        },
        ...partialMonth(context),
        ...publishedMonth(context),
        ...liste(compared),
        montrer(table),
        ...(semaines.length === 0
          ? [texte('Aucune semaine de l’année scolaire ne s’achève dans ce mois.')]
          : [
              {
                genre: 'courbe' as const,
                table: weeks.id,
                titre: 'Visites par semaine depuis la rentrée ; vacances sur fond clair',
                alternative: `Visites par semaine : ${semaines.map((row) => `semaine du ${jourLong(row.debut)}, ${entier(row.visites)}`).join(' ; ')}.`,
                date: 'debut',
                valeur: 'visites',
                plages: vacances.filter(({ du, au }) => au >= (semaines[0]?.debut ?? mois) && du <= jusqua),
              },
              montrer(weeks),
            ]),
      ],
    },
  }
}

/** Every period from the first to the last: one that nobody measured is there, and unknown. */
const eachOf = <Row extends { debut: string }>(
  rows: readonly Row[],
  next: (debut: string) => string,
): [debut: string, row: Row | null][] => {
  const known = new Map(rows.map((row) => [row.debut, row]))
  const periods: [string, Row | null][] = []
  const last = rows.at(-1)?.debut ?? ''
  for (let debut = rows[0]?.debut ?? ''; debut !== '' && debut <= last; debut = next(debut))
    periods.push([debut, known.get(debut) ?? null])
  return periods
}

/** What the ministry published of the same month last year, said apart: it cuts months by weeks and measures otherwise. */
const publishedMonth = ({ ministere, anDernier, moisAnDernier }: Context): Bloc[] =>
  ministere === null
    ? []
    : [
        note(
          `En ${nomDuMois(moisAnDernier)}, les fichiers publiés par le ministère comptent ${compte(ministere, 'visite')} (semaines dont le lundi est dans le mois)${anDernier === null ? '' : `, cette mesure ${entier(anDernier.visites)}`}. Ce sont deux mesures : aucune évolution n’est calculée de l’une à l’autre.`,
        ),
      ]

/** Said when the first month of the measure is one of those shown. */
const partialMonth = (context: Context): Bloc[] =>
  context.depuis === null || isWhole(context, debutDuMois(context.depuis))
    ? []
    : [
        note(
          `La mesure de ce territoire commence le ${jourLong(context.depuis)} : ${nomDuMois(context.depuis)}${isMonday(context.depuis) ? ' n’y est' : ' et sa première semaine n’y sont'} qu’en partie. Les jours de classe de ce mois sont comptés à partir de là ; ses utilisateurs ne se comparent pas.`,
        ),
      ]

const isMonday = (jour: string): boolean => mondayOf(jour) === jour

const AUTRE =
  '« Autres » (AUTRE) : invités, comptes techniques et tout profil hors des quatre publiés. Une visite est d’un seul profil ; une personne qui a deux profils compte dans chacun : les utilisateurs des profils ne s’additionnent pas.'

export const profils = (context: Context): Part => {
  const { mois, moisAvant, courant } = context
  const rows = du(context.profils, mois).sort(byProfil)
  const before = new Map(du(context.profils, moisAvant).map((row) => [row.profil, row.visites]))
  const table = tableOf(
    'profils',
    'Profils',
    'Un profil. Part : des visites du territoire, tous profils.',
    [
      ['libelle', 'Profil', 'texte'],
      ['visites', 'Visites', 'entier'],
      ['part', 'Part des visites', 'part'],
      ['utilisateurs', 'Utilisateurs', 'entier'],
      ['duree_moyenne', 'Durée moyenne d’une visite', 'duree'],
      ['evolution', titreEvolution(context, moisAvant), 'evolution', ...siClos(context)],
    ],
    rows.map((row) => [
      row.libelle,
      masquee(row.visites, row.masque),
      masquee(row.visites === null ? null : row.visites / courant.visites, row.masque),
      masquee(row.utilisateurs, row.masque),
      masquee(row.duree_moyenne, row.masque),
      evolutionOf(context, row.visites, before.get(row.profil), moisAvant),
    ]),
  )
  const shown = rows.filter((row) => row.visites !== null)
  return {
    tables: [table, ...parentsTable(context)],
    section: {
      id: 'profils',
      titre: 'Qui vient : les profils',
      blocs: [
        ...(shown.every(({ visites }) => visites === 0)
          ? []
          : [
              {
                genre: 'parts' as const,
                table: table.id,
                titre: 'Visites par profil',
                alternative: `Parts des profils dans les visites : ${enumeration(shown.map((row) => `${row.libelle}, ${part((row.visites ?? 0) / courant.visites)}`))}.`,
                etiquette: 'libelle',
                valeur: 'part',
              },
            ]),
        montrer(table),
        note(AUTRE),
        ...(rows.some(({ masque }) => masque !== '') ? [note(MASQUE)] : []),
        ...parentsTable(context).map(montrer),
      ],
    },
  }
}

/** Where parents come almost alone: an ENT that communicates and hardly teaches. */
const parentsTable = (context: Context): Table[] =>
  parentsSeuls(context).length === 0
    ? []
    : [
        tableOf(
          'parents',
          'ENT de parents seulement',
          `Un établissement, ou un projet ENT sur ce territoire, de parents seulement : ${context.parents[0]?.regle ?? ''}.`,
          [
            ['niveau', 'Niveau', 'texte'],
            ['code', 'UAI ou code', 'texte'],
            ['libelle', 'Nom', 'texte'],
            ['commune', 'Commune', 'texte'],
          ],
          parentsSeuls(context).map((row) => [
            row.niveau === 'projet' ? 'Projet ENT' : 'Établissement',
            row.code,
            row.libelle,
            context.ecoles.get(row.code)?.commune ?? '',
          ]),
        ),
      ]
