// The log of several machines on a real broker: the contract of every log, then what only a cluster can do to it.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe } from 'vitest'
import { openLog } from '../log/log.ts'
import { type KafkaBroker, openBroker, whyNoBroker } from './kafka-broker.ts'
import { TUESDAY } from './log-request.ts'
import { describeLog } from './log-suite.ts'

describe.skipIf(whyNoBroker() !== null)('on Kafka', () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await openBroker()
  })
  afterAll(() => broker?.close())

  const freshUrl = (options = 'partitions=1') =>
    `kafka://${broker.address}/marqueurs-${randomBytes(4).toString('hex')}?${options}`

  describeLog('the log of several machines', async () => {
    const url = freshUrl()
    return {
      url,
      open: (now = () => TUESDAY) => openLog(url, now),
      remove: async () => {},
      forgottenElsewhere: 'Kafka forgets by itself',
    }
  })
})
