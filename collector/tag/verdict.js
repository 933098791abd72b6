// A panel for whoever installs the tag: each marker of this page, accepted or refused, and what to change. Not for the
// persons of an ENT. Loaded before the tag, whose script says data-verdict and hands every answer to the document:
// CustomEvent 'mesure:verdict', detail { markers, verdicts } or { markers, erreur }.
// No inline style, no HTML text, no global: it works in a page under a strict CSP and Trusted Types.
;(() => {
  const script = document.currentScript
  if (!script) return
  const collector = new URL('.', script.src)
  /** Markers shown; a long recette would fill the page's memory. */
  const MOST_SHOWN = 200

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; font: inherit; }
    section { position: fixed; z-index: 2147483647; right: 1rem; bottom: 1rem; width: min(26rem, calc(100vw - 2rem));
      display: flex; flex-direction: column; max-height: min(32rem, 60vh);
      font: 14px/1.5 Marianne, system-ui, sans-serif; color: #161616; background: #fff; border: 1px solid #161616;
      box-shadow: 0 4px 16px rgb(0 0 18 / 24%); }
    header { display: flex; background: #000091; color: #fff; }
    button { padding: .5rem .75rem; border: 0; background: none; color: inherit; cursor: pointer; text-align: left; }
    header button:first-child { flex: 1; font-weight: 700; }
    button:hover { background: #1212ff; }
    button:focus-visible { outline: 2px solid #fff; outline-offset: -4px; }
    a:focus-visible, [role=log]:focus-visible { outline: 2px solid #0a76f6; outline-offset: -2px; }
    [role=log] { overflow-y: auto; padding: 0 .75rem; }
    section[data-folded] [role=log] { display: none; }
    p { margin: 0; }
    .note { padding: .75rem 0; }
    .marker { padding: .5rem 0 .625rem .75rem; margin: .5rem 0; border-left: 4px solid #18753c; }
    .marker.refused { border-color: #ce0500; }
    .marker.warned { border-color: #b34000; }
    .state { font-weight: 700; color: #18753c; }
    .refused .state { color: #ce0500; }
    .warned .state { color: #b34000; }
    time, .detail { color: #666; }
    time { float: right; }
    code { font-family: ui-monospace, monospace; font-size: 13px; overflow-wrap: anywhere; }
    a { color: #000091; }
  `

  const element = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties)
    node.append(...children)
    return node
  }

  const text = (value) => (typeof value === 'string' ? value : '')
  const planLink = (anchor, label) =>
    element('a', { href: new URL(`plan#${anchor}`, collector).href, target: '_blank', rel: 'noopener' }, label)

  const NONE = { accepted: 0, tests: 0, refused: 0 }
  const count = { ...NONE }
  const summary = element('button', { type: 'button', title: 'Replier ou déplier le panneau' })
  const summarise = () => {
    const { accepted, tests, refused } = count
    const plural = (n, word) => `${n} ${word}${n > 1 ? 's' : ''}`
    const shown = [plural(accepted, 'accepté'), ...(tests > 0 ? [`${tests} de test`] : []), plural(refused, 'refusé')]
    summary.textContent = `Mesure : ${shown.join(', ')}`
  }

  const log = element('div', { tabIndex: 0 })
  log.setAttribute('role', 'log')
  log.setAttribute('aria-label', 'Verdict des marqueurs de cette page')

  const say = (node) => {
    log.querySelector('.note')?.remove()
    log.append(node)
    while (log.childElementCount > MOST_SHOWN) log.firstElementChild.remove()
    log.scrollTop = log.scrollHeight
  }
  const note = (...children) => say(element('p', { className: 'note' }, ...children))

  /** What the marker says of itself, as its poster wrote it. */
  const describe = ({ action, service, outil, page }) =>
    [action, service, outil, page].map(text).filter((word) => word !== '')

  /** A test school is refused by design: during a recette it is the answer that is hoped for. */
  const kindOf = ({ verdict, conseil, horsPerimetre }) => {
    if (verdict === 'ecole_de_test') return { counted: 'tests', look: 'warned', state: 'Reçu' }
    if (verdict !== 'compte') return { counted: 'refused', look: 'refused', state: 'Refusé' }
    const state = horsPerimetre ? 'Accepté, hors périmètre' : 'Accepté'
    return { counted: 'accepted', look: text(conseil) === '' ? '' : 'warned', state }
  }

  const showMarker = (marker, answer) => {
    const { verdict, champ, conseil } = answer
    const { counted, look, state } = kindOf(answer)
    count[counted] += 1
    const reason = counted === 'accepted' ? [] : [' : ', planLink(`refus-${text(verdict)}`, text(verdict))]
    if (text(champ) !== '') reason.push(` (${champ})`)
    const node = element(
      'div',
      { className: `marker ${look}` },
      element('time', {}, new Date().toLocaleTimeString('fr-FR')),
      element('p', {}, element('span', { className: 'state' }, state), ...reason),
      element('p', { className: 'detail' }, element('code', {}, describe(marker ?? {}).join(' · ') || 'marqueur vide')),
    )
    if (text(conseil) !== '') node.append(element('p', {}, conseil))
    say(node)
  }

  const hear = ({ detail }) => {
    const { markers, verdicts, erreur } = detail ?? {}
    if (Array.isArray(verdicts)) for (const [i, verdict] of verdicts.entries()) showMarker(markers?.[i], verdict ?? {})
    else {
      const node = element('div', { className: 'marker warned' }, element('p', { className: 'state' }, 'Sans verdict'))
      const unread = "La réponse n'est pas celle d'un collecteur qui rend des verdicts : vérifiez son adresse."
      node.append(element('p', {}, text(erreur) || unread))
      say(node)
    }
    summarise()
  }

  const start = () => {
    const close = element('button', { type: 'button' }, 'Fermer')
    const clear = element('button', { type: 'button' }, 'Effacer')
    const panel = element('section', {}, element('header', {}, summary, clear, close), log)
    panel.setAttribute('aria-label', 'Installation de la mesure')
    const fold = (folded) => {
      panel.toggleAttribute('data-folded', folded)
      summary.setAttribute('aria-expanded', String(!folded))
    }
    summary.onclick = () => fold(!panel.hasAttribute('data-folded'))
    clear.onclick = () => {
      log.replaceChildren()
      Object.assign(count, NONE)
      summarise()
      summary.focus()
    }
    const holder = element('div')
    close.onclick = () => holder.remove()
    fold(false)
    summarise()

    const root = holder.attachShadow({ mode: 'open' })
    // A sheet made by script is no inline style for a CSP. Browsers without it show the panel unstyled, below the page.
    if ('adoptedStyleSheets' in root) {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(STYLE)
      root.adoptedStyleSheets = [sheet]
    }
    root.append(panel)
    document.body.append(holder)
  }

  note(
    'En attente du premier marqueur. Rien ne vient ? Le script du tag doit porter data-verdict, et un service ou un appel de mesure.page. ',
    planLink('verifier', 'Voir le plan'),
    '.',
  )
  document.addEventListener('mesure:verdict', hear)
  document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    if (!text(blockedURI).startsWith(collector.origin)) return
    note(`La CSP de cette page bloque ${blockedURI} : ajoutez ${collector.origin} à ${effectiveDirective}.`)
  })
  if (document.body) start()
  else document.addEventListener('DOMContentLoaded', start, { once: true })
})()
