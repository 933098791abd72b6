// Reports to whoever reads the pages: one made when asked for, and the folder of those that come by themselves.
import { Readable } from 'node:stream'
import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Unusable } from '../../schema/folder.ts'
import { download } from './files.ts'
import { FORMATS, jsonSchema, type Rapport } from './model.ts'
import { openReports } from './publish.ts'
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
  await web.register(files, { root: folder, prefix: '/rapports/', cacheControl: false, decorateReply: false })
  web.get('/api/rapport.schema.json', async () => jsonSchema())

  // One at a time: a national one takes seconds of this process.
  let queue: Promise<unknown> = Promise.resolve()
  web.get('/rapport', async (request, reply) => {
    const question = asked.safeParse(request.query)
    if (!question.success) return reply.code(400).type(SENTENCE).send(REFUSAL)
    const { format, ...of } = question.data
    const made = queue.then(() => make(of))
    queue = made.catch(() => {})
    try {
      const { name, type, pieces } = download(await made, format)
      reply.header('content-disposition', `attachment; filename="${name}"`)
      return reply.type(type).send(Readable.from(pieces))
    } catch (error) {
      if (!(error instanceof Unusable)) throw error
      return reply.code(404).type(SENTENCE).send(error.message)
    }
  })
}

const SENTENCE = 'text/plain; charset=utf-8'
const REFUSAL = `Il faut mois (AAAA-MM), territoire (academie:Versailles, departement:95…) et format (${FORMATS.join(', ')}).`
