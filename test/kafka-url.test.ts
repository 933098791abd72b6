// LOG_URL=kafka://…: what is read of it, and the sentences of what can't be; none repeats a password.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readKafkaUrl } from '../log/kafka/url.ts'
import { openLog } from '../log/open.ts'
import { Unusable } from '../schema/folder.ts'

const HOUR_MS = 3600 * 1000

describe('the address of a log on Kafka', () => {
  it('needs brokers and a topic, and has an answer for all else', () => {
    expect(readKafkaUrl('kafka://b1:9093,b2/markers')).toEqual({
      brokers: ['b1:9093', 'b2:9092'],
      topic: 'markers',
      group: 'markers.traitement',
      tls: false,
      sasl: null,
      partitions: 6,
      replicas: null,
      minInsync: null,
      retentionMs: 168 * HOUR_MS,
    })
  })

  it('says all that there is to say', () => {
    const options = 'tls=1&group=g&partitions=3&replicas=3&min_insync=2&retention_heures=24&sasl=plain'
    expect(readKafkaUrl(`kafka://col:p%40ss:mot@b1:9092/markers?${options}`)).toMatchObject({
      group: 'g',
      tls: true,
      sasl: { mechanism: 'plain', username: 'col', password: 'p@ss:mot' },
      partitions: 3,
      replicas: 3,
      minInsync: 2,
      retentionMs: 24 * HOUR_MS,
    })
  })

  it('takes the password from a file, its last line end left out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mesure-url-'))
    const file = join(folder, 'secret')
    writeFileSync(file, 'p@ss mot\n')
    const url = `kafka://b1:9092/markers?utilisateur=col&motdepasse_fichier=${encodeURIComponent(file)}`
    expect(readKafkaUrl(url).sasl).toEqual({ mechanism: 'scram-sha-512', username: 'col', password: 'p@ss mot' })
    rmSync(folder, { recursive: true })
    expect(() => readKafkaUrl(url)).toThrow(/ne se lit pas .*ENOENT.*motdepasse_fichier/)
  })

  it.each([
    ['kafka://', /kafka:\/\/courtier1:9092/],
    ['kafka://b1:9092', /kafka:\/\/courtier1:9092/],
    ['kafka://b1:9092/', /kafka:\/\/courtier1:9092/],
    ['kafka://b1:9092/deux sujets', /kafka:\/\/courtier1:9092/],
    ['kafka://b1:port/markers', /chaque courtier/],
    ['kafka://b1:9092,,b2/markers', /chaque courtier/],
    ['kafka://b1/markers?partition=3', /« partition » n'est pas une option/],
    ['kafka://b1/markers?partitions=0', /partitions doit être un nombre/],
    ['kafka://b1/markers?retention_heures=toujours', /retention_heures doit être un nombre/],
    ['kafka://b1/markers?replicas=1&min_insync=2', /min_insync/],
    ['kafka://b1/markers?tls=oui', /tls doit être 0 ou 1/],
    ['kafka://u:secret@b1/markers?sasl=gssapi', /sasl doit être plain/],
    ['kafka://b1/markers?sasl=plain', /demande un utilisateur/],
    ['kafka://u@b1/markers', /motdepasse_fichier/],
    ['kafka://u:secret%@b1/markers', /mal codé/],
    ['kafka://u:secret@b1', /kafka:\/\/courtier1:9092/],
    ['kafak://u:secret@b1/markers', /LOG_URL vaut/],
  ])('refuses %s with a sentence that holds no password', async (url, sentence) => {
    const refusal: Error = await openLog(url, () => 0).then(
      () => expect.fail('it was opened'),
      (error) => error,
    )
    expect(refusal).toBeInstanceOf(Unusable)
    expect(refusal.message).toMatch(sentence)
    expect(refusal.message).not.toContain('secret')
  })
})
