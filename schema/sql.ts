// The SQL of this folder, read where it stands.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = import.meta.dirname

/** The names of a folder's statements, in their order. */
export const sqlFiles = (folder: string): string[] =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()

/** A statement, or several. */
export const readSql = (path: string): string => readFileSync(join(FOLDER, path), 'utf8')
