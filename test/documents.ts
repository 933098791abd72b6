// How tests read a report back, by tools that know nothing of it: poppler for the PDF's text, veraPDF for its structure,
// LibreOffice for the workbook.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { jarsOf, missingJars } from './jars.ts'

const VERAPDF = 'verapdf-1.28.2'
const FOLDER = join(import.meta.dirname, 'verapdf')

const runs = (command: string, flag: string) => spawnSync(command, [flag]).error === undefined

/** Why these tests are skipped here; null when they run. Thrown in continuous integration. */
export const whyNoReaders = (): string | null => {
  const reason =
    (['pdftotext', 'soffice'].some((tool) => !runs(tool, tool === 'soffice' ? '--version' : '-v'))
      ? 'pdftotext (poppler-utils) and soffice (libreoffice-calc-nogui) are needed'
      : null) ?? missingJars(VERAPDF, join(FOLDER, 'pom.xml'))
  if (reason !== null && process.env.CI) throw new Error(`the tests of reports read them back: ${reason}`)
  if (reason !== null) process.stderr.write(`the tests of reports are skipped: ${reason}\n`)
  return reason
}

const run = (command: string, args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}${stdout}`)
  return stdout
}

/** In the order of the content, a page after another. */
export const pdfPages = (file: string): string[] => run('pdftotext', ['-raw', file, '-']).split('\f').slice(0, -1)

/** Rules of PDF/UA-1 that the file breaks, and how many checks found that out. */
export const pdfUa = (file: string): { checked: number; broken: string[] } => {
  const shell = 'org.mozilla.javascript.tools.shell.Main'
  const said = run('java', ['-cp', join(jarsOf(VERAPDF), '*'), shell, join(FOLDER, 'validate.rhino'), file])
  return {
    checked: Number(/^checked (\d+)/m.exec(said)?.[1]),
    broken: [...said.matchAll(/^broken (.*)/gm)].map(([, rule = '']) => rule),
  }
}

/** Each sheet's rows as LibreOffice read them: numbers as they are held, dates and durations as it shows them. */
export const workbookSheets = (file: string): Record<string, string[][]> => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-soffice-'))
  try {
    // ';', '"', UTF-8, from row 1, no detection, as shown, every sheet.
    const filter = 'csv:Text - txt - csv (StarCalc):59,34,76,1,,1036,false,false,false,false,false,-1'
    run('soffice', [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--convert-to',
      filter,
      '--outdir',
      join(folder, 'csv'),
      file,
    ])
    const start = `${basename(file, '.xlsx')}-`
    return Object.fromEntries(
      readdirSync(join(folder, 'csv')).map((name) => [
        name.slice(start.length, -'.csv'.length),
        parse(readFileSync(join(folder, 'csv', name)), { delimiter: ';', relax_column_count: true }),
      ]),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
