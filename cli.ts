#!/usr/bin/env tsx
// mesure: the table of contents of the product. It and cli/ alone wire its parts; the clock and the settings come from here.
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { backupEmbedded, inEngine, type Run } from './cli/engine.ts'
import { readSettings, SETTINGS } from './cli/settings.ts'
import { schoolYear } from './collector/pseudonym.ts'
import { ANNOTATION_OPTIONS, ANNOTATION_USAGE, FORMATS, type Format, VIEW_FORMATS, VUES } from './dashboards/words.ts'
import { LogUnavailable } from './log/log.ts'
import type { Command } from './processor/control.ts'
import { IMPORTED } from './processor/reference/kinds.ts'
import { UNUSABLE } from './processor/supervise.ts'
import { openTerminal } from './processor/terminal.ts'
import { Unusable } from './schema/folder.ts'
import { OPENDATA_SETS } from './schema/opendata.ts'
import { PORTEE } from './schema/views.ts'

/** Without a `run` of its own, a command is the engine's. A `run` loads what it needs: to give the help takes no server. */
type Spec = { about: string; usage?: string; options?: Record<string, { type: 'string' | 'boolean' }>; run?: Run }

const now = Date.now
const script = import.meta.filename
const days = { du: { type: 'string' }, au: { type: 'string' } } as const

/** The filters of a view, its periods aside. */
const FILTERS = Object.keys(PORTEE).slice(3)

const COMMANDS: Record<string, Spec> = {
  start: {
    about: 'tout sur cette machine : collecteur, moteur, pages',
    run: async (_, context) => (await import('./cli/start.ts')).start(['collect'], script, context),
  },
  demo: {
    about: 'la même chose sur une académie inventée, dix semaines déjà mesurées',
    run: async (_, context) => (await import('./cli/demo.ts')).demo(script, context),
  },
  collect: {
    about: "le collecteur ; --from : garde des requêtes enregistrées, une par ligne, comme il l'aurait fait alors",
    usage: '[--from FICHIER] [--ent]',
    options: { from: { type: 'string' }, ent: { type: 'boolean' } },
    run: async ({ options: { from, ent } }, context) =>
      typeof from === 'string'
        ? (await import('./cli/recorded.ts')).collectFrom(from, context)
        : (await import('./cli/collect.ts')).serveCollector(ent === true, context),
  },
  process: {
    about: 'le traitement ; --once : vide le journal, reconstruit les jours touchés, rend la main',
    usage: '[--once]',
    options: { once: { type: 'boolean' } },
    run: async (command, context) =>
      command.options.once === true
        ? inEngine(command, context)
        : (await import('./cli/serve.ts')).serveEngine(false, context),
  },
  web: {
    about: "les pages et l'API seules, sur une base partagée",
    run: async (_, context) => (await import('./cli/serve.ts')).serveWeb(context),
  },
  engine: {
    about: 'traitement et pages en un processus : ce que start lance',
    run: async (_, context) => (await import('./cli/serve.ts')).serveEngine(true, context),
  },
  import: {
    about:
      'données de référence, fichiers publiés par le ministère ; dit ce qui est importé, et chaque ligne refusée avec sa raison',
    usage: `${IMPORTED.join('|')} FICHIER…`,
    run: ({ name, args: [kind = '', ...files], options }, context) =>
      inEngine({ name, args: [kind, ...files.map((file) => resolve(file))], options }, context),
  },
  export: {
    about:
      'le fichier du ministère, exact (--provisoire : aussi la semaine en cours), ou une vue publiée, petites cases masquées',
    usage: `opendata ${OPENDATA_SETS.join('|')} --du JOUR --au JOUR [--out FICHIER] [--provisoire]
mesure export VUE --du JOUR --au JOUR [--genre jour|semaine|mois|annee] [--format ${VIEW_FORMATS.join('|')}] [--out FICHIER]
  [${FILTERS.map((name) => `--${name} …`).join('] [')}]
  VUE : ${VUES.join(', ')}
  csv : à point décimal, pour un programme ; celui d’un panneau des pages est à virgule, pour un tableur en français, comme xlsx`,
    options: {
      ...days,
      out: { type: 'string' },
      provisoire: { type: 'boolean' },
      genre: { type: 'string' },
      format: { type: 'string' },
      ...Object.fromEntries(FILTERS.map((name) => [name, { type: 'string' as const }])),
    },
    run: (command, context) => exportTo(command, context),
  },
  rapport: {
    about:
      'le rapport d’un mois et d’un territoire, en PDF, classeur, CSV et JSON ; --schema : ce que le JSON contient',
    usage: `--mois AAAA-MM --territoire france|NIVEAU:CODE [--format ${FORMATS.join(',')}] [--out DOSSIER] [--revision N]
  Les mois clos des territoires de DATA/rapports.json paraissent seuls dans DATA/rapports : {"territoires": ["academie:Versailles"]}`,
    options: {
      mois: { type: 'string' },
      territoire: { type: 'string' },
      format: { type: 'string' },
      out: { type: 'string' },
      revision: { type: 'string' },
      schema: { type: 'boolean' },
    },
    run: (command, context) => report(command, context),
  },
  annotation: {
    about: 'ce qui s’est passé et peut expliquer une courbe : ajoute, liste, supprime',
    usage: ANNOTATION_USAGE,
    options: Object.fromEntries(ANNOTATION_OPTIONS.map((name) => [name, { type: 'string' as const }])),
  },
  ledger: {
    about: 'le registre : reçus = comptés + doublons + rejetés + en attente ; code 1 s’il ne se referme pas',
    usage: '[--json]',
    options: { json: { type: 'boolean' } },
  },
  rebuild: {
    about: 'reconstruit des jours depuis leurs marqueurs',
    usage: '--du JOUR --au JOUR',
    options: days,
  },
  replay: {
    about: "juge à nouveau, par les règles d'aujourd'hui, ce qui a été reçu de --du à --au",
    usage: '--du JOUR --au JOUR',
    options: days,
  },
  purge: {
    about:
      "efface ce qui a passé son temps : journal 7 jours, marqueurs 40 jours, visites 13 mois, secret de l'an passé",
  },
  backup: {
    about:
      'sauvegarde une machine dans un dossier neuf, à côté du moteur ou sans lui ; --secrets : aussi les secrets annuels',
    usage: 'DOSSIER [--secrets]',
    options: { secrets: { type: 'boolean' } },
    run: backupEmbedded,
  },
  restore: {
    about:
      "refait, dans un dossier DATA neuf, l'installation d'une sauvegarde ; --secrets : où sont ceux qu'elle n'a pas",
    usage: 'DOSSIER [--secrets DOSSIER | --sans-secrets]',
    options: { secrets: { type: 'string' }, 'sans-secrets': { type: 'boolean' } },
    run: async (command, { output, settings: { data, makeSecrets, secrets }, now }) =>
      (await import('./processor/commands.ts')).restoreCommand(command, output, {
        data,
        deposited: makeSecrets ? null : secrets,
        annee: schoolYear,
        now: now(),
      }),
  },
  doctor: {
    about: 'dit ce qui ne va pas et que faire, le moteur tournant ou non ; code 0 si tout va bien',
    usage: '[--json]',
    options: { json: { type: 'boolean' } },
    run: async (command, context) => (await import('./cli/doctor.ts')).doctor(command, context),
  },
  migrate: { about: 'met la base au niveau de cette version' },
}

const exportTo: Run = async (asked, context) => {
  const { out } = asked.options
  const named = VIEW_FORMATS.find((one) =>
    String(out ?? '')
      .toLowerCase()
      .endsWith(`.${one}`),
  )
  const format = asked.options.format ?? named
  const command = { ...asked, options: { ...asked.options, ...(format === undefined ? {} : { format }) } }
  // A spreadsheet refuses one that is not what its name says.
  if (named !== undefined && format !== named)
    throw new Unusable(`${out} porte le nom d’un ${named}, et --format dit ${format} : changez l’un ou l’autre.`)
  if (asked.args[0] === 'opendata' && format !== undefined && format !== 'csv')
    throw new Unusable('Les fichiers du ministère sont des CSV : donnez à --out un nom en .csv.')
  if (typeof out !== 'string') {
    if (format === 'xlsx' || format === 'parquet')
      throw new Unusable(`Un fichier ${format} n’est pas un texte : donnez --out.`)
    return inEngine(command, context)
  }
  const { writeFile } = await import('./dashboards/export.ts')
  return writeFile(out, (write) => inEngine(command, { ...context, output: { ...context.output, write } }))
}

/** The engine gives the figures; the formats are written here, where a long page holds nobody back. */
const report: Run = async (command, context) => {
  const { output } = context
  const { format, out, schema } = command.options
  const { jsonSchema, rapport } = await import('./dashboards/rapport/model.ts')
  if (schema === true) {
    await output.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`)
    return 0
  }
  const formats = typeof format === 'string' ? format.split(',') : [...FORMATS]
  const unknown = formats.find((one) => !FORMATS.includes(one as Format))
  if (unknown !== undefined)
    throw new Unusable(`--format attend ${FORMATS.join(', ')}, séparés par des virgules ; pas « ${unknown} ».`)
  let json = ''
  const write = (piece: string | Uint8Array) => {
    json += piece
  }
  const code = await inEngine(command, { ...context, output: { ...output, write } })
  if (code !== 0) return code
  const folder = typeof out === 'string' ? out : '.'
  const { writeReport } = await import('./dashboards/rapport/files.ts')
  const names = await writeReport(folder, rapport.parse(JSON.parse(json)), formats as Format[], output.progress)
  for (const name of names) await output.write(`${join(folder, name)}\n`)
  return 0
}

const usageOf = (name: string) => `mesure ${[name, COMMANDS[name]?.usage].filter(Boolean).join(' ')}`

const help = (): string => {
  const lines = Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(9)} ${about}`)
  return `mesure COMMANDE : mesure d'audience des ENT\n\n${lines.join('\n')}\n\nmesure COMMANDE --help : ses options.\n\n${SETTINGS}\n`
}

const main = async (argv: readonly string[]): Promise<number> => {
  const [name = '--help', ...rest] = argv
  if (name === '--help' || name === 'help') {
    process.stdout.write(help())
    return 0
  }
  const spec = COMMANDS[name]
  if (spec === undefined) throw new Unusable(`« ${name} » n'est pas une commande : « mesure --help » les donne toutes.`)
  const { values, positionals } = parseCommandLine(name, spec, rest)
  if (values.help === true) {
    process.stdout.write(`${usageOf(name)}\n  ${spec.about}\n`)
    return 0
  }
  const settings = readSettings(process.env)
  const terminal = openTerminal(now)
  try {
    const command = { name, args: positionals, options: values as Command['options'] }
    return await (spec.run ?? inEngine)(command, { settings, now, output: terminal })
  } finally {
    terminal.close()
  }
}

const parseCommandLine = (name: string, { options = {} }: Spec, args: string[]) => {
  try {
    return parseArgs({ args, options: { ...options, help: { type: 'boolean' } }, allowPositionals: true })
  } catch {
    throw new Unusable(`Options non comprises. Usage : ${usageOf(name)}`)
  }
}

/** How a server's store is lost in the middle of a command; the log and the engine are said otherwise. */
const LOST = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']

/** What a person is told of an error from outside; null for a bug. */
const sentenceOf = (error: unknown): string | null => {
  if (error instanceof Unusable) return error.message
  if (error instanceof LogUnavailable)
    return `Le journal ne répond pas (${error.message}) : vérifiez LOG_URL, puis relancez.`
  const { code } = error as NodeJS.ErrnoException
  if (code !== undefined && LOST.includes(code))
    return `La base ne répond plus (${code}) : la commande est abandonnée. Relancez-la, rien n'est compté deux fois.`
  return null
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const sentence = sentenceOf(error)
  if (sentence === null) throw error
  process.stderr.write(`${sentence}\n`)
  // Not only a code: what was opened before it failed (the engine's socket, say) would keep this process running.
  process.exit(process.send === undefined ? 1 : UNUSABLE)
}
// What is still open (an idle connection of a browser, say) must not hold back a process that is done.
process.disconnect?.()
