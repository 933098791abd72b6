// Firefox for the tests of the tag, driven by Marionette, the protocol that it has in itself: over TCP,
// `LENGTH:[0, number, command, parameters]` is answered by `LENGTH:[1, number, error, result]`.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'

const PLACES = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox']
const executablePath = PLACES.find((path) => existsSync(path))

/** Why tests with Firefox are skipped here; undefined when they run. Never skipped in continuous integration. */
export const noFirefox: string | undefined =
  executablePath !== undefined || process.env.CI === 'true' ? undefined : `Skipped: no Firefox at ${PLACES.join(', ')}.`

/** A port of its own choice; and offline, even this machine can't be reached. */
const PREFERENCES = `user_pref('marionette.port', 0);
user_pref('network.disable-localhost-when-offline', true);
`

/** Commands of one browser: they act on the tab that was opened or chosen last. */
export const openFirefox = async () => {
  if (executablePath === undefined) throw new Error(`No Firefox at ${PLACES.join(', ')}.`)
  const profile = mkdtempSync(join(tmpdir(), 'mesure-firefox-'))
  writeFileSync(join(profile, 'user.js'), PREFERENCES)
  const args = ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile]
  const child = spawn(executablePath, args, { stdio: 'ignore', detached: true })
  const ended = new Promise((done) => child.once('exit', done))
  const close = async (): Promise<void> => {
    // The command may be a script that starts the browser: its whole group ends.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  const portFile = join(profile, 'MarionetteActivePort')
  const readPort = () => existsSync(portFile) && Number(readFileSync(portFile, 'utf8'))
  const port = await vi.waitUntil(readPort, { timeout: 50_000 }).catch(async (error) => {
    await close()
    throw error
  })
  const ask = await converse(port)
  await ask('WebDriver:NewSession')
  const [first] = (await ask('WebDriver:GetWindowHandles')) as string[]

  const choose = (tab: string, focus = true) => ask('WebDriver:SwitchToWindow', { handle: tab, focus })
  const run = async (script: string, given: unknown[]) =>
    ((await ask('WebDriver:ExecuteScript', { script, args: given })) as { value: unknown }).value
  /** A tab of the browser's own is then chosen, which stays to the end. */
  const closeTab = async (): Promise<void> => {
    await ask('WebDriver:CloseWindow')
    await choose(first as string)
  }
  return {
    /** Opens a tab, in front of the others or behind. */
    openTab: async (focus = true): Promise<string> => {
      const { handle } = (await ask('WebDriver:NewWindow', { type: 'tab', focus })) as { handle: string }
      await choose(handle, focus)
      return handle
    },
    choose,
    closeTab,
    closeTabs: async (): Promise<void> => {
      for (const tab of (await ask('WebDriver:GetWindowHandles')) as string[])
        if (tab !== first) {
          await choose(tab)
          await closeTab()
        }
    },
    goto: (url: string) => ask('WebDriver:Navigate', { url }),
    goBack: () => ask('WebDriver:Back'),
    /** What statements of the page's own give in the end. */
    evaluate: (script: string) => run('return window.eval(arguments[0])', [script]),
    click: async (selector: string): Promise<void> => {
      const found = await ask('WebDriver:FindElement', { using: 'css selector', value: selector })
      const [id] = Object.values((found as { value: Record<string, string> }).value)
      await ask('WebDriver:ElementClick', { id })
    },
    /** Firefox then opens no connection, but goes on with those that are open: the test is to cut them. */
    setOffline: async (isOffline: boolean): Promise<void> => {
      await ask('Marionette:SetContext', { value: 'chrome' })
      await run('Services.io.offline = arguments[0]', [isOffline])
      await ask('Marionette:SetContext', { value: 'content' })
    },
    close,
  }
}

/** A conversation of one command at a time, as the tests give them. */
const converse = async (port: number) => {
  const socket = connect(port, '127.0.0.1')
  let hear = (_said: unknown) => {}
  const said = () =>
    new Promise<unknown>((done) => {
      hear = done
    })
  let unread = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk])
    const colon = unread.indexOf(':')
    const end = colon + 1 + Number(unread.subarray(0, Math.max(colon, 0)))
    if (colon < 0 || unread.length < end) return
    const text = unread.subarray(colon + 1, end).toString()
    unread = unread.subarray(end)
    hear(JSON.parse(text))
  })
  // The browser is killed in the end.
  socket.on('error', () => {})
  await said()
  let number = 0
  return async (command: string, parameters: object = {}): Promise<unknown> => {
    const body = JSON.stringify([0, ++number, command, parameters])
    const answer = said()
    socket.write(`${Buffer.byteLength(body)}:${body}`)
    const [, , error, result] = (await answer) as [1, number, { message: string } | null, unknown]
    if (error !== null) throw new Error(`${command}: ${error.message}`)
    return result
  }
}
