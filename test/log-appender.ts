// A process that appends requests to a log, some at once, and says each that was acknowledged.
import { writeSync } from 'node:fs'
import { openLog } from '../log/open.ts'
import { appendUntilKept } from './log-request.ts'

const [url = '', from = '0', count = '0', atOnce = '1'] = process.argv.slice(2)
const log = await openLog(url, () => 0)
let next = Number(from)
const end = next + Number(count)
/** Written at once: a line that was said is out of this process before anything can kill it. */
const appendAll = async (): Promise<void> => {
  while (next < end) {
    const n = next++
    await appendUntilKept(log, n)
    writeSync(1, `${n}\n`)
  }
}
await Promise.all(Array.from({ length: Number(atOnce) }, appendAll))
await log.close()
