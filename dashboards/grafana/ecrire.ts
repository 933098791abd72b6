// Writes the dashboards of Grafana into the folder that it reads: `npm run dashboards [FOLDER]`. What is no longer defined goes.
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TABLEAUX } from '../definition/tableaux.ts'
import { dessinerTableau } from './tableau.ts'

const [dossier = join(import.meta.dirname, 'tableaux')] = process.argv.slice(2)
mkdirSync(dossier, { recursive: true })
// Grafana reads it by another account.
chmodSync(dossier, 0o755)
const fichiers = new Map(TABLEAUX.map((tableau) => [`${tableau.id}.json`, dessinerTableau(tableau)]))
for (const [nom, tableau] of fichiers) writeFileSync(join(dossier, nom), `${JSON.stringify(tableau, null, 1)}\n`)
for (const nom of readdirSync(dossier)) if (nom.endsWith('.json') && !fichiers.has(nom)) rmSync(join(dossier, nom))
process.stdout.write(`${fichiers.size} tableaux de bord écrits dans ${dossier}\n`)
