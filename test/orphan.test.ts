// The two processes of one machine: which goes first where processors are short, and that both end by themselves once their
// supervisor was killed, so that those of the next one find the ports and the store free.
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { getPriority } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { socketOf } from '../processor/control.ts'
import { childrenOf, eventually, isAlive, type Machine, openMachine, type Running } from './machine.ts'

const UNFINISHED = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n'

describe.skipIf(process.platform !== 'linux')('of one machine', () => {
  let machine: Machine
  let supervisor: Running
  const child = (name: string) => childrenOf(supervisor.pid).get(name) as number
  beforeAll(async () => {
    machine = await openMachine()
    supervisor = await machine.start()
  })
  afterAll(() => machine.close())

  test('every thread of the engine gives way to the collector', () => {
    expect(prioritiesOf(child('collect'))).toEqual([getPriority()])
    expect(prioritiesOf(child('engine'))).toEqual([Math.max(getPriority(), 10)])
  })

  test('who is slow to ask keeps neither of them once their supervisor was killed', async () => {
    const children = ['collect', 'engine'].map(child)
    const doors = [{ port: machine.port }, { port: machine.webPort }, { path: socketOf(machine.data) }]
    const asking = doors.map((door) => connect(door).on('error', () => {}))
    try {
      await Promise.all(asking.map((one) => new Promise((written) => one.write(UNFINISHED, written))))
      supervisor.kill('SIGKILL')
      await eventually('both are gone', () => !children.some(isAlive))
      expect((await supervisor.ended).code).toBe(null)
    } finally {
      for (const one of asking) one.destroy()
    }
  })
})

/** Of its threads, from each one's line: the higher, the later it runs. */
const prioritiesOf = (pid: number): number[] => {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => {
    const [, name, fields] = /\((.*)\) (.*)/.exec(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')) ?? []
    return { name, priority: Number(fields?.split(' ')[16]) }
  })
  // What watches the memory of chDB takes the first place where it may.
  return [...new Set(threads.filter(({ name }) => name !== 'MemoryWorker').map(({ priority }) => priority))]
}
