// The classes of a user agent for the oracle: the rules of the definitions in their order, the first that applies.

type Rule = readonly [name: string, applies: (agent: string) => boolean]

const has =
  (...words: string[]) =>
  (agent: string): boolean =>
    words.some((word) => agent.includes(word))
const isAndroid = has('Android')
const isMobile = has('Mobile')

const APPAREIL: readonly Rule[] = [
  ['tablette', (agent) => has('iPad', 'Tablet')(agent) || (isAndroid(agent) && !isMobile(agent))],
  ['smartphone', (agent) => has('iPhone', 'iPod', 'Mobi')(agent) || (isAndroid(agent) && isMobile(agent))],
  ['ordinateur', has('Windows NT', 'Macintosh', 'CrOS', 'X11')],
]
const OS: readonly Rule[] = [
  ['ios', has('iPhone', 'iPad', 'iPod')],
  ['android', isAndroid],
  ['windows', has('Windows')],
  ['chromeos', has('CrOS')],
  ['macos', has('Macintosh')],
  ['linux', has('Linux')],
]
const NAVIGATEUR: readonly Rule[] = [
  ['edge', has('Edg/', 'EdgA/', 'EdgiOS/')],
  ['opera', has('OPR/', 'Opera', 'OPT/')],
  ['samsungBrowser', has('SamsungBrowser')],
  ['huaweiBrowser', has('HuaweiBrowser')],
  ['miuiBrowser', has('MiuiBrowser')],
  ['firefox', has('Firefox/', 'FxiOS/')],
  ['autreNavigateur', has('; wv)')],
  ['chromeMobile', (agent) => has('CriOS/')(agent) || (has('Chrome/')(agent) && isAndroid(agent))],
  ['chrome', has('Chrome/', 'Chromium/')],
  ['safari', (agent) => /Version\/.*Safari\//.test(agent)],
]

const first = (rules: readonly Rule[], agent: string, otherwise: string): string =>
  rules.find(([, applies]) => applies(agent))?.[0] ?? otherwise

export const classify = (agent: string): { appareil: string; os: string; navigateur: string } => ({
  appareil: first(APPAREIL, agent, 'autreappareil'),
  os: first(OS, agent, 'autreOS'),
  navigateur: first(NAVIGATEUR, agent, 'autreNavigateur'),
})
