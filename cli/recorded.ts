// Recorded requests, put into the log as the collector would have.
import { openSecrets } from '../collector/pseudonym.ts'
import { collectFile } from '../collector/recorded.ts'
import { openLog } from '../log/open.ts'
import { openFolder } from '../schema/folder.ts'
import type { Context } from './engine.ts'

export const collectFrom = async (file: string, { settings, now, output }: Context): Promise<number> => {
  openFolder(settings.data)
  const log = await openLog(settings.logUrl, now)
  const secrets = openSecrets(settings.secrets, settings.makeSecrets)
  const refuse = (line: number, reason: string) => output.say(`${file}, ligne ${line} : ${reason}.`)
  try {
    const { kept, markers, refused } = await collectFile(file, log, secrets, now(), refuse)
    await output.write(`${kept} requêtes gardées (${markers} marqueurs), ${refused} refusées.\n`)
    return 0
  } finally {
    await log.close()
  }
}
