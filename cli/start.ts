// Everything on this machine: the processes that are one install, kept running under this one.
import { assertGuarded } from '../dashboards/access.ts'
import { supervise } from '../processor/supervise.ts'
import { openFolder } from '../schema/folder.ts'
import type { Context } from './engine.ts'
import { urlOf } from './settings.ts'
import { stopSignal } from './stop.ts'

/** `collect` is the command of its collector; `script`, the command line itself, is what each process runs. */
export const start = async (collect: string[], script: string, { settings, now }: Context): Promise<number> => {
  assertGuarded(settings.webListen.host, settings.access)
  openFolder(settings.data)
  const processes = [
    { name: 'Le collecteur', command: collect },
    // chDB waits on libuv's pool: with its four threads, a heavy query would hold back everything else.
    // A page of an ENT waits for the collector, and nobody for figures to come a second sooner.
    { name: 'Le moteur', command: ['engine'], env: { UV_THREADPOOL_SIZE: '16' }, yields: true as const },
  ]
  const ready = () => {
    const collector = urlOf(settings.listen)
    process.stdout.write(`Collecteur : ${collector} (plan de marquage : ${collector}/plan)\n`)
    if (collect.includes('--ent')) process.stdout.write(`ENT de démonstration : ${collector}/ent/\n`)
    process.stdout.write(`Pages : ${urlOf(settings.webListen)}/\n`)
  }
  return supervise(script, processes, stopSignal(), ready, now)
}
