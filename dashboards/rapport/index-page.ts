// The page and the feed that list the published reports; both can be copied with the folder to any other server.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { instantLong, nomDuMois } from './french.ts'
import { escapeXml } from './xlsx-parts.ts'

/** A report that was published. */
export const entry = z.strictObject({
  titre: z.string(),
  territoire: z.string(),
  mois: z.string(),
  revision: z.int(),
  chiffres: z.string().nullable(),
  empreinte: z.string(),
  fichiers: z.array(z.string()),
})
export type Entry = z.infer<typeof entry>

const WHAT: Record<string, string> = { pdf: 'PDF', xlsx: 'Classeur', json: 'JSON', csv: 'CSV' }
/** « rapport_…_csv » is a folder. */
const kindOf = (file: string): string => /\.(\w+)$/.exec(file)?.[1] ?? 'csv'
const hrefOf = (file: string): string => encodeURIComponent(file) + (kindOf(file) === 'csv' ? '/LISEZ-MOI.txt' : '')

const nameOf = ({ titre, territoire, mois, revision }: Entry): string =>
  `${titre}, ${territoire}, ${nomDuMois(mois)}${revision > 1 ? `, révision ${revision}` : ''}`

/** `retour`: where the pages that serve it are; none leads anywhere from a folder that was copied elsewhere. */
export const indexPage = (entries: readonly Entry[], retour = ''): { html: string; atom: string } => {
  const months = [...new Set(entries.map(({ mois }) => mois))]
  const items = (mois: string) =>
    entries
      .filter((one) => one.mois === mois)
      .map((entry) => {
        const links = entry.fichiers.map(
          (file) =>
            `<a href="${hrefOf(file)}"${kindOf(file) === 'pdf' ? ' type="application/pdf"' : ''}>${WHAT[kindOf(file)]}<span class="horsvue"> : ${escapeXml(nameOf(entry))}</span></a>`,
        )
        return `<li><strong>${escapeXml(entry.territoire)}</strong>${entry.revision > 1 ? `, révision ${entry.revision}` : ''}<br>${links.join(' · ')}<br><small>Chiffres arrêtés le ${entry.chiffres === null ? '–' : instantLong(entry.chiffres)} ; empreinte ${entry.empreinte.slice(0, 12)}</small></li>`
      })
      .join('\n')
  const html = `<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rapports mensuels : mesure d’audience des ENT</title>
<link rel="alternate" type="application/atom+xml" title="Rapports mensuels" href="flux.xml">
<link rel="stylesheet" href="rapports.css">
<main>
${retour}<h1>Rapports mensuels</h1>
<p>Un mois paraît quand il est clos. Des chiffres en retard font paraître une révision ; ce qui a été publié reste.
<a href="flux.xml">Flux Atom</a>.</p>
${months.length === 0 ? `<p>Rien n’est encore publié.${retour === '' ? '' : ' Le rapport d’un mois se télécharge aussi de chaque tableau de bord, sous ses filtres.'}</p>` : ''}${months.map((mois) => `<h2>${nomDuMois(mois)}</h2>\n<ul>\n${items(mois)}\n</ul>`).join('\n')}
</main>
</html>
`
  return { html, atom: feed(entries) }
}

/** Two territories may have the same figures, and a revision those of an earlier one: a feed's reader takes one id for one entry. */
const identityOf = ({ territoire, mois, revision, empreinte }: Entry): string =>
  createHash('sha256')
    .update(JSON.stringify([territoire, mois, revision, empreinte]))
    .digest('hex')

/** Dated by the figures, so that the same list is the same feed. */
const feed = (entries: readonly Entry[]): string => {
  const dateOf = ({ chiffres }: Entry) => chiffres ?? '1970-01-01T00:00:00.000Z'
  const latest = entries.map(dateOf).sort().at(-1) ?? '1970-01-01T00:00:00.000Z'
  const items = entries.map(
    (entry) => `  <entry>
    <id>urn:sha256:${identityOf(entry)}</id>
    <title>${escapeXml(nameOf(entry))}</title>
    <updated>${dateOf(entry)}</updated>
${entry.fichiers.map((file) => `    <link rel="${kindOf(file) === 'pdf' ? 'alternate' : 'related'}" href="${escapeXml(hrefOf(file))}"/>`).join('\n')}
    <content type="text">${escapeXml(nameOf(entry))}. Empreinte des chiffres : ${entry.empreinte}.</content>
  </entry>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
  <id>urn:mesure-ent:rapports</id>
  <title>Rapports mensuels : mesure d’audience des ENT</title>
  <author><name>mesure-ent</name></author>
  <updated>${latest}</updated>
  <link rel="self" href="flux.xml"/>
  <link rel="alternate" type="text/html" href="index.html"/>
${items.join('\n')}
</feed>
`
}
