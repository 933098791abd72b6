// The classes of a user agent (design §7), a case a line, and their memory.
import { describe, expect, it } from 'vitest'
import { classify, openClassifier } from '../collector/agent.ts'

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0'
const WINDOWS = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${BLINK} Safari/537.36`
const ANDROID = `Mozilla/5.0 (Linux; Android 14; K) ${BLINK} Mobile Safari/537.36`
const ANDROID_TABLET = `Mozilla/5.0 (Linux; Android 13; SM-X200) ${BLINK} Safari/537.36`
const IPHONE = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${WEBKIT}`
const IPAD = `Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${WEBKIT}`
const MAC = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT}`

describe('classify', () => {
  it.each([
    ['Chrome on Windows', WINDOWS, 'ordinateur windows chrome'],
    ['Edge on Windows', `${WINDOWS} Edg/139.0.0.0`, 'ordinateur windows edge'],
    ['Edge on Android', `${ANDROID} EdgA/139.0.0.0`, 'smartphone android edge'],
    ['Edge on an iPhone', `${IPHONE} EdgiOS/139.0 Mobile/15E148 Safari/605.1.15`, 'smartphone ios edge'],
    ['Opera', `${WINDOWS} OPR/121.0.0.0`, 'ordinateur windows opera'],
    ['Opera Touch', `${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1 OPT/5.5`, 'smartphone ios opera'],
    ['Opera Mini', 'Opera/9.80 (Android; Opera Mini/75.0/191.0) Presto/2.12 Version/12.16', 'tablette android opera'],
    ['Chrome on a telephone', ANDROID, 'smartphone android chromeMobile'],
    ['Chrome on a tablet of Android', ANDROID_TABLET, 'tablette android chromeMobile'],
    ['Chrome on an iPhone', `${IPHONE} CriOS/139.0 Mobile/15E148 Safari/604.1`, 'smartphone ios chromeMobile'],
    ['Safari on an iPhone', `${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, 'smartphone ios safari'],
    ['Safari on an iPod', `${IPHONE.replaceAll('iPhone', 'iPod')} Version/12.0 Safari/604.1`, 'smartphone ios safari'],
    ['Safari on an iPad', `${IPAD} Version/18.5 Mobile/15E148 Safari/604.1`, 'tablette ios safari'],
    ['an iPad that asks for the desktop site', `${MAC} Version/18.5 Safari/605.1.15`, 'ordinateur macos safari'],
    ['Firefox on an iPhone', `${IPHONE} FxiOS/141.0 Mobile/15E148 Safari/605.1.15`, 'smartphone ios firefox'],
    ['Firefox on Android', 'Mozilla/5.0 (Android 14; Mobile; rv:141.0) Firefox/141.0', 'smartphone android firefox'],
    ['Firefox on a tablet', 'Mozilla/5.0 (Android 14; Tablet; rv:141.0) Firefox/141.0', 'tablette android firefox'],
    ['Mobile written before Android', 'Mozilla/5.0 (Mobile; Android 14) Firefox/141.0', 'smartphone android firefox'],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Firefox/141.0', 'ordinateur linux firefox'],
    ['Firefox on FreeBSD', 'Mozilla/5.0 (X11; FreeBSD amd64) Firefox/141.0', 'ordinateur autreOS firefox'],
    ['a Chromebook', `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} Safari/537.36`, 'ordinateur chromeos chrome'],
    ['Chromium', 'Mozilla/5.0 (X11; Linux x86_64) Chromium/139.0 Safari/537.36', 'ordinateur linux chrome'],
    ['Samsung', `${ANDROID_TABLET} SamsungBrowser/27.0`, 'tablette android samsungBrowser'],
    [
      'Huawei in a web view',
      `Mozilla/5.0 (Linux; Android 10; P30; wv) ${BLINK} HuaweiBrowser/15.0 Mobile`,
      'smartphone android huaweiBrowser',
    ],
    ['Miui', `${ANDROID} XiaoMi/MiuiBrowser/14.4`, 'smartphone android miuiBrowser'],
    [
      'a web view',
      `Mozilla/5.0 (Linux; Android 12; wv) ${BLINK} Mobile Safari/537.36`,
      'smartphone android autreNavigateur',
    ],
    ['a web view of iOS', `${IPHONE} Mobile/15E148`, 'smartphone ios autreNavigateur'],
    [
      'an old telephone',
      'Mozilla/5.0 (Mobile; Nokia 2720; rv:48.0) Gecko/48.0 KAIOS/2.5',
      'smartphone autreOS autreNavigateur',
    ],
    ['Windows Phone', 'Mozilla/5.0 (Windows Phone 10.0) Mobi', 'smartphone windows autreNavigateur'],
    ['an application', 'MonENT/3.2 CFNetwork/1490.0.4 Darwin/23.2.0', 'autreappareil autreOS autreNavigateur'],
    ['nothing', '', 'autreappareil autreOS autreNavigateur'],
  ])('classes %s', (_name, userAgent, expected) => {
    const { appareil, os, navigateur, robot } = classify(userAgent)
    expect(`${appareil} ${os} ${navigateur}`).toBe(expected)
    expect(robot).toBe(false)
  })

  it.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'curl/8.5.0',
    'python-requests/2.32',
    'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/139.0.0.0 Safari/537.36',
  ])('holds for a robot what declares itself one: %s', (userAgent) => {
    expect(classify(userAgent).robot).toBe(true)
  })
})

describe('openClassifier', () => {
  it('says the same the second time, and after more texts than it remembers', () => {
    const remembered = openClassifier()
    for (let n = 0; n < 20_010; n += 1) remembered(`MonENT/${n}`)
    for (const userAgent of [WINDOWS, ANDROID, 'curl/8.5.0', WINDOWS, 'MonENT/0', ''])
      expect(remembered(userAgent)).toEqual(classify(userAgent))
  })

  it('takes a request without a user agent for one of an unknown device, not for a robot', () => {
    expect(openClassifier()(undefined)).toEqual(classify(''))
  })

  it('classes by its beginning a text that is no browser’s', () => {
    expect(openClassifier()(`${WINDOWS} ${'x'.repeat(2000)} Edg/139`).navigateur).toBe('chrome')
  })
})
