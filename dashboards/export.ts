// `mesure export`: figures to a file or to standard output, read from the same views as the pages.
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { Unusable } from '../schema/folder.ts'
import { OPENDATA_SETS, type OpendataSet } from '../schema/opendata.ts'
import type { Store } from '../schema/store.ts'
import { exportOpendata, type OpendataQuestion } from './opendata.ts'
import { exportView, viewScope } from './view-export.ts'
import { VIEW_FORMATS, type ViewFormat } from './words.ts'

type Write = (piece: string | Uint8Array) => Promise<void> | void

/** Writes the ministry's file piece by piece. `du` and `au` are days. */
const writeOpendata = async (
  store: Store,
  set: string,
  question: Omit<OpendataQuestion, 'set'>,
  write: Write,
): Promise<void> => {
  if (!OPENDATA_SETS.includes(set as OpendataSet))
    throw new Unusable(`« mesure export opendata » attend ${OPENDATA_SETS.join(', ')} ; pas « ${set} ».`)
  for await (const piece of exportOpendata(store, { set: set as OpendataSet, ...question })) await write(piece)
}

/** Writes what `words`, that follow « export », and the options ask for. */
export const writeExport = async (
  store: Store,
  [what = '', set = '']: readonly string[],
  { format = 'csv', provisoire, ...scope }: Record<string, string | boolean | undefined>,
  days: { du: string; au: string },
  now: number,
  { write, progress }: { write: Write; progress: NonNullable<OpendataQuestion['progress']> },
): Promise<void> => {
  if (what === 'opendata')
    return writeOpendata(store, set, { ...days, provisoire: provisoire === true, now, progress }, write)
  if (!VIEW_FORMATS.includes(format as ViewFormat))
    throw new Unusable(`--format attend ${VIEW_FORMATS.join(', ')} ; pas « ${format} ».`)
  const { out: _, ...asked } = scope
  const parsed = viewScope.safeParse({ genre: 'semaine', ...asked, ...days })
  if (!parsed.success) {
    const wrong = [...new Set(parsed.error.issues.map(({ path }) => `--${String(path[0])}`))].join(', ')
    throw new Unusable(
      `${wrong} : valeur non comprise. genre vaut jour, semaine, mois ou annee ; degre, 1 ou 2 ; secteur, PU ou PR.`,
    )
  }
  for await (const piece of exportView(store, what, parsed.data, format as ViewFormat)) await write(piece)
}

/** Written aside, then renamed: a file that can't be written whole is not there. */
export const writeFile = async <Result>(
  path: string,
  fill: (write: (piece: string | Uint8Array) => void) => Promise<Result>,
): Promise<Result> => {
  const aside = `${path}.partiel`
  try {
    writeFileSync(aside, '')
    const result = await fill((piece) => writeFileSync(aside, piece, { flag: 'a' }))
    renameSync(aside, path)
    return result
  } catch (error) {
    rmSync(aside, { force: true })
    throw unwritable(path, error)
  }
}

/** What a person is told of a file or folder that can't be written; any other error is left as it is. */
export const unwritable = (path: string, error: unknown): unknown => {
  const { code, errno } = error as NodeJS.ErrnoException
  if (errno === undefined) return error
  return new Unusable(`${path} ne s'écrit pas (${code}) : vérifiez le dossier et la place.`)
}
