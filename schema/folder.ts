// The data folder of a one-machine install, and the error that every command turns into one sentence and exit 1.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Something outside is not as it must be; the message is a sentence in French that says what to do. */
export class Unusable extends Error {
  override name = 'Unusable'
}

/** Raised when what is on disk changes so that an older version would read it wrong. */
export const FORMAT = 1

/** Makes the folder if needed, and refuses one that can't be written or that a newer version wrote. */
export const openFolder = (path: string): void => {
  const file = join(path, 'format')
  try {
    // Visitor keys are no names, and still for this account only.
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const found = readFormat(file)
    if (found > FORMAT)
      throw new Unusable(
        `Le dossier ${path} vient d'une version plus récente (format ${found}, ici ${FORMAT}). Installez cette version, ou changez DATA.`,
      )
    writeFileSync(file, `${FORMAT}\n`)
  } catch (error) {
    if (error instanceof Unusable) throw error
    throw new Unusable(
      `Le dossier ${path} ne peut pas être écrit (${(error as NodeJS.ErrnoException).code}). Donnez-en les droits à ce compte, ou changez DATA.`,
    )
  }
}

const readFormat = (file: string): number => {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
