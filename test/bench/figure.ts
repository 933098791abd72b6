// What a bench reports: a measure beside another taken in the same run, since a time alone says what machine it was.

export type Figure = {
  name: string
  /** With its unit. */
  measured: string
  /** The same, of what it is compared with. */
  compared: string
  /** measured ÷ compared. */
  ratio: number | null
  /** What issue 3 asks for; '' when it asks for nothing. */
  target: string
}

export type Bench = () => Promise<Figure[]>

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN]
  return (low + high) / 2
}

/** 12 345 or 12.3: what a reader needs of a number. */
export const short = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('fr-FR').replaceAll('\u202f', ' ') : value.toPrecision(3)

/** A number of the environment that lengthens or shortens a bench. */
export const setting = (name: string, otherwise: number): number => Number(process.env[name] || otherwise)

export const say = (line: string): void => void process.stderr.write(`  ${line}\n`)

const COLUMNS = ['Bench', 'Measured', 'Compared with', 'Ratio', 'Target']

export const tableOf = (figures: readonly Figure[]): string => {
  const rows = figures.map(({ name, measured, compared, ratio, target }) => [
    name,
    measured,
    compared,
    ratio === null ? '' : ratio.toFixed(2),
    target,
  ])
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const lineOf = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [lineOf(COLUMNS), rule, ...rows.map(lineOf)].join('\n')
}
