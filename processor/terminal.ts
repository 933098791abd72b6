// What a person at a terminal sees of a command: its result on standard output, sentences and progress on the other.
import { once } from 'node:events'
import type { Output } from './control.ts'

const BAR_WIDTH = 28
/** Without a terminal, progress is a line now and then. */
const LINE_EVERY_MS = 5000

/** `close` ends the bar's line, so that what follows starts on its own. */
export const openTerminal = (now: () => number): Output & { close(): void } => {
  const { stdout, stderr } = process
  let barShown = false
  let lastLine = now()
  const clear = () => {
    if (barShown) stderr.write('\r\x1b[K')
    barShown = false
  }
  return {
    write: async (text) => {
      clear()
      if (!stdout.write(text)) await once(stdout, 'drain')
    },
    say: (sentence) => {
      clear()
      stderr.write(`${sentence}\n`)
    },
    progress: ({ done, of, doing }) => {
      const count = `${done.toLocaleString('fr-FR')}${of > 0 ? ` sur ${of.toLocaleString('fr-FR')}` : ''} ${doing}`
      if (!stderr.isTTY) {
        if (now() - lastLine < LINE_EVERY_MS) return
        lastLine = now()
        stderr.write(`${count}\n`)
        return
      }
      const filled = of > 0 ? Math.round((BAR_WIDTH * done) / of) : 0
      stderr.write(`\r\x1b[K${of > 0 ? `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ` : ''}${count}`)
      barShown = true
    },
    close: clear,
  }
}
