// From one dashboard to another, the filters kept.
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Colonne, Filtre, Tableau } from '../definition/panneau.ts'
import { TABLEAUX } from '../definition/tableaux.ts'
import { ecrire } from './variables.ts'

export const ETIQUETTE = 'audience-ent'
export const uidDe = (id: string): string => `mesure-${id}`

/** All the dashboards, from each. */
export const menu = (): DashboardLinkBuilder =>
  new DashboardLinkBuilder('Tableaux de bord')
    .type(DashboardLinkType.Dashboards)
    .tags([ETIQUETTE])
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true)

/**
 * Where a row leads: that dashboard, with the filters that both have, and one of the row. Written one by one: Grafana's « all
 * variables » would give the row's filter twice.
 */
export const adresseDe =
  ({ filtres }: Tableau) =>
  ({ tableau, filtre, colonne }: NonNullable<Colonne['lien']>): string => {
    const suivants = TABLEAUX.find(({ id }) => id === tableau)?.filtres ?? []
    const gardes = filtres.filter(
      (nom: Filtre) => nom !== 'du' && nom !== 'au' && nom !== filtre && suivants.includes(nom),
    )
    const parametres = [
      ...['source', ...gardes].map((nom) => ecrire(`${nom}:queryparam`)),
      `var-${filtre}=${ecrire(`__data.fields.${colonne}`)}`,
      ecrire('__url_time_range'),
    ]
    return `/d/${uidDe(tableau)}?${parametres.join('&')}`
  }
