// What a disk may do to a process: be full, be slow.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Too little for a campaign to fill by itself, soon filled by a ballast. */
const BYTES = 400e6
const PIECE = Buffer.alloc(1024 * 1024)

export type Disk = { folder: string; fill: () => void; free: () => void; unmount: () => void }

/** In CI nothing may be left out: the reason is thrown. */
const leaveOut = (what: string, reason: string): null => {
  if (process.env.CI) throw new Error(`${what}: ${reason}`)
  process.stderr.write(`${what} is left out: ${reason}\n`)
  return null
}

/** A small disk of its own, mounted at this folder; null where this account may not. */
export const mountDisk = (folder: string): Disk | null => {
  mkdirSync(folder, { recursive: true })
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${BYTES},mode=700`, 'tmpfs', folder], {
    encoding: 'utf8',
  })
  if (mount.status !== 0) return leaveOut('a full disk', `this account may not mount one (${mount.stderr.trim()})`)
  const ballast = join(folder, 'ballast')
  return {
    folder,
    /** To the last byte: what was freed meanwhile is taken too. */
    fill: () => {
      const file = openSync(ballast, 'a')
      try {
        while (statfsSync(folder).bavail > 0) writeSync(file, PIECE)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast, { force: true }),
    unmount: () => {
      spawnSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const whyNotSlow = (): string | null => {
  if (spawnSync('strace', ['-V']).status !== 0) return 'strace is not installed'
  return spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0 ? null : 'this account may not trace a process'
}
const reason = whyNotSlow()
export const canSlow = reason === null || leaveOut('a slow disk', reason) !== null

/** What strace takes to hold a process. */
const ATTACHED_MS = 300

/** Each sync to disk of this process takes so much longer, until what is returned is called or it is gone. */
export const slowDown = async (pid: number, ms: number): Promise<() => Promise<void>> => {
  const calls = 'fsync,fdatasync,msync'
  const inject = `inject=${calls}:delay_enter=${ms * 1000}`
  const tracer = spawn('strace', [
    '-f',
    '-q',
    '-p',
    String(pid),
    '-e',
    `trace=${calls}`,
    '-e',
    inject,
    '-o',
    '/dev/null',
  ])
  const ended = once(tracer, 'close')
  await sleep(ATTACHED_MS)
  return async () => {
    // Of a process that was killed meanwhile, strace waits for threads that never come: its own death lets all of them go.
    tracer.kill('SIGKILL')
    await ended
  }
}
