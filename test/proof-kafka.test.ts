// The same on a real Kafka broker, which is broken too.
import { expect, test } from 'vitest'
import { whyNoBroker } from './kafka-broker.ts'
import { runCampaign } from './proof/campaign.ts'
import { openKafka } from './proof/line.ts'

const KILLS = 8
const AWAY_MS = 4000

test.skipIf(whyNoBroker() !== null)(
  `on Kafka, whatever was acknowledged is counted once, after ${KILLS} kills and every other fault`,
  { timeout: 600_000 },
  async () => {
    const seed = Date.now() % 1_000_000
    const { differences, account } = await runCampaign({ open: openKafka, seed, kills: KILLS, awayMs: AWAY_MS })
    expect({ seed, differences }).toEqual({ seed, differences: [] })
    expect(account.counted).toBeGreaterThan(0)
  },
)
