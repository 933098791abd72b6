// Browsers of the persons of the demonstration: every class of design §7, by kind of device.
import type { Appareil, Profil } from '../../schema/vocabulary.ts'
import { chooser, type Random } from './random.ts'

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'

const DEVICES: Record<Appareil, readonly (readonly [string, number])[]> = {
  ordinateur: [
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`, 34],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`, 22],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 20],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/137.0.0.0 Safari/537.36`, 8],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
      9,
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 5],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/137.0.0.0 Safari/537.36 OPR/121.0.0.0`, 2],
  ],
  smartphone: [
    [`${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, 30],
    [`${IPHONE} CriOS/138.0.7204.53 Mobile/15E148 Safari/604.1`, 4],
    [`Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/138.0.0.0 Mobile Safari/537.36`, 34],
    [
      `Mozilla/5.0 (Linux; Android 15; SM-A546B) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      14,
    ],
    [
      `Mozilla/5.0 (Linux; U; Android 14; fr-fr; 23090RA98G) ${WEBKIT} Version/4.0 Chrome/123.0.0.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.30`,
      4,
    ],
    [
      `Mozilla/5.0 (Linux; Android 12; ELE-L29) ${WEBKIT} Chrome/114.0.0.0 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36`,
      3,
    ],
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 4],
    [`Mozilla/5.0 (Linux; Android 14; SM-A145R; wv) ${WEBKIT} Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36`, 7],
  ],
  tablette: [
    [
      'Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1',
      55,
    ],
    [`Mozilla/5.0 (Linux; Android 14; SM-X210) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`, 35],
    [`Mozilla/5.0 (Linux; Android 13; SM-T220) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36`, 10],
  ],
  // The application of the ENT, which names no system.
  autreappareil: [['EcoleEnPoche/5.2.1 (application fictive; build 412)', 1]],
}

/** Visits by device: the national open data leave a large part outside of the three known kinds. */
const SHARES: Record<Profil, Record<Appareil, number>> = {
  ELEVE: { ordinateur: 36, smartphone: 39, tablette: 4, autreappareil: 21 },
  PARENT: { ordinateur: 10, smartphone: 44, tablette: 1, autreappareil: 45 },
  ENSEIGNANT: { ordinateur: 74, smartphone: 20, tablette: 4, autreappareil: 2 },
  ADMIN_VIE_SCOL_TECH: { ordinateur: 88, smartphone: 10, tablette: 1, autreappareil: 1 },
  AUTRE: { ordinateur: 70, smartphone: 28, tablette: 2, autreappareil: 0 },
}

const entries = (shares: Record<Appareil, number>) => Object.entries(shares) as [Appareil, number][]

const chooseBrowser = Object.fromEntries(
  Object.entries(DEVICES).map(([appareil, list]) => [appareil, chooser(list)]),
) as Record<Appareil, (random: Random) => string>
const chooseDevice = Object.fromEntries(
  Object.entries(SHARES).map(([profil, shares]) => [profil, chooser(entries(shares))]),
) as Record<Profil, (random: Random) => Appareil>
const chooseEquipped = chooser(entries({ ordinateur: 15, smartphone: 15, tablette: 60, autreappareil: 10 }))

export type Device = { appareil: Appareil; userAgent: string }

/** A device of a person; `equipped`: a pupil to whom the commune gave a tablet. */
export const inventDevice = (random: Random, profil: Profil, equipped: boolean): Device => {
  const appareil = equipped ? chooseEquipped(random) : chooseDevice[profil](random)
  return { appareil, userAgent: chooseBrowser[appareil](random) }
}
