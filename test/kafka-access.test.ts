// A broker that asks who speaks to it, over TLS: by the options of LOG_URL, in a process that trusts its certificate.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KafkaBroker, openBroker, whyNoBroker } from './kafka-broker.ts'
import { appendCommand } from './log-suite.ts'
import { freePort } from './machine.ts'

const PASSWORD = 'p@ss:mot%20'

describe.skipIf(whyNoBroker() !== null)('a broker that asks for an account', () => {
  let broker: KafkaBroker
  let folder: string
  let plainPort: number
  let tlsPort: number

  const keytool = (...args: string[]) => {
    const run = spawnSync('keytool', args, { encoding: 'utf8' })
    if (run.status !== 0) throw new Error(run.stdout)
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mesure-access-'))
    plainPort = await freePort()
    tlsPort = await freePort()
    const store = ['-keystore', join(folder, 'keys.p12'), '-storepass', 'changeit', '-alias', 'broker']
    keytool('-genkeypair', '-keyalg', 'RSA', '-dname', 'CN=broker', '-ext', 'SAN=ip:127.0.0.1', ...store)
    keytool('-exportcert', '-rfc', '-file', join(folder, 'broker.pem'), ...store)
    writeFileSync(join(folder, 'motdepasse'), `${PASSWORD}\n`)
    const login = (module: string, options: string) => `org.apache.kafka.common.security.${module} required ${options};`
    const plain = login('plain.PlainLoginModule', `user_collecteur="${PASSWORD}"`)
    const scram = login('scram.ScramLoginModule', '')
    const jaas = Object.fromEntries(
      ['account', 'accounttls'].flatMap((name) => [
        [`listener.name.${name}.sasl.enabled.mechanisms`, 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512'],
        [`listener.name.${name}.plain.sasl.jaas.config`, plain],
        [`listener.name.${name}.scram-sha-256.sasl.jaas.config`, scram],
        [`listener.name.${name}.scram-sha-512.sasl.jaas.config`, scram],
      ]),
    )
    broker = await openBroker({
      listeners: {
        ACCOUNT: { port: plainPort, protocol: 'SASL_PLAINTEXT' },
        ACCOUNTTLS: { port: tlsPort, protocol: 'SASL_SSL' },
      },
      accounts: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map(
        (mechanism) => `${mechanism}=[name=collecteur,password=${PASSWORD}]`,
      ),
      settings: {
        ...jaas,
        'listener.name.accounttls.ssl.keystore.location': join(folder, 'keys.p12'),
        'listener.name.accounttls.ssl.keystore.password': 'changeit',
        'listener.name.accounttls.ssl.keystore.type': 'PKCS12',
      },
    })
  })
  afterAll(async () => {
    await broker?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What a process of its own says of two appends. */
  const append = (port: number, account: string, options: string, trusts = true) => {
    const url = `kafka://${account}127.0.0.1:${port}/marqueurs?partitions=1&${options}`
    const [command, ...args] = appendCommand(url, 70, 2) as [string, ...string[]]
    const env = { ...process.env, ...(trusts ? { NODE_EXTRA_CA_CERTS: join(folder, 'broker.pem') } : {}) }
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env })
    expect(`${stdout}${stderr}`).not.toContain('p@ss')
    return { done: status === 0, stdout, stderr }
  }

  it.each([
    ['plain', 'its password in the address', `collecteur:${encodeURIComponent(PASSWORD)}@`, 'sasl=plain'],
    [
      'scram-sha-256',
      'its password in the address',
      `collecteur:${encodeURIComponent(PASSWORD)}@`,
      'sasl=scram-sha-256',
    ],
    ['scram-sha-512', 'its password in a file', '', 'utilisateur=collecteur&motdepasse_fichier=FILE'],
  ])('takes %s, with %s, in clear and over TLS', (_mechanism, _where, account, options) => {
    const own = options.replace('FILE', join(folder, 'motdepasse'))
    expect(append(plainPort, account, own)).toMatchObject({ done: true, stdout: '70\n71\n' })
    expect(append(tlsPort, account, `${own}&tls=1`)).toMatchObject({ done: true, stdout: '70\n71\n' })
  })

  it('refuses a wrong password, and a certificate that is not known, without a word of the password', () => {
    const right = `collecteur:${encodeURIComponent(PASSWORD)}@`
    expect(append(plainPort, 'collecteur:p%40ss@', 'sasl=plain')).toMatchObject({ done: false, stdout: '' })
    expect(append(tlsPort, right, 'tls=1', false)).toMatchObject({ done: false, stdout: '' })
    expect(append(tlsPort, right, 'tls=1', false).stderr).toMatch(/self.signed/)
  })
})
