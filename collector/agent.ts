// Reduces a user agent to classes in memory (design §7, first rule that applies); the text itself goes no further.
import { isbot } from 'isbot'
import type { Appareil, Navigateur, Systeme } from '../schema/vocabulary.ts'

export type Agent = { appareil: Appareil; os: Systeme; navigateur: Navigateur; robot: boolean }

const APPAREIL: readonly (readonly [RegExp, Appareil])[] = [
  [/iPad/, 'tablette'],
  [/^(?!.*Mobile).*Android/, 'tablette'],
  [/Tablet/, 'tablette'],
  [/iPhone|iPod/, 'smartphone'],
  [/Mobi/, 'smartphone'],
  [/Windows NT|Macintosh|CrOS|X11/, 'ordinateur'],
]

const SYSTEME: readonly (readonly [RegExp, Systeme])[] = [
  [/iPhone|iPad|iPod/, 'ios'],
  [/Android/, 'android'],
  [/Windows/, 'windows'],
  [/CrOS/, 'chromeos'],
  [/Macintosh/, 'macos'],
  [/Linux/, 'linux'],
]

const NAVIGATEUR: readonly (readonly [RegExp, Navigateur])[] = [
  [/Edg\/|EdgA\/|EdgiOS\//, 'edge'],
  [/OPR\/|Opera|OPT\//, 'opera'],
  [/SamsungBrowser/, 'samsungBrowser'],
  [/HuaweiBrowser/, 'huaweiBrowser'],
  [/MiuiBrowser/, 'miuiBrowser'],
  [/Firefox\/|FxiOS\//, 'firefox'],
  [/; wv\)/, 'autreNavigateur'],
  [/CriOS\/|Android.*Chrome\/|Chrome\/.*Android/, 'chromeMobile'],
  [/Chrome\/|Chromium\//, 'chrome'],
  [/Version\/.*Safari\//, 'safari'],
]

const first = <Class>(rules: readonly (readonly [RegExp, Class])[], text: string, otherwise: Class): Class =>
  rules.find(([rule]) => rule.test(text))?.[1] ?? otherwise

export const classify = (userAgent: string): Agent => ({
  appareil: first(APPAREIL, userAgent, 'autreappareil'),
  os: first(SYSTEME, userAgent, 'autreOS'),
  navigateur: first(NAVIGATEUR, userAgent, 'autreNavigateur'),
  robot: isbot(userAgent),
})

/** A class costs some 10 µs to find and 0.05 to remember; one of these texts is a few hundred bytes. */
const REMEMBERED = 20_000
/** Longer ones are no browser's: they are classified by their beginning. */
const LONGEST = 1024

/** `classify` with a memory of the texts last seen first. */
export const openClassifier = (): ((userAgent: string | undefined) => Agent) => {
  const known = new Map<string, Agent>()
  return (userAgent = '') => {
    const text = userAgent.slice(0, LONGEST)
    let agent = known.get(text)
    if (agent === undefined) {
      agent = classify(text)
      if (known.size >= REMEMBERED) known.delete(known.keys().next().value as string)
      known.set(text, agent)
    }
    return agent
  }
}
