// A question without what its scope leaves out: conditions that no filter asks, branches that have no row. The engine would find
// as much by itself, but analyses all that is written first: the better part of the time of a question about few rows.

/**
 * The same question for those arguments: each comparison of one of them with a text is settled, and each choice that it makes. To be
 * asked with the same arguments. A branch of UNION ALL goes when its condition is false: none of ours aggregates without a GROUP BY.
 */
export const narrow = (query: string, args: Readonly<Record<string, unknown>>): string => {
  const texts: string[] = []
  const settled = query
    .replace(/^\s*--.*\n/gm, '')
    .replace(/\{(\w+):String\} (!?=) '(\w*)'/g, (same, name: string, operator: string, text: string) =>
      typeof args[name] === 'string' ? String((args[name] === text) === (operator === '=')) : same,
    )
    // What is text to the engine is no part of what is read here.
    .replace(/'(?:[^'\\]|\\.|'')*'/g, (text) => `'${texts.push(text) - 1}'`)
    // Nor is a list of them, of which some are long.
    .replace(/\[(?:[\s(),[\]]|'\d+')*\]/g, (list) => `'${texts.push(written(list, texts)) - 1}'`)
    .replace(LITERALS, (_, left: string, operator: string, right: string) => {
      const named = texts[Number(left)]
      const among = [...right.matchAll(/'(\d+)'/g)].some(([, place]) => texts[Number(place)] === named)
      return operator === '!=' ? String(!among) : String(among)
    })
  return written(pruned(reduced(chosen(settled))), texts)
}
const written = (text: string, texts: readonly string[]): string =>
  text.replace(/'(\d+)'/g, (_, place: string) => texts[Number(place)] as string)

/** Two texts compared, or one looked for among others, with nothing else on either side: what an argument becomes in a view that sets it. */
const LITERALS =
  /(?<=[(,]\s*|\b(?:AND|OR|WHERE)\s+)'(\d+)' (=|!=|IN) ('\d+'|\('\d+'(?:, '\d+')*\))(?=\s*(?:[),]|AND\b|OR\b|$))/g

/** `if` and `multiIf` whose first conditions are settled: the branches that no row takes go. */
const chosen = (text: string): string => {
  const found = /\b(?:if|multiIf)\(\s*(true|false),/.exec(text)
  if (found === null) return text
  const open = text.indexOf('(', found.index)
  const end = closing(text, open)
  const [, value, ...others] = topLevel(text.slice(open + 1, end), ',') as [string, string, ...string[]]
  const kept =
    found[1] === 'true'
      ? `(${value.trim()})`
      : others.length === 1
        ? `(${others[0]?.trim()})`
        : `multiIf(${others.join(',').trim()})`
  return chosen(text.slice(0, found.index) + kept + text.slice(end + 1))
}

/** Rules that hold wherever they match: AND binds before OR, and a parenthesis that no name precedes is no call. */
const reduced = (query: string): string => {
  let text = query
  for (let before = ''; before !== text; ) {
    before = text
    text = withoutSettled(
      text
        .replace(/(?<!\w)\((true|false)\)/g, '$1')
        .replace(/\btrue\s+AND\s+/g, '')
        .replace(/\s+AND true\b/g, '')
        .replace(/(?<!\w)\(false\s+OR\s+/g, '(')
        .replace(/(?<!\w)(\([^()]*)\s+OR\s+false\)/g, '$1)'),
    )
  }
  return text
}

/** `(true OR …)`, up to its end. */
const withoutSettled = (text: string): string => {
  const found = /(?<!\w)\(true\s+OR\s/.exec(text)
  return found === null
    ? text
    : `${text.slice(0, found.index)}true${withoutSettled(text.slice(closing(text, found.index) + 1))}`
}

/** Where the parenthesis that opens at `from` closes. */
const closing = (text: string, from: number): number => {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    if (depth === 0) return at
  }
  throw new Error(`no end of the parenthesis: ${text.slice(from, from + 80)}`)
}

/** Each parenthesis, the innermost first, without its branches that have no row. */
const pruned = (text: string): string => {
  let inside = ''
  let at = 0
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', at)) {
    const end = closing(text, open)
    inside += `${text.slice(at, open)}(${pruned(text.slice(open + 1, end))})`
    at = end + 1
  }
  const branches = topLevel(inside + text.slice(at), 'UNION ALL')
  const kept = branches.filter((branch) => !isEmpty(branch))
  return (kept.length === 0 ? branches.slice(0, 1) : kept).join('UNION ALL')
}

const isEmpty = (branch: string): boolean => {
  const conditions = topLevel(branch, 'WHERE ').slice(1)
  return conditions.some((condition) =>
    topLevel(topLevel(condition, 'GROUP BY')[0] as string, 'AND ').some((part) => part.trim() === 'false'),
  )
}

/** Cut at a word that stands in no parenthesis and no array. */
const topLevel = (text: string, word: string): string[] => {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (const { 0: sign, index } of text.matchAll(new RegExp(`[()[\\]]|${word}`, 'g'))) {
    if (sign === '(' || sign === '[') depth += 1
    if (sign === ')' || sign === ']') depth -= 1
    if (sign !== word || depth > 0) continue
    parts.push(text.slice(from, index))
    from = index + word.length
  }
  return [...parts, text.slice(from)]
}
