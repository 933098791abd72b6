// `mesure export`: figures to a file or to standard output, read from the same views as the pages.
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
