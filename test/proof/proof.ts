// `npm run proof`: runs load through the whole line and breaks it. Prints what it broke, how often, the counts and the seed;
// exits 1 when anything is lost, counted twice or different from an undisturbed run.
import { parseArgs } from 'node:util'
import { whyNoBroker } from '../kafka-broker.ts'
import { type Outcome, runCampaign } from './campaign.ts'
import { FAULTS } from './faults.ts'
import { openCluster, openEmbedded, openKafka } from './lines.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    graine: { type: 'string', default: String(Date.now() % 1_000_000) },
    line: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})
const AWAY_MS = 60_000

const seed = Number(values.graine)

const print = ({ name, struck, account, failures, differences }: Outcome): void => {
  const { sent, accepted, counted, doublons, rejected, pending } = account
  console.log(`\n${name}, seed ${seed}`)
  for (const [fault, times] of struck) console.log(`  ${String(times).padStart(4)} × ${fault}`)
  if (failures > 0)
    console.log(`  ${String(failures).padStart(4)} × a process that ended with a failure, and was started again`)
  console.log(
    `  markers: ${sent} sent, ${accepted} accepted; ${counted} counted, ${doublons} doublons, ${rejected} rejected, ${pending} pending`,
  )
  for (const difference of differences) console.log(`  DIFFERENT: ${difference}`)
  if (differences.length === 0) console.log('  the ledger closes, the files are those of an undisturbed run')
}

if (values.help) {
  console.log(
    'npm run proof -- [--kills N] [--graine SEED] [--line embedded|kafka|cluster] [--only NAME]\n\nWhat it breaks:',
  )
  for (const { name } of FAULTS) console.log(`  ${name}`)
} else {
  const say = (sentence: string) => process.stderr.write(`${sentence}\n`)
  const lines = [openEmbedded, ...(whyNoBroker() === null ? [openKafka, openCluster] : [])].filter(({ name }) =>
    name.toLowerCase().includes(values.line),
  )
  const kills = Math.ceil(Number(values.kills) / lines.length)
  for (const open of lines) {
    const outcome = await runCampaign({ open, seed, kills, awayMs: AWAY_MS, only: new RegExp(values.only), say })
    print(outcome)
    if (outcome.differences.length > 0) process.exitCode = 1
  }
}
