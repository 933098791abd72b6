// Reports to whoever reads the pages: one made when asked for, and the folder of those that come by themselves.
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Unusable } from '../../schema/folder.ts'
import { FORMATS } from '../words.ts'
import { download } from './files.ts'
import { indexPage } from './index-page.ts'
import { jsonSchema, type Rapport } from './model.ts'
import { openReports, readEntries } from './publish.ts'
import type { Question } from './report.ts'

const asked = z.strictObject({
  mois: z.string().max(7),
  territoire: z.string().max(200),
  format: z.enum(FORMATS).default('pdf'),
})

export type ReportsOptions = {
  /** The report of a month and a territory; rejects with `Unusable` when there is none. */
  make: (question: Question) => Promise<Rapport>
  /** Where published reports are. */
  folder: string
}

export const serveReports = async (web: FastifyInstance, { make, folder }: ReportsOptions): Promise<void> => {
  openReports(folder)
  // Index and feed change; a published report never does, but a folder may be emptied.
  await web.register(files, { root: resolve(folder), prefix: '/rapports/', cacheControl: false, decorateReply: false })
  for (const address of ['/rapports/', '/rapports/index.html'])
    web.get(address, (_, reply) =>
      reply.type('text/html; charset=utf-8').send(indexPage(readEntries(folder), BACK).html),
    )
  web.get('/api/rapport.schema.json', async () => jsonSchema())

  const inTurn = openQueue(make)
  web.get('/rapport', async (request, reply) => {
    const question = asked.safeParse(request.query)
    if (!question.success) return reply.code(400).type(SENTENCE).send(REFUSAL)
    const { format, ...of } = question.data
    const made = inTurn(of)
    if (made === null) return reply.code(503).header('retry-after', '30').type(SENTENCE).send(BUSY)
    try {
      const report = await made
      if (format === 'pdf' && schoolsOf(report) > MOST_IN_PDF) return reply.code(413).type(SENTENCE).send(TOO_LONG)
      const { name, type, pieces } = download(report, format)
      reply.header('content-disposition', `attachment; filename="${name}"`)
      return reply.type(type).send(Readable.from(pieces))
    } catch (error) {
      if (!(error instanceof Unusable)) throw error
      return reply.code(404).type(SENTENCE).send(error.message)
    }
  })
}

const BACK = '<p><a href="/">Revenir aux tableaux de bord</a> · <a href="/guide/rapport">Guide du rapport</a></p>\n'

/** More schools than an académie has: drawn in the process that counts, their thousand pages would take it 2 GB. A command draws them apart. */
const MOST_IN_PDF = 8_000
const schoolsOf = ({ tables }: Rapport): number => tables.find(({ id }) => id === 'etablissements')?.nombre ?? 0
const TOO_LONG =
  'Ce PDF aurait plus de trois cents pages. Demandez le classeur (XLSX) ou les CSV, qui ont tous les établissements ; ou le PDF d’une académie ; ou, sur la machine, « mesure rapport … --format pdf ».'

/** Whoever waits for more than these is gone before they are made. */
const MOST_WAITING = 8

/**
 * One report at a time, since it holds up the count and a national one takes seconds; and one for all who ask for the same
 * meanwhile. Null when too many wait already.
 */
const openQueue = (make: ReportsOptions['make']) => {
  const waiting = new Map<string, Promise<Rapport>>()
  let last: Promise<unknown> = Promise.resolve()
  return (question: Question): Promise<Rapport> | null => {
    const key = JSON.stringify(question)
    const known = waiting.get(key)
    if (known !== undefined) return known
    if (waiting.size === MOST_WAITING) return null
    const made = last.then(() => make(question)).finally(() => waiting.delete(key))
    last = made.catch(() => {})
    waiting.set(key, made)
    return made
  }
}

const SENTENCE = 'text/plain; charset=utf-8'
const BUSY = 'Trop de rapports attendent déjà : réessayez dans une minute.'
const REFUSAL = `Il faut mois (AAAA-MM), territoire (academie:Versailles, departement:95…) et format (${FORMATS.join(', ')}).`
