// Which week the page speaks of. A week is « enCours » until its Sunday is over in Paris, « provisoire » while late markers
// may still be added to it, « close » when its last day is closed.
import { addDays, monday, parisDay } from './french.js'

export const weekState = (week, { completJusqua, joursClos }) => {
  const sunday = addDays(week, 6)
  if (joursClos !== null && sunday <= joursClos) return 'close'
  return completJusqua !== null && sunday < parisDay(completJusqua) ? 'provisoire' : 'enCours'
}

/** Every week from the first with a visit to that of now, so that a week without a visit leaves a gap one can see. */
export const allWeeks = (rows, { completJusqua }) => {
  if (rows.length === 0) return []
  const known = rows.map(({ semaine }) => semaine)
  if (completJusqua !== null) known.push(monday(parisDay(completJusqua)))
  known.sort()
  const weeks = []
  for (let week = known[0]; week <= known.at(-1); week = addDays(week, 7)) weeks.push(week)
  return weeks
}

/** The last week that is over; the one under way when there is no other. */
export const weekToRead = (weeks, fraicheur) =>
  weeks.findLast((week) => weekState(week, fraicheur) !== 'enCours') ?? weeks.at(-1)
