// What « mesure import » takes, by the names that a person gives. Imports nothing: the command line reads them first.
export const REFERENCE_KINDS = ['annuaire', 'projets', 'effectifs', 'calendrier'] as const
export type ReferenceKind = (typeof REFERENCE_KINDS)[number]

/** Reference data, and the ministry's own figures of the years before. */
export const IMPORTED = [...REFERENCE_KINDS, 'opendata'] as const
