// What happened in the territory, and what the figures are worth: annotations, ledger, missing days, services not marked.
import { addDays } from '../../../schema/clock.ts'
import { classDays, finDuMois } from '../calendar.ts'
import { compte, entier, enumeration, jourLong } from '../french.ts'
import { type Table, tableOf } from '../model.ts'
import { type Context, montrer, note, type Part, texte } from './context.ts'

const KINDS: Record<string, string> = {
  projet_local: 'Projet local',
  accompagnement: 'Accompagnement',
  migration: 'Migration de plateforme',
  rupture: 'Rupture de série',
}

export const actions = ({ annotations, noms }: Context): Part => {
  const table = tableOf(
    'annotations',
    'Projets locaux, accompagnements, migrations, ruptures',
    'Une annotation du territoire ou d’un de ses projets, en cours dans le mois.',
    [
      ['du', 'Du', 'date'],
      ['au', 'Au', 'date'],
      ['genre', 'Genre', 'texte'],
      ['titre', 'Titre', 'texte'],
      ['texte', 'Détail', 'texte'],
      ['territoire', 'Territoire', 'texte', 'annexe'],
      ['projet', 'Code du projet', 'texte', 'annexe'],
      ['nom_projet', 'Projet ENT', 'texte'],
    ],
    annotations.map((row) => [
      row.du,
      row.au,
      KINDS[row.genre] ?? row.genre,
      row.titre,
      row.texte,
      [row.niveau, row.territoire].filter(Boolean).join(' '),
      row.projet,
      noms(row.projet),
    ]),
  )
  return {
    tables: [table],
    section: {
      id: 'actions',
      titre: 'Projets locaux et accompagnements',
      blocs:
        annotations.length === 0
          ? [texte('Aucun projet local, accompagnement, migration ni rupture n’est noté pour ce mois.')]
          : [montrer(table)],
    },
  }
}

export const qualite = (context: Context): Part => {
  const { qualiteProjets, qualiteServices, annotations, courant } = context
  const ledger = ledgerTable(context)
  const rejections = rejectionsTable(context)
  const services = servicesTable(context)
  const missing = missingDays(context)
  const breaks = annotations.filter(({ genre }) => genre === 'rupture' || genre === 'migration')
  return {
    tables: [ledger, rejections, services],
    section: {
      id: 'qualite',
      titre: 'Qualité des chiffres',
      blocs: [
        texte(
          courant.provisoire === 1
            ? 'Le mois n’est pas clos : des marqueurs de ses derniers jours peuvent encore arriver.'
            : 'Le mois est clos : chacun de ses jours a passé 52 heures après sa fin, et plus rien n’attend.',
        ),
        texte(
          missing === null
            ? 'Le territoire a plusieurs zones de vacances, ou son calendrier n’est pas importé : s’il y a eu des jours de classe sans un marqueur reçu, ce rapport ne le dit pas.'
            : missing.length === 0
              ? 'Des marqueurs ont été reçus chaque jour de classe du mois.'
              : `${compte(missing.length, 'jour')} de classe sans un marqueur reçu : ${enumeration(missing.map(jourLong))}.`,
        ),
        texte(
          breaks.length === 0
            ? 'Aucune rupture de série n’est notée dans le mois.'
            : `Ruptures de série notées : ${enumeration(breaks.map(({ titre, du }) => `${titre} (${jourLong(du)})`))}.`,
        ),
        texte(registre(context)),
        ...(qualiteProjets.length === 0 ? [] : [montrer(ledger)]),
        note(
          'Reçus, doublons et rejets sont ceux des marqueurs du projet entier, par jour de réception ; un marqueur rejeté n’est dans aucun chiffre.',
        ),
        ...(rejections.lignes.length === 0 ? [texte('Aucun marqueur n’a été rejeté.')] : [montrer(rejections)]),
        ...(qualiteServices.every(({ etat }) => etat === 'vu')
          ? [texte('Chaque service annoncé par les projets est vu.')]
          : [montrer(services)]),
      ],
    },
  }
}

/** The whole install's, since it is there that every marker is accounted for. */
const registre = ({ exploitation }: Context): string => {
  const sum = (column: 'recus' | 'comptes' | 'doublons' | 'rejetes' | 'en_attente' | 'ecart') =>
    exploitation.reduce((total, row) => total + row[column], 0)
  const parts = [
    compte(sum('comptes'), 'compté'),
    compte(sum('doublons'), 'doublon'),
    compte(sum('rejetes'), 'rejeté'),
    `${entier(sum('en_attente'))} en attente`,
  ]
  const ecart = sum('ecart')
  return `Registre de toute l’installation, par jour de réception : ${compte(sum('recus'), 'marqueur reçu', 'marqueurs reçus')} dans le mois ; ${parts.join(', ')}. ${ecart === 0 ? 'Le registre se referme : chacun est dans un seul de ces nombres.' : `Le registre ne se referme pas : ${compte(ecart, 'marqueur')} d’écart ; voyez « mesure ledger ».`}`
}

const ledgerTable = ({ qualiteProjets, noms }: Context): Table =>
  tableOf(
    'registre',
    'Registre, par projet',
    'Un projet qui a des visites sur le territoire. Visites et pages hors service : celles du territoire.',
    [
      ['projet', 'Code du projet', 'texte', 'annexe'],
      ['nom_projet', 'Projet', 'texte'],
      ['recus', 'Marqueurs reçus', 'entier', 'somme'],
      ['doublons', 'Doublons', 'entier', 'somme'],
      ['rejetes', 'Rejetés', 'entier', 'somme'],
      ['part_rejets', 'Part rejetée', 'part'],
      ['visites', 'Visites', 'entier', 'somme'],
      ['part_page_ent', 'Part de pages hors service', 'part'],
    ],
    qualiteProjets.map((row) => [
      row.projet,
      noms(row.projet),
      row.recus,
      row.doublons,
      row.rejetes,
      row.part_rejets,
      row.visites,
      row.part_page_ent,
    ]),
  )

const rejectionsTable = ({ rejets, noms }: Context): Table => {
  const sums = new Map<string, { projet: string; libelle: string; n: number }>()
  for (const { projet, verdict, libelle, n } of rejets) {
    const key = `${projet}\t${verdict}`
    const sum = sums.get(key) ?? { projet, libelle, n: 0 }
    sum.n += n
    sums.set(key, sum)
  }
  return tableOf(
    'rejets',
    'Marqueurs rejetés, par motif',
    'Un projet et un motif de rejet, sur les jours de réception du mois.',
    [
      ['projet', 'Code du projet', 'texte', 'annexe'],
      ['nom_projet', 'Projet', 'texte'],
      ['libelle', 'Motif', 'texte'],
      ['n', 'Marqueurs', 'entier', 'somme'],
    ],
    [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { projet, libelle, n }]) => [projet, noms(projet), libelle, n]),
  )
}

/** What is not simply announced and seen. */
const servicesTable = ({ qualiteServices, noms }: Context): Table =>
  tableOf(
    'marquage',
    'Services non marqués, arrêtés ou non annoncés',
    'Un service d’un projet, annoncé et jamais vu, vu puis arrêté, ou vu sans être annoncé.',
    [
      ['projet', 'Code du projet', 'texte', 'annexe'],
      ['nom_projet', 'Projet', 'texte'],
      ['libelle', 'Service', 'texte'],
      ['etat', 'État', 'texte'],
      ['premiere', 'Première semaine vue', 'date'],
      ['derniere', 'Dernière semaine vue', 'date'],
    ],
    qualiteServices
      .filter(({ etat }) => etat !== 'vu')
      .map((row) => [row.projet, noms(row.projet), row.libelle, row.etat, row.premiere, row.derniere]),
  )

/** Days of class of the month on which nothing at all was received: the measure was down, not the schools. Null when nobody knows which have class. */
const missingDays = ({ mois, jusqua, vacances, exploitation }: Context): string[] | null => {
  if (vacances.length === 0) return null
  const received = new Set(exploitation.filter(({ recus }) => recus > 0).map(({ jour }) => jour))
  const fin = finDuMois(mois) < jusqua ? finDuMois(mois) : jusqua
  const missing: string[] = []
  for (let jour = mois; jour <= fin; jour = addDays(jour, 1))
    if (classDays(jour, jour, vacances) === 1 && !received.has(jour)) missing.push(jour)
  return missing
}
