// The filters of a dashboard as variables of Grafana, each list narrowed by those before it, and how a query writes them.
import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { FILTRES, type Filtre, requeteDerniere, type Tableau } from '../definition/panneau.ts'

export const PLUGIN = 'grafana-clickhouse-datasource'
/** What every query asks: a reader chooses it, so that one dashboard reads a cluster by either protocol, or one machine. */
export const SOURCE = { type: PLUGIN, uid: ecrire('source') }

/** A variable of Grafana in a text that it expands. */
export function ecrire(variable: string): string {
  return `\${${variable}}`
}

type Valeur = (filtre: Filtre | 'derniere') => string

/**
 * A filter in a query. `sqlstring` quotes a value and doubles its quotes; « All » is written as it is, so it is already quoted.
 * Days are those of the reader's clock, as the plugin places a Date on it.
 */
export const valeurDe =
  ({ filtres }: Tableau): Valeur =>
  (filtre) => {
    if (filtre === 'du') return `'${ecrire('__from:date:YYYY-MM-DD')}'`
    if (filtre === 'au') return `'${ecrire('__to:date:YYYY-MM-DD')}'`
    return filtre === 'derniere' || filtres.includes(filtre) ? ecrire(`${filtre}:sqlstring`) : "''"
  }

/** More schools than one reads: the search narrows them. */
const ECOLES_MAX = 500

/** What the list of a filter shows, by the filters that it follows. The first column is the value, the second its text. */
const LISTES: Partial<Record<Filtre, (valeur: Valeur) => string>> = {
  code_academie: () => liste('code_academie', 'academie', "etablissement FINAL WHERE code_academie != ''"),
  code_departement: (valeur) =>
    liste(
      'code_departement',
      'departement',
      `etablissement FINAL WHERE code_departement != '' AND ${valeur('code_academie')} IN ('', code_academie)`,
    ),
  code_commune: (valeur) =>
    liste(
      'code_commune',
      'commune',
      `etablissement FINAL WHERE code_commune != '' AND code_departement = ${valeur('code_departement')}`,
    ),
  circonscription: (valeur) =>
    liste(
      "code_departement || ' ' || circonscription",
      'circonscription',
      `etablissement FINAL WHERE circonscription != '' AND code_departement = ${valeur('code_departement')}`,
    ),
  projet: () => liste('projet', 'nom', 'nom_projet'),
  profil: () => liste('code', 'libelle', "libelle WHERE dimension = 'profil'"),
  service: () => liste('code', 'libelle', "libelle WHERE dimension = 'service'"),
  // Those that a projet declares first: the others seldom have a figure.
  uai: () =>
    `SELECT uai, concat(nom, ', ', commune, ' (', uai, ')') AS texte FROM etablissement FINAL
WHERE positionCaseInsensitiveUTF8(texte, decodeURLComponent('${ecrire('recherche:percentencode')}')) > 0
ORDER BY uai IN (SELECT uai FROM inscription) DESC, texte LIMIT ${ECOLES_MAX}`,
}

/** `sqlstring` leaves backslashes alone, and the engine reads them as escapes: a value brings its own. */
const liste = (valeur: string, texte: string, table: string): string =>
  `SELECT DISTINCT replaceAll(${valeur}, '\\\\', '\\\\\\\\') AS valeur, ${texte} AS texte FROM ${table} ORDER BY texte, valeur`

const CHOIX: Partial<Record<Filtre, string>> = {
  degre: 'Premier degré : 1, Second degré : 2',
  secteur: 'Public : PU, Privé : PR',
}

type Variable = { build: () => VariableModel }
const TOUS = { text: 'All', value: '$__all' }

export const variablesDe = (tableau: Tableau): Variable[] => {
  const valeur = valeurDe(tableau)
  const filtres = tableau.filtres.filter((filtre) => filtre !== 'du' && filtre !== 'au')
  return [
    ...filtres.flatMap((filtre): Variable[] => {
      if (filtre === 'genre')
        return [
          new CustomVariableBuilder('genre')
            .label(FILTRES.genre)
            .values('Jour : jour, Semaine : semaine, Mois : mois, Année scolaire : annee')
            .current({ text: 'Semaine', value: 'semaine' }),
        ]
      const choix = CHOIX[filtre]
      if (choix !== undefined)
        return [
          new CustomVariableBuilder(filtre)
            .label(FILTRES[filtre])
            .values(choix)
            .includeAll(true)
            .allValue("''")
            .current(TOUS),
        ]
      const liste = new QueryVariableBuilder(filtre)
        .label(FILTRES[filtre])
        .datasource(SOURCE)
        .query((LISTES[filtre] as (valeur: Valeur) => string)(valeur))
        .refresh(VariableRefresh.OnDashboardLoad)
      // One school is always chosen, by a search: there is no list of all.
      return filtre === 'uai'
        ? [new TextBoxVariableBuilder('recherche').label('Chercher un établissement').defaultValue(''), liste]
        : [liste.includeAll(true).allValue("''").current(TOUS)]
    }),
    ...(tableau.panneaux.some(({ periodes }) => periodes === 'derniere') ? [derniere(valeur)] : []),
    new DatasourceVariableBuilder('source').label('Source').type(PLUGIN).current({ text: 'Mesure', value: 'mesure' }),
  ]
}

/** The last complete period, asked once for all the panels that show it; never in an address, where it would go stale. */
const derniere = (valeur: Valeur): Variable => {
  const variable = new QueryVariableBuilder('derniere')
    .hide(VariableHide.HideVariable)
    .datasource(SOURCE)
    .query(
      `SELECT derniere, concat(multiIf(derniere < '1971', 'aucune période mesurée',
  ${valeur('genre')} = 'mois', formatDateTime(toDate(derniere), 'mois de %m/%Y'),
  ${valeur('genre')} = 'annee', concat('année scolaire ', toString(toYear(toDate(derniere))), '-', toString(toYear(toDate(derniere)) + 1)),
  ${valeur('genre')} = 'jour', formatDateTime(toDate(derniere), '%d/%m/%Y'),
  formatDateTime(toDate(derniere), 'semaine du %d/%m/%Y')), if(en_cours = 1, ' (en cours)', '')) AS texte
FROM (${requeteDerniere(valeur)})`,
    )
    .refresh(VariableRefresh.OnTimeRangeChanged)
  return { build: () => ({ ...variable.build(), skipUrlSync: true }) }
}
