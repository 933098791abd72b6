// Promises 1 and 2, on the real processes: what a 202 acknowledged is counted, once, whatever is broken meanwhile, and the
// files are those of a run that nothing disturbed. `npm run proof` is the same for longer.
import { expect, test } from 'vitest'
import { runCampaign } from './proof/campaign.ts'
import { openEmbedded } from './proof/lines.ts'

const KILLS = 12
/** A campaign that fails is to be read even when it is tried again. */
const say = (sentence: string) => void process.stderr.write(`${sentence}\n`)
const AWAY_MS = 5000

test.skipIf(process.platform !== 'linux')(
  `on one machine, whatever was acknowledged is counted once, after ${KILLS} kills and every other fault`,
  {
    timeout: 600_000,
  },
  async () => {
    const seed = Date.now() % 1_000_000
    say(`proof on one machine, seed ${seed}`)
    const { differences, account } = await runCampaign({ open: openEmbedded, seed, kills: KILLS, awayMs: AWAY_MS, say })
    expect({ seed, differences }).toEqual({ seed, differences: [] })
    expect(account.counted).toBeGreaterThan(0)
  },
)
