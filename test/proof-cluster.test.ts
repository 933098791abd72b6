// The same on several machines: a real Kafka broker, a store by HTTP, two processors. What the broker's deaths and absences and
// the clocks do is in their own tests, and in `npm run proof`.
import { expect, test } from 'vitest'
import { whyNoBroker } from './kafka-broker.ts'
import { runCampaign } from './proof/campaign.ts'
import { openCluster } from './proof/lines.ts'

const KILLS = 8
/** A campaign that fails is to be read even when it is tried again. */
const say = (sentence: string) => void process.stderr.write(`${sentence}\n`)
const AWAY_MS = 4000
const ONLY = /kill -9 (collector|processor|store|web)|SIGTERM|store stopped/

test.skipIf(whyNoBroker() !== null)(
  `on several machines, whatever was acknowledged is counted once, after ${KILLS} kills, a stop and a store that was away`,
  { timeout: 600_000 },
  async () => {
    const seed = Date.now() % 1_000_000
    say(`proof on several machines, seed ${seed}`)
    const campaign = await runCampaign({ open: openCluster, seed, kills: KILLS, awayMs: AWAY_MS, only: ONLY, say })
    expect({ seed, differences: campaign.differences }).toEqual({ seed, differences: [] })
    expect(campaign.account.counted).toBeGreaterThan(0)
  },
)
