// A real browser for the tests of pages: the Chromium of the machine, and a page that remembers what went wrong in it.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
/**
 * What Chromium is to do without: the lists under the address bar of its window, which nobody sees, are two pages more in each
 * context, and more than half of its CPU; a process kept ready for the next page is another tenth. Given last, this stands in the place
 * of Playwright's own list, which follows.
 */
const WITHOUT = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'SpareRendererForSitePerProcess'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'LensOverlay'],
  ...['HttpsFirstBalancedModeAutoEnable', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning'],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled'],
  'PreconnectToSearch',
]
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', `--disable-features=${WITHOUT.join(',')}`]
const executablePath = PLACES.find((path) => existsSync(path))

/** Why tests with a browser are skipped here; undefined when they run. Never skipped in continuous integration. */
export const noBrowser: string | undefined =
  executablePath !== undefined || process.env.CI === 'true'
    ? undefined
    : `Skipped: no Chromium or Chrome at ${PLACES.join(', ')}.`

export const openBrowser = (options: LaunchOptions = {}): Promise<Browser> => {
  if (executablePath === undefined) throw new Error(`No Chromium or Chrome at ${PLACES.join(', ')}.`)
  return chromium.launch({ executablePath, args: ARGS, ...options })
}

/** A browser that nothing drives, at that address: one that is driven prerenders nothing. Returns what ends it. */
export const browseAlone = (url: string): (() => Promise<void>) => {
  const profile = mkdtempSync(join(tmpdir(), 'mesure-chromium-'))
  const args = [...ARGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, url]
  const child = spawn(executablePath as string, args, { stdio: 'ignore', detached: true })
  const ended = new Promise((done) => child.once('exit', done))
  return async () => {
    // The command may be a script that starts the browser: its whole group ends.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/**
 * A new page of that width, its clock at `now`, in a context that closes with it. `errors` fills with console errors, exceptions and
 * failed requests.
 */
export const openPage = async (
  browser: Browser,
  { width, now }: { width: number; now: string },
): Promise<{ page: Page; errors: string[] }> => {
  const page = await browser.newPage({
    viewport: { width, height: 800 },
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
  })
  await page.clock.setFixedTime(now)
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('requestfailed', (request) => errors.push(`${request.url()} ${request.failure()?.errorText}`))
  return { page, errors }
}
