// What Grafana and its ClickHouse plugin make of a query before the engine has it: variables in their formats, « All » as it is
// written in the dashboard, days on the reader's clock. Nothing else of theirs touches these queries: no macro of the plugin.
import type { Dashboard, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard'
import { TABLEAUX } from '../dashboards/definition/tableaux.ts'
import { dessinerTableau } from '../dashboards/grafana/tableau.ts'

export const dashboards = TABLEAUX.map((tableau) => ({ tableau, dashboard: dessinerTableau(tableau) }))
export const panelsOf = ({ panels = [] }: Dashboard): Panel[] => panels as Panel[]
export const variablesOf = ({ templating: { list = [] } }: Dashboard): VariableModel[] => list
export const sqlOf = (target: unknown): string => (target as { rawSql: string }).rawSql

/** The value of each variable; one that is not there has its default, and « $__all » is all. */
export type Chosen = Record<string, string>
export type Range = { du: string; au: string }

/** As Grafana finds them: $name, [[name:format]], ${name.field:format}. */
const VARIABLE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}/g

export const expand = (sql: string, dashboard: Dashboard, chosen: Chosen, { du, au }: Range): string => {
  // A range of the time picker: the first instant of `du` and the last of `au`, on the clock of whoever reads.
  const bounds: Chosen = {
    __from: String(new Date(`${du}T00:00:00`).getTime()),
    __to: String(new Date(`${au}T23:59:59.999`).getTime()),
  }
  return sql.replace(VARIABLE, (found, a, b, formatB, c, _field, formatC) => {
    const name: string = a ?? b ?? c
    const format: string = formatB ?? formatC ?? ''
    if (bounds[name] !== undefined) return inFormat(bounds[name], format)
    const variable = variablesOf(dashboard).find((one) => one.name === name)
    if (variable === undefined) return found
    const value = chosen[name] ?? String(variable.current?.value ?? variable.query ?? '')
    if (value !== '$__all') return inFormat(value, format)
    if (variable.includeAll !== true) throw new Error(`${name} has no « All »`)
    // Never formatted, but for an address.
    return variable.allValue as string
  })
}

const inFormat = (value: string, format: string): string => {
  if (format === 'sqlstring') return `'${value.replaceAll("'", "''").replaceAll('"', '\\"')}'`
  if (format === 'percentencode')
    return encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  if (format === 'date:YYYY-MM-DD') {
    const day = new Date(Number(value))
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) => String(n).padStart(2, '0')).join('-')
  }
  throw new Error(`these dashboards use no format « ${format} »`)
}
