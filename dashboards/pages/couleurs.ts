// The colour of a series by its name: whoever compares two drawings, two schools or two months finds it again.

/** Each list in its own order, the most usual first; they never meet in a drawing. */
const CONNUES: readonly (readonly string[])[] = [
  ['Élèves', 'Parents', 'Enseignants', 'Administration, vie scolaire, technique', 'Autres'],
  ['Ordinateur', 'Smartphone', 'Tablette', 'Autre appareil'],
]

/** Ranks among the colours: those of a list keep theirs when others are missing, any others have theirs by the alphabet. */
export const couleursDe = (noms: readonly string[]): ReadonlyMap<string, number> => {
  const liste = CONNUES.find((une) => noms.some((nom) => une.includes(nom))) ?? []
  const tous = [...liste, ...noms.filter((nom) => !liste.includes(nom)).sort((a, b) => a.localeCompare(b, 'fr'))]
  return new Map(noms.map((nom) => [nom, tous.indexOf(nom)]))
}
