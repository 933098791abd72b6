// The socket of commands: what becomes of a command whose caller goes away.
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveCommands, socketOf } from '../processor/control.ts'

test('a command whose caller is gone ends at its next piece, and lets go of what it read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-'))
  let end = 'none'
  // No more than a socket and its buffers hold is ever taken: the rest waits for a reader.
  async function* pieces() {
    try {
      for (;;) yield 'x'.repeat(1 << 16)
    } finally {
      end = 'let go'
    }
  }
  const server = await serveCommands(folder, async (_command, { write }) => {
    for await (const piece of pieces()) await write(piece)
    return 0
  })
  try {
    const call = request({ socketPath: socketOf(folder), method: 'POST' }, (answer) =>
      answer.once('data', () => call.destroy()),
    )
    call.on('error', () => {})
    call.end(JSON.stringify({ name: 'export', args: [], options: {} }))
    await expect.poll(() => end).toBe('let go')
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
