// How far a text is from what it should have been: whoever mistypes a code or a name is told the near ones.

/** Letters added, left out, changed or swapped with the next to make one text of the other. */
export const edits = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 12) return 99
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      next.push(least)
    }
    before = row
    row = next
  }
  return row[b.length] ?? 99
}

const SUGGESTED = 2

/** The codes of a plan that a refused one may be meant for, the nearest first: it holds one, or has a slip in three letters. */
export const codesNear = (code: string, codes: readonly string[]): string[] =>
  codes
    .map((known) => ({
      known,
      far: code.includes(known) ? 1 : edits(code, known),
    }))
    .filter(({ far }) => far <= Math.max(1, code.length / 3))
    .sort((a, b) => a.far - b.far)
    .slice(0, SUGGESTED)
    .map(({ known }) => known)
