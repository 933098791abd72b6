// A process that takes a batch of a log, says its position and its requests, and holds it without ever committing it.
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLog } from '../log/open.ts'
import { numberOf } from './log-request.ts'

const [url = '', markers = '1'] = process.argv.slice(2)
const log = await openLog(url, () => 0)
for (;;) {
  const batch = await log.next(Number(markers))
  if (batch !== null) {
    writeSync(1, `${JSON.stringify({ position: batch.position, numbers: batch.requests.map(numberOf) })}\n`)
    await sleep(3600_000)
  }
  await sleep(50)
}
