// The monthly reports of the territories that `$DATA/rapports.json` names, written to `$DATA/rapports` as months close.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { monthsDue, publishDue, readWanted, type Wanted } from '../dashboards/rapport/publish.ts'
import { type Question, readFreshness } from '../dashboards/rapport/report.ts'
import type { Engine } from '../processor/engine.ts'
import { Unusable } from '../schema/folder.ts'
import { reportOf } from './own-engine.ts'

const EVERY_MS = 3600 * 1000
/** How often closed months are made again, to find those that late figures changed. */
const AGAIN_MS = 24 * 3600 * 1000

/** The latest month that was closed when reports were last made, and when that was. */
type Last = { month: string; at: number }

export const reportsFolder = (data: string): string => join(data, 'rapports')

/** Publishes until told to stop. What goes wrong is said and tried again; nothing of it stops the engine. */
export const publishReports = async (
  engine: Engine,
  data: string,
  signal: AbortSignal,
  logger: FastifyBaseLogger,
): Promise<void> => {
  const folder = reportsFolder(data)
  const say = (sentence: string) => logger.info(sentence)
  const make = (question: Question) => reportOf(engine, question)
  const publishClosed = async (wanted: Wanted, last: Last): Promise<Last> => {
    const months = monthsDue((await readFreshness(engine.store)).joursClos)
    const [month = ''] = months
    const now = engine.now()
    if (month === last.month && now - last.at < AGAIN_MS) return last
    for (const { territoire, mois, revision } of await publishDue(folder, wanted, months, make, say))
      logger.info({ territoire, mois, revision }, 'report published')
    return { month, at: now }
  }
  let last: Last = { month: '', at: 0 }
  while (!signal.aborted) {
    try {
      const wanted = readWanted(join(data, 'rapports.json'))
      if (wanted !== null) last = await publishClosed(wanted, last)
    } catch (error) {
      logger.error(error instanceof Unusable ? error.message : error, 'reports not published; trying again')
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => {})
  }
}
