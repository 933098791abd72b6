// Processes whose supervisor was killed: they end by themselves, so that those of the next one find the ports and the store free.
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { socketOf } from '../processor/control.ts'
import { childrenOf, eventually, isAlive, openMachine } from './machine.ts'

const UNFINISHED = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n'

test.skipIf(process.platform !== 'linux')(
  'who is slow to ask keeps neither collector nor engine once their supervisor was killed',
  async () => {
    const machine = await openMachine()
    const supervisor = await machine.start()
    const children = ['collect', 'engine'].map((name) => childrenOf(supervisor.pid).get(name) as number)
    const doors = [{ port: machine.port }, { port: machine.webPort }, { path: socketOf(machine.data) }]
    const asking = doors.map((door) => connect(door).on('error', () => {}))
    try {
      await Promise.all(asking.map((one) => new Promise((written) => one.write(UNFINISHED, written))))
      supervisor.kill('SIGKILL')
      await eventually('both are gone', () => !children.some(isAlive))
      expect((await supervisor.ended).code).toBe(null)
    } finally {
      for (const one of asking) one.destroy()
      await machine.close()
    }
  },
)
