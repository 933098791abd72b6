// A load generator: keep-alive connections that each post, wait for the answer, and post again, as fast as they may or
// at a rate. Written on raw sockets so that on two cores it leaves room to what it measures.
import type { ChildProcess } from 'node:child_process'
import { connect } from 'node:net'
import { bodyOf, userAgentOf } from './invented.ts'
import { startProcess } from './processes.ts'

export type Load = {
  port: number
  seconds: number
  connections: number
  /** Markers of a post. */
  markers: number
  /** Posts a second; null for as many as the connections can. */
  rate: number | null
  /** Seconds before those, of the same load, whose latencies are told by themselves: processes that just started. */
  warmUp?: number
}
/** In ms; at a rate, from the moment the post was due, so that waiting for a free connection shows. */
export type Latencies = { p50: number; p99: number; longest: number }
/** Posts of the whole; `cold`: latencies of the warm-up. */
export type Answered = Latencies & { posts: number; accepted: number; cold: Latencies }

/** Posts made ready beforehand when there is no rate, so that making them costs nothing meanwhile. */
const READY = 2000

const postOf = (n: number, markers: number): string => {
  const body = bodyOf(n, markers)
  return `POST /markers HTTP/1.1\r\nhost: localhost\r\nuser-agent: ${userAgentOf(n)}\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

const fire = ({ port, seconds, connections, markers, rate, warmUp = 0 }: Load): Promise<Answered> =>
  new Promise((done, fail) => {
    const ready = rate === null ? Array.from({ length: READY }, (_, n) => postOf(n, markers)) : []
    const started = performance.now()
    const warm = started + warmUp * 1000
    const ends = warm + seconds * 1000
    const cold: number[] = []
    const latencies: number[] = []
    let accepted = 0
    let posts = 0
    let open = connections
    const free: (() => void)[] = []
    const due = (n: number) => (rate === null ? performance.now() : started + (n * 1000) / rate)

    const finish = () => {
      done({ posts: cold.length + latencies.length, accepted, ...summed(latencies), cold: summed(cold) })
    }
    const openOne = () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let since = 0
      const post = () => {
        if (due(posts) >= ends) {
          socket.end()
          open -= 1
          if (open === 0) finish()
          return
        }
        since = due(posts)
        socket.write(ready[posts % READY] ?? postOf(posts, markers))
        posts += 1
      }
      const next = () => (rate === null ? post() : void free.push(post))
      socket.once('connect', next)
      // Answers are small and come one at a time, so one read holds one whole answer.
      socket.on('data', (answer: Buffer) => {
        ;(since < warm ? cold : latencies).push(performance.now() - since)
        if (answer.subarray(9, 12).toString('latin1') === '202') accepted += markers
        next()
      })
      socket.on('error', fail)
    }
    for (let i = 0; i < connections; i += 1) openOne()
    if (rate !== null) {
      const clock = setInterval(() => {
        const now = performance.now()
        while (free.length > 0 && (due(posts) <= now || now >= ends)) (free.shift() as () => void)()
        if (open === 0) clearInterval(clock)
      }, 1)
    }
  })

const summed = (latencies: number[]): Latencies => {
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), longest: at(1) }
}

/** Fires from a process of its own; `core`: the only one it may use. */
export const fireApart = async (load: Load, core?: number): Promise<Answered> => {
  const child: ChildProcess = await startProcess(import.meta.filename, ['fire'], {}, core)
  return new Promise((done, fail) => {
    child.once('message', (answered) => done(answered as Answered))
    child.once('exit', (code) => fail(new Error(`the load generator exited with ${code}`)))
    child.send(load)
  })
}

if (process.argv[1] === import.meta.filename && process.argv[2] === 'fire') {
  process.once('message', async (load) => {
    process.send?.(await fire(load as Load), () => process.exit())
  })
  process.send?.('ready')
}
