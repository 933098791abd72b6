// What a reader's SQL may hold, judged on its words before the embedded engine sees it.
// The engine's readonly refuses writes, DDL, SET and table functions; it lets pass what is refused here: OUTFILE writes any
// file, file() reads any, KILL stops others' queries, USE and SET param_x stick, several statements run as one; and to DESCRIBE
// a table function opens what it names: the first line of a file (a secret has one), an address of the network.

const READS = ['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'EXISTS', 'EXPLAIN']
const DESCRIBES = ['DESCRIBE', 'DESC']
/** OVERRIDE: EXPLAIN TABLE OVERRIDE asks another server for its tables. */
const REFUSED = ['OUTFILE', 'PARALLEL', 'FILE', 'OVERRIDE']

// In this order: blank, comments, string, quoted identifier (no escape in it), word, end of statement, other plain sign.
const TOKEN =
  /(\s+|--[^\n]*|#[ !][^\n]*|\/\*(?:(?!\/\*)[\s\S])*?\*\/)|('(?:[^'\\]|\\[\s\S]|'')*')|`([^`\\]*)`|"([^"\\]*)"|([A-Za-z_0-9]+)|(;)|(\/(?!\*)|[!%&()*+,\-.:<=>?@[\]^{|}~])/y

/** Why this SQL is refused, or null. What can't be cut into words (a dollar, a sign out of a string) is refused too. */
export const refuseSql = (sql: string): string | null => {
  let first: string | null = null
  let ended = false
  /** What a DESCRIBE is about, once its text says it. */
  let described: 'name' | 'query' | null = null
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < sql.length) {
    const at = TOKEN.lastIndex
    const found = TOKEN.exec(sql)
    if (found === null) return `signe inattendu hors d'une chaîne, à la position ${at + 1}`
    const [, blank, , backquoted, quoted, word, end, sign] = found
    if (blank !== undefined) continue
    if (ended) return 'une seule instruction par requête'
    if (end !== undefined) {
      ended = true
      continue
    }
    const name = (backquoted ?? quoted ?? word)?.toUpperCase()
    if (first === null && sign !== '(') {
      first = word?.toUpperCase() ?? ''
      if (!READS.includes(first)) return `seule la lecture est permise (${READS.join(', ')})`
    } else if (DESCRIBES.includes(first ?? '') && word?.toUpperCase() !== 'TABLE') {
      if (sign === '(' && described === 'name') return `${first} d'une fonction : décrivez plutôt (SELECT * FROM …)`
      described ??= sign === '(' ? 'query' : 'name'
    }
    if (name !== undefined && REFUSED.includes(name)) return `${name} n'est pas permis ici`
  }
  return first === null ? 'la requête est vide' : null
}
