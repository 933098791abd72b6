import { expect } from 'vitest'

export type Shown = { key: string; masque: string; value: number | null; is: number; small: boolean }
/** Sums of cells that are shown, or of cells that another holds whole. */
export type Sum = { cells: string[]; minus?: string; total: number }

/** What can be computed: bounds that each sum puts on each hidden cell, narrowed until nothing changes. */
const bounds = (cells: readonly Shown[], sums: readonly Sum[], low: number, high: number) => {
  const known = new Map<string, [number, number]>(
    cells.map(({ key, value, masque }) => [
      key,
      value !== null ? [value, value] : masque === '< 5' ? [low, high] : [0, Number.POSITIVE_INFINITY],
    ]),
  )
  for (let changed = true; changed; ) {
    changed = false
    for (const { cells: plus, minus, total } of sums) {
      const terms = [...plus.map((key) => [key, 1] as const), ...(minus === undefined ? [] : [[minus, -1] as const])]
      for (const [key, sign] of terms) {
        const [least, most] = terms.reduce(
          ([a, b], [other, s]) => {
            const [min, max] = known.get(other) as [number, number]
            return other === key ? [a, b] : s > 0 ? [a + min, b + max] : [a - max, b - min]
          },
          [0, 0],
        )
        const [a, b] = sign > 0 ? [total - most, total - least] : [least - total, most - total]
        const [min, max] = known.get(key) as [number, number]
        const next: [number, number] = [Math.max(min, a), Math.min(max, b)]
        if (next[0] > min || next[1] < max) changed = true
        known.set(key, next)
      }
    }
  }
  return known
}

/** Whether the sums alone, as equations, give the cell. */
const isSolved = (key: string, cells: readonly Shown[], sums: readonly Sum[]): boolean => {
  const hidden = cells.filter(({ value }) => value === null).map((one) => one.key)
  const rows = sums.map(({ cells: plus, minus }) =>
    hidden.map((one) => (plus.includes(one) ? 1 : one === minus ? -1 : 0)),
  )
  const rank = (matrix: number[][]): number => {
    const m = matrix.map((row) => [...row])
    let found = 0
    for (let c = 0; c < hidden.length; c++) {
      const pivot = m.findIndex((row, r) => r >= found && Math.abs(row[c] as number) > 1e-9)
      if (pivot === -1) continue
      ;[m[found], m[pivot]] = [m[pivot] as number[], m[found] as number[]]
      const top = m[found] as number[]
      for (let r = 0; r < m.length; r++) {
        const factor = r === found ? 0 : ((m[r] as number[])[c] as number) / (top[c] as number)
        if (factor !== 0) m[r] = (m[r] as number[]).map((value, i) => value - factor * (top[i] as number))
      }
      found++
    }
    return found
  }
  return rank([...rows, hidden.map((one) => (one === key ? 1 : 0))]) === rank(rows)
}

/** Fails when a small cell is shown, or when what is shown gives it: low and high are what « < 5 » says. */
export const expectSafe = (cells: readonly Shown[], sums: readonly Sum[], low: number, high: number, said: string) => {
  for (const one of cells) if (one.small) expect(one.value, `${said}: ${one.key} is shown`).toBeNull()
  const known = bounds(cells, sums, low, high)
  for (const { key, small, is } of cells) {
    const [min, max] = known.get(key) as [number, number]
    expect(min <= is && is <= max, `${said}: ${key} is ${is}, not in ${min}..${max}`).toBe(true)
    if (!small) continue
    expect(min, `${said}: ${key} is computed from bounds`).not.toBe(max)
    expect(isSolved(key, cells, sums), `${said}: ${key} is solved`).toBe(false)
  }
}
