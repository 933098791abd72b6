// The tag as it is served: minified for the oldest browsers that it promises, with what a page needs to check it (SRI).
// Run by itself, it makes the frozen file of this version again, which is only right until the version is released.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { transformSync } from 'esbuild'

/** A syntax that these do not have, and that can't be written in theirs, ends the build. */
export const BROWSERS = ['chrome80', 'firefox78', 'safari13.1']

export type Tag = {
  text: string
  /** For the `integrity` attribute of the script. */
  integrity: string
  /** Bytes of what travels to a browser that takes brotli. */
  brotli: number
}

const tagOf = (text: string): Tag => ({
  text,
  integrity: `sha384-${createHash('sha384').update(text).digest('base64')}`,
  brotli: brotliCompressSync(text).length,
})

export const minify = (source: string): string =>
  transformSync(source, {
    minify: true,
    target: BROWSERS,
    // Chrome 80 has optional chaining; what it does wrong until 91 is a spread in such a call, and the tag has none.
    supported: { 'optional-chain': true },
  }).code

/** `/tag.js`: the tag of this version of the product, which may change with the next. */
export const buildTag = (): Tag => tagOf(minify(readFileSync(join(import.meta.dirname, 'tag.js'), 'utf8')))

const FROZEN = join(import.meta.dirname, 'tag.v1.js')

/** `/tag.v1.js`: the same bytes for ever once released. */
export const readFrozenTag = (): Tag => tagOf(readFileSync(FROZEN, 'utf8'))

if (process.argv[1] === import.meta.filename) {
  const tag = buildTag()
  writeFileSync(FROZEN, tag.text)
  process.stdout.write(`${tag.integrity}\n${tag.brotli} octets en brotli\n`)
}
