// Arbitrary fields of recorded requests: few persons and few ids, instants at the borders of the definitions, codes as
// they are badly typed, and what stands where a text was due.
import fc from 'fast-check'
import { PROFILS, SERVICES } from '../schema/vocabulary.ts'
import { COLLEGE_REUNION, ECOLE, ECOLE_DE_TEST, EREA_MIQUELON, LYCEE, MATERNELLE_MARTINIQUE } from './schools.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export type Json = Record<string, unknown>

/** `right` most of the time, trouble once in `weight` + 1. */
export const mostly = <T, U>(weight: number, right: fc.Arbitrary<T>, trouble: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof({ weight, arbitrary: right as fc.Arbitrary<T | U> }, { weight: 1, arbitrary: trouble })
export const among = fc.constantFrom

const tick = among(-1, 0, 0, 0, 1)
/** From an instant that matters to one of its neighbours. */
const offset = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.integer({ min: -12, max: 12 }), tick).map(([k, ms]) => k * 30 * MINUTE + ms) },
  { weight: 3, arbitrary: fc.integer({ min: -12, max: 12 }).map((k) => k * (30 * MINUTE - 1)) },
  { weight: 2, arbitrary: fc.tuple(among(-4, 4), tick).map(([hours, ms]) => hours * HOUR + ms) },
  { weight: 2, arbitrary: among(0, 1, 2, 499, 500, 501, 999, 1000, -1) },
  { weight: 3, arbitrary: fc.integer({ min: -5 * HOUR, max: 5 * HOUR }) },
)
/** What stands where a text was due. `undefined`: the field is absent. */
const spoilt = among<unknown>(undefined, null, 7, '', '   ', true, ['ELEVE'], { code: 'ELEVE' })
/** As people type codes. */
const written = (code: string): fc.Arbitrary<string> =>
  among(code.toLowerCase(), ` ${code} `, `${code.slice(0, 1)}${code.slice(1).toLowerCase()}\t`)
const coded = (codes: fc.Arbitrary<string>): fc.Arbitrary<unknown> =>
  mostly(6, codes, mostly(2, codes.chain(written), among('<script>', 'INCONNU', 'A'.repeat(65), 'Élève', '?')))
const spoilable = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> => mostly(40, right, spoilt)

const uai = mostly(
  8,
  mostly(3, among(LYCEE.uai, COLLEGE_REUNION.uai, MATERNELLE_MARTINIQUE.uai), among(ECOLE.uai, EREA_MIQUELON.uai)),
  among(
    LYCEE.uai.slice(1), // its zero lost, as spreadsheets do
    ` ${LYCEE.uai.slice(1).toLowerCase()} `,
    COLLEGE_REUNION.uai.toLowerCase(),
    ECOLE_DE_TEST,
    ECOLE_DE_TEST.slice(1),
    '0951234B',
    '0951234I',
    '0959999C',
    '0951234',
    '00951234A',
    '95-1234A',
    'Cergy (95)',
  ),
)
const visiteur = mostly(
  12,
  among('v-0001', 'v-0001', 'v-0002', 'Zoé'),
  among(' ', 'v'.repeat(128), 'v'.repeat(129), '🎒'.repeat(128), '🎒'.repeat(129)),
)
export const idOf = (n: number): string => `a0b1c2d3-0000-4000-8000-${String(n).padStart(12, '0')}`
const id = mostly(
  20,
  fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }).map(idOf) },
    { weight: 3, arbitrary: fc.integer({ min: 5, max: 400 }).map(idOf) },
  ),
  among(
    'i'.repeat(15),
    'i'.repeat(16),
    'I'.repeat(16),
    ' '.repeat(16),
    'i'.repeat(37),
    '🎒'.repeat(36),
    '🎒'.repeat(15),
  ),
)
const typeOutil = mostly<Json, Json>(
  4,
  among<Json>({}, { type: 'NATIF' }, { type: 'TIERS', outil: 'GEOGEBRA' }, { outil: 'MOODLE' }),
  among<Json>(
    { type: 'TIERS' },
    { type: 'NATIF', outil: 'PMB' },
    { type: ' tiers', outil: 'pmb ' },
    { type: 'AUTRE' },
    { type: '<b>', outil: 'PMB' },
    { type: '', outil: '' },
    { type: null, outil: null },
    { type: 'NATIF', outil: ' ' },
    { type: 'TIERS', outil: 'Big Blue Button' },
    { type: 'NATIF', outil: 'O'.repeat(65) },
    { type: 'NATIF', outil: 7 },
    { type: 7, outil: 'PMB' },
  ),
)
export const superfluous = mostly<Json, Json>(
  9,
  fc.constant({}),
  among<Json>({ couleur: 'bleu' }, { t: 0, recu: 1, visiteurs: [] }, { page: '/notes?nom=Dupont#a' }, { page: 7 }),
)
/** Whole or not, an age follows from its instant; an age of its own now and then. */
const fraction = among(0, 0, 0, 0.25, 0.999)
const ownAge = mostly<Json, Json>(
  25,
  fc.constant({}),
  among(-0.5, -1, 48 * HOUR, 48 * HOUR + 0.5, 48 * HOUR + 1, 1e300, '1000', null, undefined).map((age) => ({ age })),
)

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0'
const WINDOWS = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`
const ANDROID = `Mozilla/5.0 (Linux; Android 14; K) ${CHROME} Mobile Safari/537.36`
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
export const AGENTS = [
  WINDOWS,
  ANDROID,
  `${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`,
  `${IPHONE} CriOS/139.0.7258.76 Mobile/15E148 Safari/604.1`,
  'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 13; SM-X200) ${CHROME} Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36`,
  'Mozilla/5.0 (Android 14; Mobile; rv:141.0) Gecko/141.0 Firefox/141.0',
  'Mozilla/5.0 (Android 14; Tablet; rv:141.0) Gecko/141.0 Firefox/141.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
  'Mozilla/5.0 (X11; FreeBSD amd64; rv:141.0) Gecko/20100101 Firefox/141.0',
  `${WINDOWS} Edg/139.0.0.0`,
  `${ANDROID} EdgA/139.0.0.0`,
  `${WINDOWS} OPR/121.0.0.0`,
  `Mozilla/5.0 (Linux; Android 12; wv) AppleWebKit/537.36 Version/4.0 Chrome/139.0.0.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 10; HUAWEI P30; wv) AppleWebKit/537.36 Chrome/114.0.0.0 HuaweiBrowser/15.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; U; Android 12; fr-fr) AppleWebKit/537.36 Chrome/112.0.0.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.4`,
  'Opera/9.80 (Android; Opera Mini/75.0/191.0; U; fr) Presto/2.12.423 Version/12.16',
  'Mozilla/5.0 (Windows NT 6.3; Trident/7.0; Touch; Tablet PC 2.0; rv:11.0) like Gecko',
  'Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5',
  'Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) Chrome/52.0 Mobile Safari/537.36 Edge/15.1',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chromium/125.0 Safari/537.36',
  `${IPHONE} FxiOS/141.0 Mobile/15E148 Safari/605.1.15`,
  `${IPHONE} Version/18.0 EdgiOS/139.0 Mobile/15E148 Safari/604.1`,
  `${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1 OPT/5.6`,
  `${IPHONE} Mobile/15E148`,
  'MonENT/3.2 (application)',
  '',
]
const ROBOTS = ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'curl/8.5.0']
export const userAgent = fc.oneof(
  { weight: 12, arbitrary: among(WINDOWS, ANDROID) },
  { weight: 12, arbitrary: among(...AGENTS) },
  { weight: 1, arbitrary: among(...ROBOTS) },
)

const action = coded(mostly(3, fc.constant('page'), fc.constant('clic')))
const service = coded(
  mostly(
    4,
    among('ACCUEIL', 'COURRIER_ELECTRONIQUE', 'SERVICES_VIE_SCOLAIRE', 'SERVICE_COLLECTIVITE', 'PAGE_ENT'),
    among(...SERVICES),
  ),
)
export const marker = fc.record({
  offset,
  fraction,
  ownAge,
  fields: fc.record({ id: spoilable(id), action: spoilable(action), service: spoilable(service) }),
  typeOutil,
  superfluous,
})
export const fields = fc.record({
  projet: coded(mostly(3, fc.constant('ENT95'), fc.constant('ENT974'))),
  uai: spoilable(uai),
  profil: spoilable(coded(mostly(4, among('ELEVE', 'PARENT'), among(...PROFILS)))),
  visiteur: spoilable(visiteur),
})
