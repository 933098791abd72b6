// Which territory a report is about, from what a person typed: « academie:Versailles », « departement:95 », « etablissement:0951234X ».
import { Unusable } from '../../schema/folder.ts'
import { edits } from '../../schema/near.ts'
import { type Store, select } from '../../schema/store.ts'
import { normaliseUai } from '../../schema/vocabulary.ts'
import { enumeration } from './french.ts'
import type { Rapport } from './model.ts'

export type Niveau = Rapport['niveau']
export type Territoire = {
  niveau: Niveau
  code: string
  libelle: string
  /** The arguments of the views that are not « all ». */
  portee: Partial<Record<'code_academie' | 'code_departement' | 'code_commune' | 'uai' | 'projet', string>>
  /** Of what holds it, for the calendar and for what it is compared with; '' when nothing does. */
  code_academie: string
  code_departement: string
}

/** A place by its code and its name; `ou` tells those of one name apart. */
type Candidate = { code: string; nom: string; ou: string; code_academie: string; code_departement: string }

const ONE = 'any(e.code_academie) AS code_academie, any(e.code_departement) AS code_departement FROM ecole AS e'
/** For each kind of territory, the places that there are. */
const PLACES: Record<Exclude<Niveau, 'france'>, string> = {
  academie: `SELECT e.code_academie AS code, any(academie) AS nom, '' AS ou, code AS code_academie, '' AS code_departement FROM ecole AS e WHERE code != '' GROUP BY code`,
  departement: `SELECT e.code_departement AS code, any(departement) AS nom, any(academie) AS ou, any(e.code_academie) AS code_academie, code AS code_departement FROM ecole AS e WHERE code != '' GROUP BY code`,
  commune: `SELECT code_commune AS code, any(commune) AS nom, any(departement) AS ou, ${ONE} WHERE code != '' GROUP BY code`,
  projet: `SELECT projet AS code, libelle AS nom, '' AS ou, '' AS code_academie, '' AS code_departement FROM projet FINAL`,
  etablissement: `SELECT uai AS code, any(nom) AS nom, any(commune) AS ou, ${ONE} GROUP BY uai`,
}
const NIVEAUX = Object.keys(PLACES) as (keyof typeof PLACES)[]
const WHAT: Record<Niveau, string> = {
  france: 'la France',
  academie: 'une académie connue',
  departement: 'un département connu',
  commune: 'une commune connue',
  projet: 'un projet ENT connu',
  etablissement: 'un établissement connu',
}

/** Throws `Unusable` with the near ones when there is no such place, or several. */
export const findTerritory = async (store: Store, typed: string): Promise<Territoire> => {
  if (typed === 'france')
    return { niveau: 'france', code: '', libelle: 'France', portee: {}, code_academie: '', code_departement: '' }
  const [, niveau = '', wanted = ''] = /^([^:]*):(.*)$/s.exec(typed) ?? []
  if (!isNiveau(niveau) || wanted.trim() === '')
    throw new Unusable(
      `--territoire doit être france, ou ${enumeration(NIVEAUX.map((n) => `${n}:…`))} (par exemple academie:Versailles) ; pas « ${typed} ».`,
    )
  const places = (await select<Candidate>(store, PLACES[niveau])).map((place) => ({
    ...place,
    nom: place.nom.replaceAll("'", '’'),
    ou: place.ou.replaceAll("'", '’'),
  }))
  const found = matching(niveau, wanted, places)
  const [one] = found
  if (found.length === 1 && one !== undefined) return territoryOf(niveau, one)
  if (found.length > 1)
    throw new Unusable(
      `Plusieurs portent le nom « ${wanted} » : ${enumeration(found.slice(0, 8).map(({ code, nom, ou }) => `${niveau}:${code} (${nom}, ${ou})`))}. Donnez le code.`,
    )
  throw new Unusable(
    `« ${wanted} » n’est pas ${WHAT[niveau]}. ${hintOf(niveau, nearest(wanted, places), places.length)}`,
  )
}

const hintOf = (niveau: Niveau, near: readonly Candidate[], known: number): string => {
  if (known === 0) return 'Ni annuaire ni projets ne sont importés : « mesure import ».'
  if (near.length === 0) return `Rien ne lui ressemble parmi les ${known} connus : donnez un code ou un nom exact.`
  return `Peut-être ${near.map((place) => `${niveau}:${place.code} (${[place.nom, place.ou].filter(Boolean).join(', ')})`).join(' ou ')} ?`
}

const isNiveau = (text: string): text is keyof typeof PLACES => text in PLACES

const matching = (niveau: Niveau, wanted: string, places: readonly Candidate[]): Candidate[] => {
  const codes = codesMeant(niveau, wanted)
  const byCode = places.filter(({ code }) => codes.includes(code.toUpperCase()))
  if (byCode.length > 0) return byCode
  return places.filter(({ nom }) => namesOf(nom).includes(plain(wanted)))
}

/** « Versailles (démonstration) » is meant by its name alone too. */
const namesOf = (nom: string): string[] => [plain(nom), plain(nom.replace(/\(.*\)/, ''))]

/** As people write codes: 95 for 095, 2A for 02A, 1 for the académie 01. */
const codesMeant = (niveau: Niveau, wanted: string): string[] => {
  const code = wanted.trim().toUpperCase()
  if (niveau === 'etablissement') return [normaliseUai(code)]
  return [code, code.padStart(2, '0'), code.padStart(3, '0')]
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\bst(e?)\b/g, 'saint$1')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

const NEAREST = 3
/** Letters to change before a name is another one, by letters of it. */
const FAR = 0.5

const nearest = (wanted: string, places: readonly Candidate[]): Candidate[] => {
  const text = plain(wanted)
  const distance = ({ code, nom }: Candidate): number => {
    const name = plain(nom)
    if (text.length > 2 && name.includes(text)) return 0.5
    return Math.min(...namesOf(nom).map((one) => edits(text, one)), edits(text, plain(code)))
  }
  return places
    .map((place) => ({ place, far: distance(place) }))
    .filter(({ far }) => far <= Math.max(2, FAR * text.length))
    .sort((a, b) => a.far - b.far || (a.place.code < b.place.code ? -1 : 1))
    .slice(0, NEAREST)
    .map(({ place }) => place)
}

const territoryOf = (niveau: keyof typeof PLACES, place: Candidate): Territoire => {
  const { code, nom, ou, code_academie, code_departement } = place
  const libelle: Record<keyof typeof PLACES, string> = {
    academie: `Académie ${/^[AEIOUYÉÈÎ]/i.test(nom) ? 'd’' : 'de '}${nom}`,
    departement: `${nom} (${code.replace(/^0/, '')})`,
    commune: `${nom} (${code}), ${ou}`,
    projet: nom === '' || nom === code ? code : `${nom} (${code})`,
    etablissement: `${nom}, ${ou} (${code})`,
  }
  const argument = niveau === 'etablissement' ? 'uai' : niveau === 'projet' ? 'projet' : (`code_${niveau}` as const)
  return { niveau, code, libelle: libelle[niveau], portee: { [argument]: code }, code_academie, code_departement }
}
