// Invented schools, projets and markers for the benches, each a function of its number: varied enough that no cache and
// no dictionary flatters, and the same at every run.
import type { RawRequest } from '../../schema/marker.ts'
import { APPAREILS, NAVIGATEURS, PROFILS, SERVICES, SYSTEMES, uaiLetter } from '../../schema/vocabulary.ts'

/** Schools that the national open data know; lines of the national directory. */
export const SCHOOLS = 28_000
export const DIRECTORY_LINES = 66_000
const PROJETS = 60

/** A number spread over 32 bits, so that neighbours have nothing in common. */
const mix = (n: number): number => {
  const a = Math.imul(n ^ (n >>> 16), 0x45d9f3b)
  const b = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d)
  return (b ^ (b >>> 16)) >>> 0
}
const pick = <Value>(list: readonly Value[], n: number): Value => list[n % list.length] as Value

export const uaiOf = (school: number): string => {
  const digits = String(10_001 + school * 97).padStart(7, '0')
  return digits + uaiLetter(digits)
}
const projetOf = (school: number): string => `ENT${String(school % PROJETS).padStart(2, '0')}`

/** A person has one school and one profil; schools have from some to thousands of them. */
const personOf = (n: number) => {
  const person = mix(n) % 400_000
  const school = Math.floor((mix(person + 7) / 2 ** 32) ** 2 * SCHOOLS)
  return { person, school, uai: uaiOf(school), projet: projetOf(school), profil: pick(PROFILS, mix(person + 3)) }
}

const pageOf = (n: number) => `Espace de la classe ${n % 40} / page ${n % 7}`

/** What the log holds of one page of one person, as the collector writes it. */
export const rawRequestOf = (n: number, recu: number): RawRequest => {
  const { person, uai, projet, profil } = personOf(n)
  const agent = mix(person + 11)
  const tiers = n % 9 === 0
  return {
    recu,
    appareil: pick(APPAREILS, agent),
    os: pick(SYSTEMES, agent >>> 4),
    navigateur: pick(NAVIGATEURS, agent >>> 8),
    robot: false,
    projet,
    uai,
    profil,
    visiteur: String(BigInt(mix(person)) * 4294967296n + BigInt(mix(person + 1))),
    plateforme: 'PLATEFORME',
    exploitant: 'EXPLOITANT',
    collectivite: 'COLLECTIVITE',
    markers: [
      {
        id: String(BigInt(mix(n)) * 4294967296n + BigInt(n)),
        age: n % 20 === 0 ? mix(n) % 3_600_000 : n % 500,
        action: n % 5 === 0 ? 'clic' : 'page',
        service: pick(SERVICES, mix(n + 5)),
        type: tiers ? 'TIERS' : 'NATIF',
        outil: tiers ? `OUTIL_${n % 30}` : null,
        page: pageOf(n),
      },
    ],
  }
}

/** A body as the tag posts it, `count` pages of one person. */
export const bodyOf = (n: number, count: number): string => {
  const { person, uai, projet, profil } = personOf(n)
  let markers = ''
  for (let i = 0; i < count; i += 1) {
    const id = `${n.toString(36)}-${i.toString(36)}`.padStart(24, 'marqueur-')
    const tiers = (n + i) % 9 === 0 ? `,"type":"TIERS","outil":"OUTIL_${n % 30}"` : ',"type":"NATIF"'
    markers += `${i === 0 ? '' : ','}{"id":"${id}","age":${(n + i) % 500},"action":"page","service":"${pick(SERVICES, n + i)}"${tiers},"page":"${pageOf(n + i)}"}`
  }
  return `{"v":1,"projet":"${projet}","uai":"${uai}","profil":"${profil}","visiteur":"ent-${projet}-compte-${person}","plateforme":"PLATEFORME","exploitant":"EXPLOITANT","collectivite":"COLLECTIVITE","markers":[${markers}]}`
}

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const SYSTEMS = ['Windows NT 10.0; Win64; x64', 'X11; CrOS x86_64 14541.0.0', 'Linux; Android 14; SM-X210', 'Macintosh']

/** Some two thousand different texts. */
export const userAgentOf = (n: number): string =>
  `Mozilla/5.0 (${pick(SYSTEMS, n)}) ${WEBKIT} Chrome/${100 + (n % 40)}.0.${6000 + (n % 13)}.0 Safari/537.36`

/** The directory in the layout of 2026, with the columns that are read and enough others to weigh what it weighs. */
export const annuaireCsv = (lines: number): string => {
  const header = [...Object.keys(annuaireLine(0)), ...UNREAD.map((i) => `Colonne_${i}`)].join(';')
  const rows = Array.from({ length: lines }, (_, school) => Object.values(annuaireLine(school)).join(';') + FILLING)
  return `\ufeff${header}\n${rows.join('\n')}\n`
}
const UNREAD = Array.from({ length: 50 }, (_, i) => i)
const FILLING = UNREAD.map((i) => (i % 6 === 0 ? ';texte' : ';')).join('')

const annuaireLine = (school: number) => {
  const departement = String(1 + (school % 95)).padStart(2, '0')
  return {
    Identifiant_de_l_etablissement: uaiOf(school),
    Nom_etablissement: `Ecole ${pick(['élémentaire', 'maternelle'], school)} n° ${school}`,
    Type_etablissement: 'Ecole',
    Statut_public_prive: school % 8 === 0 ? 'Privé' : 'Public',
    Adresse_1: `${school % 90} rue des Écoles`,
    Code_commune: `${departement}${school % 400}`,
    Nom_commune: `Commune-${school % 9000}`,
    Code_departement: `0${departement}`,
    Code_academie: String(school % 30),
    Code_region: String(school % 18),
    Libelle_departement: `Département ${departement}`,
    Libelle_academie: `Académie ${school % 30}`,
    Libelle_region: `Région ${school % 18}`,
    nom_circonscription: `Circonscription d'inspection ${school % 1200}`,
    latitude: (48 + (school % 1000) / 1000).toFixed(6),
    longitude: (2 + (school % 1000) / 1000).toFixed(6),
    date_ouverture: '1970-09-01',
    date_maj_ligne: '2026-05-27',
    etat: 'OUVERT',
    ministere_tutelle: "MINISTERE DE L'EDUCATION NATIONALE",
    code_nature: pick([151, 101, 340, 302, 306], school),
    libelle_nature: 'ECOLE DE NIVEAU ELEMENTAIRE',
  }
}

/** The registry: every school of the benches declared by its projet. */
export const projetsJson = (): string => {
  const etablissements = Array.from({ length: PROJETS }, (): string[] => [])
  for (let school = 0; school < SCHOOLS; school += 1) etablissements[school % PROJETS]?.push(uaiOf(school))
  return JSON.stringify(
    etablissements.map((uais, i) => ({
      projet: projetOf(i),
      libelle: `Projet ${i}`,
      collectivite: 'COLLECTIVITE',
      plateforme: 'PLATEFORME',
      exploitant: 'EXPLOITANT',
      degre: null,
      convention: '2019-11-04',
      services: ['ACCUEIL', 'NOTES'],
      etablissements: uais,
      etablissementsTest: [],
    })),
  )
}
