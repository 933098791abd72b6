// How the line itself goes: what comes in and what waits, now and over the last day, then what is wrong and what to do. Where
// there is Prometheus, Grafana draws more of it; the pages of one machine have what this process noted since it began.
import { parisDay } from '../../schema/clock.ts'
import type { Constat } from '../../schema/constat.ts'
import type { Fraicheur, Ledger } from '../../schema/ledger.ts'
import { type Store, select } from '../../schema/store.ts'
import { type Html, html } from './html.ts'
import { ecrire, ecrireHeure, INCONNU } from './valeurs.ts'

const MINUTE_MS = 60_000
const HEURE_MS = 60 * MINUTE_MS
/** A day of them, one a minute. */
const RELEVES_MAX = 24 * 60

/** Markers judged since this process began, and what was not in the figures yet (ms; null: nothing was ever counted). */
type Releve = { instant: number; juges: number; rejetes: number; retard: number | null }
/** `constats`: null when they can't be told; undefined when nobody was asked to. */
export type Etat = {
  releves: readonly Releve[]
  aRefaire: number
  constats: readonly Constat[] | null | undefined
}

const JUGES = `SELECT sum(n) AS juges, sumIf(n, verdict != 'compte') AS rejetes FROM recu WHERE recu >= {debut:Date}`

export const openChaine = (
  store: Store,
  fraicheur: () => Promise<Fraicheur>,
  constats: (() => Promise<Constat[]>) | undefined,
  now: () => number,
) => {
  const debut = parisDay(now())
  const releves: Releve[] = []
  let horloge: NodeJS.Timeout | undefined
  let derniereNote = Promise.resolve()
  let dernier: { instant: number; constats: Promise<Constat[]> } | null = null

  const noter = async (): Promise<void> => {
    const [ligne] = await select<{ juges: number | string; rejetes: number | string }>(store, JUGES, { debut })
    const { completJusqua } = await fraicheur()
    const instant = now()
    releves.push({
      instant,
      juges: Number(ligne?.juges),
      rejetes: Number(ligne?.rejetes),
      retard: completJusqua === null ? null : Math.max(0, instant - Date.parse(completJusqua)),
    })
    if (releves.length > RELEVES_MAX) releves.shift()
  }

  /** They read the whole ledger: once a minute, however many look. */
  const examiner = (demander: () => Promise<Constat[]>): Promise<Constat[]> => {
    if (dernier === null || Math.abs(now() - dernier.instant) >= MINUTE_MS)
      dernier = { instant: now(), constats: demander() }
    return dernier.constats
  }

  return {
    start: (echec: (error: unknown) => void): void => {
      const encore = () => {
        derniereNote = noter().catch(echec)
      }
      horloge = setInterval(encore, MINUTE_MS).unref()
      encore()
    },
    /** Waits for what it is reading: the store is closed after. */
    stop: (): Promise<void> => {
      clearInterval(horloge)
      return derniereNote
    },
    noter,
    read: async (echec: (error: unknown) => void): Promise<Etat> => {
      const [ligne] = await select<{ n: number | string }>(store, 'SELECT count() AS n FROM jour_sale')
      return {
        releves: [...releves],
        aRefaire: Number(ligne?.n),
        constats:
          constats === undefined
            ? undefined
            : await examiner(constats).catch((error) => {
                echec(error)
                return null
              }),
      }
    },
  }
}

export const ecrireChaine = (etat: Etat, { lignes }: Ledger): Html =>
  html`${maintenant(etat, lignes)}${diagnostic(etat)}`

const maintenant = ({ releves, aRefaire }: Etat, lignes: Ledger['lignes']): Html => {
  const enAttente = lignes.reduce((somme, ligne) => somme + ligne.enAttente, 0)
  return html`<section class="panneau panneau--entiere" id="chaine" aria-labelledby="chaine-titre">
<h2 class="fr-h5" id="chaine-titre">La chaîne, maintenant</h2>
<p class="question">Ce qui arrive est-il compté à temps ?</p>
<ul class="cles">${[
    fraicheur(releves),
    debit(releves),
    cle('En attente', ecrire(enAttente, 'nombre'), [
      'marqueurs reçus et pas encore comptés',
      `jours à refaire : ${ecrire(aRefaire, 'nombre')}`,
    ]),
    rejets(releves),
  ]}</ul></section>`
}

const cle = (nom: string, valeur: string, suites: readonly string[]): Html =>
  html`<li class="cle"><p class="cle__nom">${nom}</p><p class="cle__valeur">${valeur}</p>${suites.map(
    (suite) => html`<p class="cle__suite">${suite}</p>`,
  )}</li>`

const PAS_ENCORE = 'la première mesure vient dans une minute'
const depuis = ({ instant }: Releve): string => `depuis ${ecrireHeure(instant)}`

const fraicheur = (releves: readonly Releve[]): Html => {
  const [premier, dernier] = [releves[0], releves.at(-1)]
  if (premier === undefined || dernier === undefined) return cle('Retard des chiffres', INCONNU, [PAS_ENCORE])
  if (dernier.retard === null) return cle('Retard des chiffres', INCONNU, ['rien n’a encore été compté'])
  const pire = Math.max(...releves.map(({ retard }) => retard ?? 0))
  return cle('Retard des chiffres', ecrire(dernier.retard / 1000, 'duree'), [
    `à ${ecrireHeure(dernier.instant)}, derrière ce qui est reçu`,
    `au plus ${ecrire(pire / 1000, 'duree')} ${depuis(premier)}`,
  ])
}

/**
 * What was judged between two readings, a minute apart at least, whatever a clock that is set back says. A replay judges again what is
 * counted: less than before is nothing new.
 */
const entre = (avant: Releve, apres: Releve) => ({
  juges: Math.max(0, apres.juges - avant.juges),
  rejetes: Math.max(0, apres.rejetes - avant.rejetes),
  minutes: Math.max(1, (apres.instant - avant.instant) / MINUTE_MS),
})

/** The last reading, and the one an hour before it or the first. */
const heure = (releves: readonly Releve[]): [Releve, Releve] | null => {
  const dernier = releves.at(-1)
  const premier = releves.find(({ instant }) => dernier !== undefined && instant >= dernier.instant - HEURE_MS)
  return dernier === undefined || premier === undefined || premier === dernier ? null : [premier, dernier]
}

const debit = (releves: readonly Releve[]): Html => {
  const bornes = heure(releves)
  if (bornes === null) return cle('Débit', INCONNU, [PAS_ENCORE])
  const parMinute = ({ juges, minutes }: ReturnType<typeof entre>) => juges / minutes
  const pics = releves.slice(1).map((releve, i) => parMinute(entre(releves[i] as Releve, releve)))
  return cle('Débit', ecrire(parMinute(entre(...bornes)), 'nombre'), [
    `marqueurs traités par minute ${depuis(bornes[0])}`,
    `au plus ${ecrire(Math.max(...pics), 'nombre')} par minute ${depuis(releves[0] as Releve)}`,
  ])
}

const rejets = (releves: readonly Releve[]): Html => {
  const bornes = heure(releves)
  if (bornes === null) return cle('Rejets', INCONNU, [PAS_ENCORE])
  const { juges, rejetes } = entre(...bornes)
  return cle('Rejets', juges === 0 ? INCONNU : ecrire(rejetes / juges, 'part'), [
    `des marqueurs traités ${depuis(bornes[0])}`,
    `${ecrire(rejetes, 'nombre')} sur ${ecrire(juges, 'nombre')}`,
  ])
}

const RATE = 'Le diagnostic n’a pas pu être fait. La cause est dans le journal du serveur.'

const diagnostic = ({ constats }: Etat): Html | null => {
  if (constats === undefined) return null
  return html`<section class="panneau panneau--entiere" id="diagnostic" aria-labelledby="diagnostic-titre">
<h2 class="fr-h5" id="diagnostic-titre">Diagnostic</h2>
<p class="question">Quelque chose demande-t-il d’agir ?</p>
${
  constats === null
    ? html`<p class="fr-error-text">${RATE}</p>`
    : constats.length === 0
      ? html`<p>Rien à signaler : « mesure doctor » ne trouve rien à corriger.</p>`
      : html`<ul>${constats.map(
          ({ sujet, constat, faire }) => html`<li><strong>${sujet}</strong> : ${constat}<br>À faire : ${faire}</li>`,
        )}</ul>`
}</section>`
}
