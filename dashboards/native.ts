// ClickHouse's Native format as a client that names its revision reads it (clickhouse-go, hence Grafana). The embedded engine
// writes it for no revision; the only way to where each column ends, before which a byte is due, is through its data.

/** From here on a block begins with what it is of, and each column says whether it is written in a way of its own. */
const REVISION = 54454
/** No overflow of a GROUP BY, no bucket of one. */
const BLOCK_INFO = Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0])
const PLAIN = Buffer.from([0])

/** `body` for that revision. Throws, with the type, when a column is of one that is not known here. */
export const withRevision = (body: Buffer, revision: number): Buffer => {
  if (!(revision >= REVISION)) return body
  const pieces: Buffer[] = []
  const reader = openReader(body)
  while (reader.at() < body.length) {
    const start = reader.at()
    const columns = reader.varint()
    const rows = reader.varint()
    pieces.push(BLOCK_INFO, body.subarray(start, reader.at()))
    for (let n = 0; n < columns; n += 1) {
      const header = reader.at()
      reader.text()
      const type = parseType(reader.text())
      const data = reader.at()
      if (rows > 0) {
        prefix(type, reader)
        skip(type, rows, reader)
      }
      pieces.push(body.subarray(header, data), PLAIN, body.subarray(data, reader.at()))
    }
  }
  return Buffer.concat(pieces)
}

type Reader = ReturnType<typeof openReader>
const openReader = (body: Buffer) => {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = body[at] as number
      at += 1
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  const skip = (bytes: number) => {
    at += bytes
    if (at > body.length) throw new Error('Native: the data end before their column')
  }
  return {
    at: () => at,
    varint,
    skip,
    u64: (): number => {
      skip(8)
      return Number(body.readBigUInt64LE(at - 8))
    },
    text: (): string => {
      const start = varint() + at
      const text = body.subarray(at, start).toString()
      at = start
      return text
    },
  }
}

type Type = { name: string; args: string[]; inner: Type[] }

const NESTING = ['Array', 'Nullable', 'Map', 'Tuple', 'LowCardinality', 'SimpleAggregateFunction', 'Nested']

/** `Array(Tuple(n UInt8, Nullable(String)))`: the names of a tuple are left out. */
const parseType = (text: string): Type => {
  const open = text.indexOf('(')
  const name = open < 0 ? text : text.slice(0, open)
  const args = open < 0 ? [] : splitArguments(text.slice(open + 1, -1))
  const types = name === 'SimpleAggregateFunction' ? args.slice(1) : args
  return { name, args, inner: NESTING.includes(name) ? types.map((one) => parseType(withoutName(one))) : [] }
}

const splitArguments = (text: string): string[] => {
  const found: string[] = []
  let depth = 0
  let start = 0
  for (const { 0: sign, index } of text.matchAll(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[(),]/g)) {
    if (sign === '(') depth += 1
    if (sign === ')') depth -= 1
    if (sign !== ',' || depth > 0) continue
    found.push(text.slice(start, index))
    start = index + 1
  }
  return [...found, text.slice(start)].map((one) => one.trim())
}

const withoutName = (text: string): string => /^(?:`(?:[^`\\]|\\.)*`|\w+) +(.+)$/s.exec(text)?.[1] ?? text

/** What stands before the data of a column, however deep: the version of each dictionary. */
const prefix = ({ name, inner }: Type, reader: Reader): void => {
  if (name === 'LowCardinality') reader.skip(8)
  else for (const one of inner) prefix(one, reader)
}

const skip = (type: Type, rows: number, reader: Reader): void => {
  const { name, args, inner } = type
  const [first] = inner
  if (name === 'String') for (let n = 0; n < rows; n += 1) reader.skip(reader.varint())
  else if (name === 'Nullable') {
    reader.skip(rows)
    skip(first as Type, rows, reader)
  } else if (name === 'Array' || name === 'Map') {
    if (rows > 0) reader.skip((rows - 1) * 8)
    const total = rows > 0 ? reader.u64() : 0
    for (const one of inner) skip(one, total, reader)
  } else if ((name === 'Tuple' && inner.length > 0) || name === 'SimpleAggregateFunction')
    for (const one of inner) skip(one, rows, reader)
  else if (name === 'LowCardinality') skipDictionary(first as Type, rows, reader)
  else reader.skip(rows * widthOf(name, args))
}

const HAS_KEYS = 0x200
const skipDictionary = (of: Type, rows: number, reader: Reader): void => {
  if (rows === 0) return
  const flags = reader.u64()
  // A dictionary has no null of its own: its first key stands for it.
  const keys = of.name === 'Nullable' ? (of.inner[0] as Type) : of
  if ((flags & HAS_KEYS) !== 0) skip(keys, reader.u64(), reader)
  const indexes = reader.u64()
  reader.skip(indexes * 2 ** (flags & 0xff))
}

const WIDTHS: Record<string, number> = {
  Nothing: 1,
  Bool: 1,
  Enum8: 1,
  Enum16: 2,
  Date: 2,
  Date32: 4,
  DateTime: 4,
  DateTime64: 8,
  Time: 4,
  Time64: 8,
  UUID: 16,
  IPv4: 4,
  IPv6: 16,
  BFloat16: 2,
}

const widthOf = (name: string, args: readonly string[]): number => {
  const [, bits] = /^(?:U?Int|Float|Decimal)(8|16|32|64|128|256)$/.exec(name) ?? []
  if (bits !== undefined) return Number(bits) / 8
  if (name === 'FixedString') return Number(args[0])
  if (name === 'Decimal') return 4 * 2 ** [9, 18, 38, 76].findIndex((digits) => Number(args[0]) <= digits)
  const width = name.startsWith('Interval') ? 8 : WIDTHS[name]
  if (width === undefined)
    throw Object.assign(new Error(`Le type ${name} ne se lit pas ici : convertissez-le, par toString() par exemple`), {
      code: '48',
      type: 'NOT_IMPLEMENTED',
    })
  return width
}
