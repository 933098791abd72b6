// What every process that listens does alike: its log, its address, its end.
import type { Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { Unusable } from '../schema/folder.ts'
import type { Address, Settings } from './settings.ts'

export const openLogger = (name: string, { level }: Settings) => pino({ name, level }, pino.destination(2))

/** How long whoever asked already has to be answered; who is slow to ask, or to read, keeps no process from its end. */
const ANSWERED_MS = 5000

export const end = (app: FastifyInstance): Promise<void> => endServer(app.server, () => app.close())

export const endServer = async (server: Server, close: () => Promise<unknown>): Promise<void> => {
  const late = setTimeout(() => server.closeAllConnections(), ANSWERED_MS)
  await close()
  clearTimeout(late)
}

export const listen = async (app: FastifyInstance, { host, port }: Address): Promise<void> => {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Unusable(`L'adresse ${host}:${port} ne s'ouvre pas (${code}) : libérez-la, ou donnez-en une autre.`)
  }
}
