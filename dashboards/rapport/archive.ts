// A zip written as its files come, with the same bytes each time: no clock, compressed by the same code on every machine.
import { Zip, ZipDeflate } from 'fflate'

const DOS_EPOCH = new Date(1980, 0, 1)

export const openArchive = () => {
  let pieces: Uint8Array[] = []
  let failure: Error | null = null
  const zip = new Zip((error, piece) => {
    failure ??= error
    pieces.push(piece)
  })
  return {
    /** The next file; the one before must have ended. */
    entry: (path: string) => {
      const entry = new ZipDeflate(path, { level: 6 })
      entry.mtime = DOS_EPOCH
      zip.add(entry)
      return {
        write: (piece: string | Uint8Array) =>
          entry.push(typeof piece === 'string' ? Buffer.from(piece) : piece, false),
        end: () => entry.push(new Uint8Array(0), true),
      }
    },
    end: () => zip.end(),
    /** What was made since it was last asked for. */
    written: (): Uint8Array[] => {
      if (failure !== null) throw failure
      const made = pieces
      pieces = []
      return made
    },
  }
}
