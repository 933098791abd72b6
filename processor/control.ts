// How a command reaches the engine that runs beside it: a socket in the data folder, one request a command, answered by
// lines of JSON as it goes. Only one process may hold the store, so commands that need it pass through its owner.
import { createHash } from 'node:crypto'
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Unusable } from '../schema/folder.ts'

/** What a command may do while it runs: write its result, say a sentence, tell how far it is. */
export type Output = {
  write(piece: string | Uint8Array): Promise<void> | void
  say(sentence: string): void
  progress(step: { done: number; of: number; doing: string }): void
}

export type Command = { name: string; args: string[]; options: Record<string, string | boolean | undefined> }
export type RunCommand = (command: Command, output: Output) => Promise<number>

type Line =
  | { write: string }
  | { bytes: string }
  | { say: string }
  | { progress: Parameters<Output['progress']>[0] }
  | { exit: number; error?: string }

/** A socket's path has about 100 characters at most: a deep folder gets one elsewhere, named after it. */
const LONGEST_PATH = 90
export const socketOf = (folder: string): string => {
  const path = resolve(folder, 'engine.sock')
  if (path.length <= LONGEST_PATH) return path
  return join(tmpdir(), `mesure-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.sock`)
}

/** Answers commands of this account until closed. The caller is the only one to run on this folder. */
export const serveCommands = (folder: string, run: RunCommand): Promise<Server> => {
  const path = socketOf(folder)
  rmSync(path, { force: true })
  const server = createServer((incoming, answer) => {
    let text = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (piece) => {
      text += piece
    })
    incoming.on('end', () => void answerCommand(text, answer, run))
  })
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(path, () => {
      chmodSync(path, 0o600)
      done(server)
    })
  })
}

const answerCommand = async (text: string, answer: ServerResponse, run: RunCommand): Promise<void> => {
  const send = (line: Line) => answer.write(`${JSON.stringify(line)}\n`)
  const output: Output = {
    write: (piece) => {
      const line = typeof piece === 'string' ? { write: piece } : { bytes: Buffer.from(piece).toString('base64') }
      const written = answer.destroyed ? Promise.reject(new Unusable(CALLER_GONE)) : drained(answer, send(line))
      // Whoever writes a last word does not wait for it.
      written.catch(() => {})
      return written
    },
    say: (say) => void send({ say }),
    progress: (progress) => void send({ progress }),
  }
  try {
    send({ exit: await run(JSON.parse(text), output) })
  } catch (error) {
    send({ exit: 1, error: (error as Error).message })
  }
  answer.end()
}

const CALLER_GONE = 'Qui a demandé la commande est parti : elle est abandonnée.'

/** Resolves once more may be written; one that is closed meanwhile takes no more, and says so at the next write. */
const drained = async (answer: ServerResponse, isFree: boolean): Promise<void> => {
  if (!isFree) await new Promise((resolve) => answer.once('drain', resolve).once('close', resolve))
}

/** Where no engine listens: no socket, one that a killed engine left, or no folder at all. */
const NO_ENGINE = ['ENOENT', 'ECONNREFUSED', 'ENOTDIR']

/** Runs a command in the engine of this folder; null when none runs there. Rejects with the engine's own sentence. */
export const callEngine = (folder: string, command: Command, output: Output): Promise<number | null> =>
  new Promise((done, fail) => {
    const call = request({ socketPath: socketOf(folder), method: 'POST' })
    call.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (NO_ENGINE.includes(code ?? '')) return done(null)
      fail(
        code === 'ECONNRESET'
          ? new Unusable(CUT_SHORT)
          : new Unusable(`Le moteur de ${folder} ne répond pas (${code}).`),
      )
    })
    call.on('response', (answer) => void readAnswer(answer, output).then(done, fail))
    call.end(JSON.stringify(command))
  })

const CUT_SHORT = "Le moteur s'est arrêté pendant la commande : relancez-la, elle reprend sans rien compter deux fois."

const readAnswer = async (answer: IncomingMessage, output: Output): Promise<number> => {
  try {
    for await (const text of createInterface({ input: answer })) {
      const line = JSON.parse(text) as Line
      if ('write' in line) await output.write(line.write)
      else if ('bytes' in line) await output.write(Buffer.from(line.bytes, 'base64'))
      else if ('say' in line) output.say(line.say)
      else if ('progress' in line) output.progress(line.progress)
      else if (line.error !== undefined) throw new Unusable(line.error)
      else return line.exit
    }
  } catch (error) {
    // The engine killed in the middle of a line, or of its answer.
    if (!answer.errored && !(error instanceof SyntaxError)) throw error
  }
  throw new Unusable(CUT_SHORT)
}
