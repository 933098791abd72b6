// What each filter offers: the territories, projets and codes that the directory, the registry and the plan know.

import type { Option } from './choix.ts'
import type { Filtres } from './filtres.ts'
import type { Lecteur, Ligne } from './lecture.ts'
import type { Options } from './page.ts'

const LIEUX = `SELECT DISTINCT code_academie, academie, code_departement, departement FROM etablissement FINAL WHERE code_academie != '' ORDER BY ALL`
const PROJETS = 'SELECT projet, nom FROM nom_projet ORDER BY projet'
const CODES = "SELECT dimension, code, libelle FROM libelle WHERE dimension IN ('profil', 'service') ORDER BY ALL"
const COMMUNES = `SELECT DISTINCT code_commune, commune FROM etablissement FINAL WHERE code_departement = {code_departement:String} AND code_commune != '' ORDER BY commune`
const CIRCONSCRIPTIONS = `SELECT DISTINCT code_departement || ' ' || circonscription AS cle, circonscription FROM etablissement FINAL
  WHERE code_departement = {code_departement:String} AND circonscription != '' ORDER BY ALL`

/** Départements are those of the académie; communes and circonscriptions those of the département, once one is chosen. */
export const lireOptions = async (lire: Lecteur, { code_academie, code_departement }: Filtres): Promise<Options> => {
  const departement = { code_departement }
  const [lieux, projets, codes, communes, circonscriptions] = await Promise.all([
    lire(LIEUX, {}),
    lire(PROJETS, {}),
    lire(CODES, {}),
    code_departement === '' ? [] : lire(COMMUNES, departement),
    code_departement === '' ? [] : lire(CIRCONSCRIPTIONS, departement),
  ])
  const dans = lieux.filter((lieu) => code_academie === '' || lieu.code_academie === code_academie)
  const desCodes = (dimension: string) =>
    offrir(
      codes.filter((un) => un.dimension === dimension),
      'code',
      'libelle',
    )
  return {
    code_academie: offrir(lieux, 'code_academie', 'academie'),
    code_departement: offrir(dans, 'code_departement', 'departement'),
    projet: offrir(projets, 'projet', 'nom'),
    profil: desCodes('profil'),
    service: desCodes('service'),
    code_commune: offrir(communes, 'code_commune', 'commune'),
    circonscription: offrir(circonscriptions, 'cle', 'circonscription'),
    degre: [
      { valeur: '1', libelle: 'Premier degré' },
      { valeur: '2', libelle: 'Second degré' },
    ],
    secteur: [
      { valeur: 'PU', libelle: 'Public' },
      { valeur: 'PR', libelle: 'Privé' },
    ],
  }
}

/** What the codes of the ledger are called: reasons of a rejection, projets. */
export type Noms = { motifs: ReadonlyMap<string, string>; projets: ReadonlyMap<string, string> }
export const lireNoms = async (lire: Lecteur): Promise<Noms> => {
  const [motifs, projets] = await Promise.all([lire(MOTIFS, {}), lire(PROJETS, {})])
  return {
    motifs: new Map(motifs.map(({ code, libelle }) => [String(code), String(libelle)])),
    projets: new Map([
      ...projets.map(({ projet, nom }): [string, string] => [String(projet), String(nom)]),
      ['?', 'projet inconnu'],
    ]),
  }
}
const MOTIFS = "SELECT code, libelle FROM libelle WHERE dimension = 'verdict' ORDER BY code"

const offrir = (lignes: readonly Ligne[], valeur: string, libelle: string): Option[] =>
  [...new Map(lignes.map((ligne) => [String(ligne[valeur]), String(ligne[libelle] || ligne[valeur])]))]
    .map(([code, nom]) => ({ valeur: code, libelle: nom }))
    .sort((a, b) => a.libelle.localeCompare(b.libelle, 'fr'))
