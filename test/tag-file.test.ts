// The file of the tag: its size, the browsers whose syntax it keeps to, its frozen version, its types, its addresses.
import Fastify from 'fastify'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { buildTag, minify, readFrozenTag } from '../collector/tag/build.ts'
import { tag } from '../collector/tag/serve.ts'
import type * as published from '../collector/tag/tag.d.ts'
import type { Profil, Service } from '../schema/vocabulary.ts'

const MOST_BYTES = 1_800

/** Set once version 1 is released: from then on, its frozen file never changes. */
const RELEASED: string | null = null

describe('the tag', () => {
  it(`weighs at most ${MOST_BYTES} bytes`, () => {
    const { brotli, text } = buildTag()
    process.stdout.write(`The tag: ${brotli} bytes in brotli, ${text.length} minified.\n`)
    expect(brotli).toBeLessThanOrEqual(MOST_BYTES)
  })

  it('keeps to the syntax of the oldest browsers, or is not built', () => {
    // Safari 13.1 has destructuring, with a fault: esbuild can't write it otherwise, and says so.
    expect(() => minify('const { a } = b')).toThrow(/destructuring/)
    expect(minify('a ||= b')).not.toContain('||=')
  })

  it('relies on nothing that the oldest browsers lack', () => {
    const { text } = buildTag()
    // A spread in an optional call is what Chrome gets wrong before 91; the rest came later than these browsers.
    expect(text).not.toMatch(/\?\.\(|\?\.\w+\([^)]*\.\.\./)
    expect(text).not.toMatch(
      /\b(randomUUID|structuredClone|replaceAll|hasOwn|replaceChildren|AbortSignal|Promise\.any)\b/,
    )
    expect(text).not.toMatch(/\.at\(\D|\.at\(-|\beval\b|Function\(|innerHTML|document\.cookie|document\.write/)
  })

  it('is frozen under its version', () => {
    const { text, integrity } = readFrozenTag()
    expect(integrity).toMatch(/^sha384-[A-Za-z0-9+/]{64}$/)
    if (RELEASED !== null) expect(integrity).toBe(RELEASED)
    else expect(text, 'npx tsx collector/tag/build.ts makes tag.v1.js again').toBe(buildTag().text)
  })

  it('has types whose codes are those of the plan', () => {
    expectTypeOf<published.Service>().toEqualTypeOf<Service>()
    expectTypeOf<published.Profil>().toEqualTypeOf<Profil>()
  })

  it.each([
    ['/tag.js', 'public, max-age=3600', 'text/javascript; charset=utf-8'],
    ['/tag.v1.js', 'public, max-age=31536000, immutable', 'text/javascript; charset=utf-8'],
    ['/tag.d.ts', 'public, max-age=3600', 'text/plain; charset=utf-8'],
  ])('is served at %s to every site, compressed for who can read it', async (url, cacheControl, type) => {
    const app = Fastify()
    await app.register(tag)
    const plain = await app.inject(url)
    expect(plain.headers).toMatchObject({
      'cache-control': cacheControl,
      'content-type': type,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
    const brotli = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
    expect(brotli.headers['content-encoding']).toBe('br')
    expect(brotli.rawPayload.length).toBeLessThan(plain.rawPayload.length)
    await app.close()
  })
})
