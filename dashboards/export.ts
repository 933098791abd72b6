// `mesure export`: figures to a file or to standard output, read from the same views as the pages.
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { Unusable } from '../schema/folder.ts'
import { OPENDATA_SETS, type OpendataSet } from '../schema/opendata.ts'
import type { Store } from '../schema/store.ts'
import { exportOpendata } from './opendata.ts'

/** Writes the file piece by piece. `du` and `au` are days; `words` are what follows « export ». */
export const writeExport = async (
  store: Store,
  words: readonly string[],
  question: { du: string; au: string; provisoire: boolean; now: number },
  write: (text: string) => Promise<void> | void,
): Promise<void> => {
  const [what, set] = words
  if (what !== 'opendata') throw new Unusable(`« mesure export » sait exporter opendata ; pas « ${what ?? ''} ».`)
  if (!OPENDATA_SETS.includes(set as OpendataSet))
    throw new Unusable(`« mesure export opendata » attend ${OPENDATA_SETS.join(', ')} ; pas « ${set ?? ''} ».`)
  for await (const piece of exportOpendata(store, { set: set as OpendataSet, ...question })) await write(piece)
}

/** Written aside, then renamed: a file that can't be written whole is not there. */
export const writeFile = async <Result>(
  path: string,
  fill: (write: (text: string) => void) => Promise<Result>,
): Promise<Result> => {
  const aside = `${path}.partiel`
  try {
    writeFileSync(aside, '')
    const result = await fill((text) => writeFileSync(aside, text, { flag: 'a' }))
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
