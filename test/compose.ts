// docker-compose.yml without an engine: the file read as Compose reads it, the image's files laid out as the Dockerfile does,
// and a service's command and environment as a plain process on this machine.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

export const ROOT = resolve(import.meta.dirname, '..')

export type Service = {
  image: string
  build?: string
  command?: string[]
  entrypoint?: string[]
  environment?: Record<string, string | number>
  ports?: string[]
  volumes?: string[]
  tmpfs?: string[]
  networks?: string[]
  secrets?: string[]
  profiles?: string[]
  restart?: string
  mem_limit?: string
  healthcheck?: { test: string[] }
  depends_on?: Record<string, { condition: string }>
}
type Compose = {
  services: Record<string, Service>
  secrets: Record<string, { file: string }>
  networks: Record<string, { internal?: boolean } | null>
  volumes: Record<string, null>
}

export const compose = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose
export const service = (name: string): Service => compose.services[name] as Service

/** What the image runs before a service's command. */
export const ENTRYPOINT: string[] = JSON.parse(
  /^ENTRYPOINT (\[.+\])$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))?.[1] ?? '',
)

/** Why docker-compose can't say whether the file is right; null when it can. In CI it must. */
export const whyNoCompose = (): string | null => {
  if (spawnSync('docker-compose', ['version']).status === 0) return null
  if (process.env.CI) throw new Error('the tests of docker-compose.yml need docker-compose')
  process.stderr.write('docker-compose.yml is not validated: docker-compose is not installed\n')
  return 'docker-compose is not installed'
}

/**
 * The folder that the image holds: what .dockerignore lets in, and the packages of the lock file that are neither for
 * development nor chDB's, each with its own binaries.
 */
export const layImage = (folder: string): void => {
  for (const [, name] of readFileSync(join(ROOT, '.dockerignore'), 'utf8').matchAll(/^!(.+)$/gm))
    cpSync(join(ROOT, name as string), join(folder, name as string), { recursive: true })
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>
  }
  const kept = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional && !/^node_modules\/@?chdb/.test(path),
  )
  for (const [path] of kept.sort(([a], [b]) => a.length - b.length)) {
    const own = join(ROOT, path, '.')
    // Those of other processors are in the lock file and not here.
    if (!existsSync(own)) continue
    mkdirSync(join(folder, path, '..'), { recursive: true })
    const target = join(folder, path)
    // A folder in memory takes no links to a disk.
    if (spawnSync('cp', ['-al', own, target]).status !== 0) spawnSync('cp', ['-aT', own, target])
  }
}

/** Settings of a service, each name that only its network knows replaced by what stands for it here. */
export const settingsOf = (name: string, here: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service(name).environment ?? {}).map(([key, value]) => [
      key,
      Object.entries(here).reduce((text, [there, local]) => text.replaceAll(there, local), String(value)),
    ]),
  )
