// docker-compose.yml: valid, closed to the outside but for the proxy, and each service of ours runs as it says: its command,
// its environment, the files of its image, on a real Kafka behind a real Caddy.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { schoolYear } from '../collector/pseudonym.ts'
import { openLog } from '../log/open.ts'
import { parisDay } from '../schema/clock.ts'
import { compose, ENTRYPOINT, layImage, ROOT, type Service, service, settingsOf, whyNoCompose } from './compose.ts'
import { bodyOf } from './door.ts'
import { type KafkaBroker, openBroker, whyNoBroker } from './kafka-broker.ts'
import { eventually, freePort } from './machine.ts'
import { WINDOWS } from './page.ts'
import { annuaireCsv, ECOLES, PROJETS } from './schools.ts'
import { openStoreServer, type StoreServer } from './store-server.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

const services = Object.entries(compose.services)
const OURS = services.filter(([, { build }]) => build !== undefined)

describe('docker-compose.yml', () => {
  it.skipIf(whyNoCompose() !== null)('is what docker-compose takes', () => {
    const { status, stderr } = spawnSync('docker-compose', ['config', '-q'], { cwd: ROOT, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('publishes the proxy alone, which reaches neither the log nor the store', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['proxy'])
    expect(service('proxy').networks).toEqual(['facade'])
    for (const name of ['kafka', 'clickhouse', 'prometheus']) expect(service(name).networks).not.toContain('facade')
    const inner = Object.entries(compose.networks).filter(([, network]) => network?.internal !== true)
    expect(inner.map(([name]) => name)).toEqual(['facade'])
    // Who answers the public has no way to the figures.
    expect(service('collecteur1').networks).not.toContain('base')
  })

  it('names a version of each image', () => {
    for (const [name, { image }] of services) expect(image, name).toMatch(/:v?\d+\.\d+\.\d+/)
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    for (const [name, { image }] of OURS) expect(image, name).toBe(`mesure-ent:${version}`)
  })

  it('bounds each service, watches it, and starts again what stops', () => {
    for (const [name, { restart, mem_limit, healthcheck }] of services) {
      expect(mem_limit, name).toMatch(/^\d+[mg]$/)
      const oneShot = ['migrate', 'commande', 'tableaux'].includes(name)
      expect(restart, name).toBe(
        { migrate: 'on-failure', tableaux: 'on-failure', commande: 'no' }[name] ?? 'unless-stopped',
      )
      expect(healthcheck?.test[0], name).toBe(oneShot ? undefined : 'CMD')
    }
  })

  it('holds no password: each is in a file that git does not know, named where it is read', () => {
    const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n')
    expect(ignored).toContain('secrets/')
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./secrets/${name}`)
    const read = (one: Service) => JSON.stringify([one.environment, one]) + provisioned
    for (const [name, one] of services) {
      for (const [key, value] of Object.entries(one.environment ?? {}))
        if (/PASS|ACCES|SECRET/.test(key))
          expect(String(value), `${name} ${key}`).toMatch(/\/run\/secrets\/|^\/annuels$/)
      expect(String(one.environment?.STORE_URL ?? ''), name).not.toMatch(/\/\/[^@/]*:[^@/]*@/)
      for (const secret of one.secrets ?? []) expect(read(one), name).toContain(`/run/secrets/${secret}`)
    }
  })
  const provisioned = ['dashboards/grafana/provisioning/datasources/sources.yaml', 'dashboards/prometheus.yml']
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('')

  it('mounts files that are there', () => {
    const missing = services
      .flatMap(([, { volumes = [] }]) => volumes)
      .map((volume) => volume.split(':')[0] as string)
      .filter((path) => path.startsWith('./') && !/^\.\/(secrets|fichiers)/.test(path))
      .filter((path) => !existsSync(join(ROOT, path)))
    expect(missing).toEqual([])
  })
})

const caddy = spawnSync('caddy', ['version']).status === 0
if (!caddy && process.env.CI) throw new Error('the tests of docker-compose.yml need caddy')

describe.skipIf(whyNoBroker() !== null)('its services, as plain processes', () => {
  let folder: string
  let image: string
  let broker: KafkaBroker
  let here: Record<string, string>
  const ports: Record<string, number> = {}
  const running: { child: ChildProcess; stderr: string }[] = []

  /** Kafka's own image makes its properties of the variables so named. */
  const kafkaSettings = () =>
    Object.fromEntries(
      Object.entries(service('kafka').environment ?? {})
        .filter(([key]) => /^KAFKA_(?!HEAP_OPTS|LOG_DIRS|LISTENERS|ADVERTISED|CONTROLLER_QUORUM)/.test(key))
        .map(([key, value]) => [key.slice('KAFKA_'.length).toLowerCase().replaceAll('_', '.'), String(value)]),
    )

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mesure-compose-'))
    image = join(folder, 'image')
    layImage(image)
    mkdirSync(join(folder, 'annuels'))
    mkdirSync(join(folder, 'secrets'))
    for (const name of Object.keys(compose.secrets)) writeFileSync(join(folder, 'secrets', name), `mot-de-${name}\n`)
    broker = await openBroker({ settings: kafkaSettings() })
    here = {
      'kafka:9092': broker.address,
      '/annuels': join(folder, 'annuels'),
      '/run/secrets': join(folder, 'secrets'),
    }
  })
  const stopAll = async () => {
    for (const { child } of running) child.kill('SIGTERM')
    await Promise.all(running.map(({ child }) => child.exitCode ?? child.signalCode ?? once(child, 'close')))
  }
  afterAll(async () => {
    await stopAll()
    await broker?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const launch = (command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) => {
    const child = spawn(command, args, {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const one = { child, stderr: '' }
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        one.stderr += text
      })
    running.push(one)
    return one
  }

  /** A service of ours in its image: `DATA` is a folder of its own here, its port a free one. */
  const start = async (name: string, args = service(name).command ?? []) => {
    ports[name] = await freePort()
    const data = join(folder, 'data', name)
    mkdirSync(data, { recursive: true })
    const settings = settingsOf(name, { ...here, ':8080': `:${ports[name]}`, ':8081': `:${ports[name]}` })
    const [command = '', ...entry] = ENTRYPOINT
    return launch(command, [...entry, ...args], image, { ...settings, DATA: data })
  }
  /** A service that ends by itself: all that it wrote, once it did. */
  const run = async (name: string, args?: string[]): Promise<string> => {
    const one = await start(name, args)
    const [code] = await once(one.child, 'close')
    expect([name, args, code, code === 0 ? '' : one.stderr]).toEqual([name, args, 0, ''])
    return one.stderr
  }
  /** What the engine would run to know whether the service is well: a process, which takes from those that it waits for. */
  const HEALTH_EVERY_MS = 1000
  const healthy = (name: string) => eventually(`${name} is healthy`, () => isHealthy(name), undefined, HEALTH_EVERY_MS)
  const isHealthy = (name: string): boolean => {
    const [, command = '', ...args] = service(name).healthcheck?.test ?? []
    const adapted = args.map((arg) =>
      arg.replace(/:808[01]\//, `:${ports[name]}/`).replace('/data/', `${join(folder, 'data', name)}/`),
    )
    return spawnSync(command, adapted).status === 0
  }

  it('an image holds no chDB and no tool of ours, and each service of ours says its command in it', () => {
    for (const absent of ['chdb', 'vitest', 'typescript', 'playwright-core', 'test'])
      expect(existsSync(join(image, 'node_modules', absent)) || existsSync(join(image, absent)), absent).toBe(false)
    for (const [name, { command = [] }] of OURS.filter(([, one]) => one.command !== undefined)) {
      const [node = '', ...entry] = ENTRYPOINT
      const { status, stdout } = spawnSync(node, [...entry, ...command, '--help'], { cwd: image, encoding: 'utf8' })
      expect({ status, stdout }, name).toEqual({ status: 0, stdout: expect.stringContaining(`mesure ${command[0]}`) })
    }
  })

  it('a collector without the secret of the year does not start, and says which file is missing', async () => {
    const { child, ...said } = await start('collecteur1')
    const [code] = await once(child, 'close')
    expect(code).toBe(1)
    expect(running.at(-1)?.stderr ?? said).toMatch(/secret de l'année scolaire \d{4}-\d{4} manque : déposez le fichier/)
  })

  it('pages without the secret of their readers do not start', async () => {
    rmSync(join(folder, 'secrets', 'acces'))
    const { child } = await start('web')
    const [code] = await once(child, 'close')
    expect(code).toBe(1)
    expect(running.at(-1)?.stderr).toMatch(/ACCES : le fichier .+acces ne se lit pas \(ENOENT\)/)
    writeFileSync(join(folder, 'secrets', 'acces'), 'mot-de-acces\n')
  })

  describe('on Kafka and a ClickHouse', () => {
    let store: StoreServer
    beforeAll(async () => {
      store = await openStoreServer(join(folder, 'store'), { password: 'mot-de-base' })
      here = { 'kafka:9092/marqueurs': `${broker.address}/comptes`, ...here, 'clickhouse:8123': store.address }
      writeFileSync(join(folder, 'annuels', `${schoolYear(Date.now())}.secret`), `${'ab'.repeat(32)}\n`)
    })
    afterAll(async () => {
      await stopAll()
      await store?.close()
    })

    it('migrate, two processors and the pages take what a collector received into the figures, one of them killed', {
      timeout: 300_000,
    }, async () => {
      const file = (name: string, text: string) => {
        writeFileSync(join(folder, name), text)
        return join(folder, name)
      }
      const du = parisDay(Date.now())
      await run('migrate')
      await run('commande', ['import', 'annuaire', file('annuaire.csv', annuaireCsv(ECOLES))])
      await run('commande', ['import', 'projets', file('projets.json', JSON.stringify(PROJETS))])
      const processors = ['traitement1', 'traitement2']
      const [first] = await Promise.all(processors.map((name) => start(name)))
      for (const name of ['collecteur1', 'web']) await start(name)
      for (const name of [...processors, 'collecteur1', 'web']) await healthy(name)

      const post = async (visiteur: string) => {
        const body = JSON.stringify(bodyOf({ visiteur }))
        const headers = { 'user-agent': WINDOWS }
        const { status } = await fetch(`http://127.0.0.1:${ports.collecteur1}/markers`, {
          method: 'POST',
          headers,
          body,
        })
        expect(status).toBe(202)
      }
      for (let n = 0; n < 20; n += 1) await post(`visiteur-${n}`)
      first?.child.kill('SIGKILL')
      for (let n = 20; n < 40; n += 1) await post(`visiteur-${n}`)
      const registre = `http://127.0.0.1:${ports.web}/api/registre`
      expect((await fetch(registre)).status).toBe(401)
      const authorization = `Basic ${Buffer.from('x:mot-de-acces').toString('base64')}`
      type Registre = { lignes?: { comptes: number }[] }
      const ledger = async () => (await (await fetch(registre, { headers: { authorization } })).json()) as Registre
      // The one that was killed may have been rebuilding: another waits a minute before it takes over.
      await eventually('all is counted', async () => (await ledger()).lignes?.[0]?.comptes === 40, 150_000)
      const closed = {
        ferme: true,
        lignes: [{ projet: 'ENT95', recus: 40, comptes: 40, doublons: 0, enAttente: 0 }],
      }
      expect(await ledger()).toMatchObject(closed)
      expect(JSON.parse(await run('commande', ['ledger', '--json']))).toMatchObject(closed)
      const days = ['--du', du, '--au', parisDay(Date.now())]
      const csv = await run('commande', ['export', 'etablissements', '--genre', 'jour', ...days])
      expect(csv).toMatch(/;0951234A;.+;Cergy;.+;40;40;/)
      const metrics = await fetch(`http://127.0.0.1:${ports.traitement2}/metrics`)
      expect(await metrics.text()).toContain('mesure_')
    })
  })

  describe.skipIf(!caddy)('behind the proxy', () => {
    let https: number
    const proxy = () => running.find(({ child }) => child.spawnfile === 'caddy')

    const post = (visiteur: string) =>
      new Promise<{ status: number; body: string }>((done, fail) => {
        const body = JSON.stringify(bodyOf({ visiteur }))
        const asked = request(
          {
            host: 'localhost',
            port: https,
            path: '/markers',
            method: 'POST',
            rejectUnauthorized: false,
            headers: { 'content-type': 'text/plain' },
          },
          (answer) => {
            let text = ''
            answer.on('data', (piece) => {
              text += piece
            })
            answer.on('end', () => done({ status: answer.statusCode ?? 0, body: text }))
          },
        )
        asked.on('error', fail)
        asked.end(body)
      })
    const get = (path: string, host = 'localhost') =>
      new Promise<number>((done, fail) => {
        request(
          { host: 'localhost', servername: host, port: https, path, headers: { host }, rejectUnauthorized: false },
          (answer) => {
            answer.resume()
            done(answer.statusCode ?? 0)
          },
        )
          .on('error', fail)
          .end()
      })

    beforeAll(async () => {
      writeFileSync(join(folder, 'annuels', `${schoolYear(Date.now())}.secret`), `${'ab'.repeat(32)}\n`)
      for (const name of ['collecteur1', 'collecteur2']) await start(name)
      for (const name of ['collecteur1', 'collecteur2']) await healthy(name)
      const caddyfile = ['collecteur1:8080', 'collecteur2:8080'].reduce(
        (all, address) => all.replace(address, `127.0.0.1:${ports[address.split(':')[0] as string]}`),
        readFileSync(join(ROOT, 'collector', 'Caddyfile'), 'utf8'),
      )
      const settings = { ...settingsOf('proxy', {}), DOMAINE: 'localhost', XDG_DATA_HOME: folder, HOME: folder }
      const open = async () => {
        https = await freePort()
        // Its own ports, and no certificate put into this machine's own list.
        const own = `\thttp_port ${await freePort()}\n\thttps_port ${https}\n\tskip_install_trust\n`
        writeFileSync(join(folder, 'Caddyfile'), caddyfile.replace('{\n', `{\n${own}`))
        return launch(
          'caddy',
          ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')],
          folder,
          settings,
        )
      }
      let proxy = await open()
      await eventually('the proxy answers', async () => {
        // A port that was free may be another test's by now.
        if (proxy.child.exitCode !== null) {
          process.stderr.write(`the proxy ended: ${proxy.stderr}\n`)
          proxy = await open()
        }
        return get('/plan').catch(() => null)
      }).catch((error: Error) => {
        throw new Error(`${error.message}; it said: ${proxy.stderr}`)
      })
    })

    it('takes markers over TLS into Kafka, through either collector', async () => {
      for (const visiteur of ['a', 'b', 'c', 'd'])
        expect(await post(visiteur)).toEqual({ status: 202, body: '{"received":1}' })
      const log = await openLog(settingsOf('traitement1', here).LOG_URL as string, Date.now)
      const taken: string[] = []
      for (let empty = 0; taken.length < 4 && empty < 40; ) {
        const batch = await log.next(100)
        if (batch === null) empty += 1
        else taken.push(...batch.requests.map(({ uai }) => uai as string))
        await batch?.commit()
      }
      await log.close()
      expect(taken).toEqual(Array(4).fill('0951234A'))
    })

    it('keeps to itself what is not for the public', async () => {
      expect(await get('/tag.js')).toBe(200)
      for (const path of ['/metrics', '/ready', '/health']) expect(await get(path), path).toBe(404)
      expect(await get('/metrics', 'pages.localhost')).toBe(404)
    })

    it('goes on with one collector, and writes neither an address nor a person when both are away', async () => {
      const [one, other] = running.filter(({ child }) => child.spawnargs.includes('collect') && child.exitCode === null)
      one?.child.kill('SIGKILL')
      // What was on its way to the one that died is refused: the tag sends it again.
      const again = async (visiteur: string) => [await post(visiteur), await post(visiteur)].map(({ status }) => status)
      for (let n = 0; n < 6; n += 1) expect(await again(`seul-${n}`)).toContain(202)
      other?.child.kill('SIGKILL')
      expect((await post('lea.dupont-4217')).status).toBeGreaterThanOrEqual(502)
      expect(await get('/marker.gif?visiteur=lea.dupont-4217')).toBeGreaterThanOrEqual(502)
      expect(proxy()?.stderr).not.toMatch(/lea\.dupont|remote_ip|"uri"/)
    })
  })
})
