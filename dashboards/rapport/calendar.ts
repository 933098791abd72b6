// Months and days of school: what makes one month comparable with another.
import { addDays } from '../../schema/clock.ts'

/** A month as its first day, `YYYY-MM-01`, as the views have it. */
export const debutDuMois = (mois: string): string => `${mois.slice(0, 7)}-01`
export const addMonths = (mois: string, months: number): string => {
  const [year = 0, month = 1] = mois.split('-').map(Number)
  const count = year * 12 + month - 1 + months
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}-01`
}
export const finDuMois = (mois: string): string => addDays(addMonths(mois, 1), -1)

/** From the first day off to the last one. */
export type Vacances = { du: string; au: string; libelle: string }

/**
 * Days from `du` to `au` with class: Monday to Friday, out of holidays and public holidays of the whole country. Some
 * schools have none on Wednesday and some on Saturday morning: the same in every month, which is what counts here.
 */
export const classDays = (du: string, au: string, vacances: readonly Vacances[]): number => {
  let count = 0
  for (let jour = du; jour <= au; jour = addDays(jour, 1)) {
    const weekday = new Date(`${jour}T12:00:00Z`).getUTCDay()
    if (weekday === 0 || weekday === 6 || isPublicHoliday(jour)) continue
    if (!vacances.some(({ du, au }) => jour >= du && jour <= au)) count += 1
  }
  return count
}

const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']
/** Days after Easter: its Monday, Ascension, Whit Monday. */
const MOVING = [1, 39, 50]

const isPublicHoliday = (jour: string): boolean =>
  FIXED.includes(jour.slice(5)) || MOVING.some((days) => addDays(easter(Number(jour.slice(0, 4))), days) === jour)

/** Gregorian Easter (Meeus, Jones, Butcher). */
const easter = (year: number): string => {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return `${year}-${String(Math.floor(f / 31)).padStart(2, '0')}-${String((f % 31) + 1).padStart(2, '0')}`
}
