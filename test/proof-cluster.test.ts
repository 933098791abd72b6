// The same on several machines: a real Kafka broker, a store by HTTP, two processors, all of them broken too.
import { expect, test } from 'vitest'
import { whyNoBroker } from './kafka-broker.ts'
import { runCampaign } from './proof/campaign.ts'
import { openCluster } from './proof/lines.ts'

const KILLS = 8
/** A campaign that fails is to be read even when it is tried again. */
const say = (sentence: string) => void process.stderr.write(`${sentence}\n`)
const AWAY_MS = 4000

test.skipIf(whyNoBroker() !== null)(
  `on several machines, whatever was acknowledged is counted once, after ${KILLS} kills and every other fault`,
  { timeout: 600_000 },
  async () => {
    const seed = Date.now() % 1_000_000
    const { differences, account } = await runCampaign({ open: openCluster, seed, kills: KILLS, awayMs: AWAY_MS, say })
    expect({ seed, differences }).toEqual({ seed, differences: [] })
    expect(account.counted).toBeGreaterThan(0)
  },
)
