// The tag that an ENT embeds: it counts the pages shown to a person and that person's clicks on marked links and buttons.
// What it promises: nothing is lost (a marker waits on the device until the collector has it on disk), nothing counts
// twice (a marker keeps its id), and the page feels nothing of it (no exception, no delay, no style, no cookie).
//
// <script src="https://…/tag.js" async data-projet="ENT95" data-uai="0951234X" data-profil="ELEVE" data-visiteur="…"
//         data-service="CAHIER_TEXTES"></script>
// <a href="https://…" data-service="PARCOURS_PEDAGOGIQUE" data-outil="MOODLE">Moodle</a>
//
// It leaves in localStorage, under names that start with "mesure": markers until they are sent, what an answer asked to
// wait for, how many markers were lost, and who is opposed (as a number made from the person's id). Types: tag.d.ts.
;(() => {
  const script = document.currentScript
  // Included twice, it counts once. An element whose id is "mesure" is no tag.
  if (!script || window.mesure?.page) return
  const data = script.dataset

  const CONTEXT = ['exploitant', 'projet', 'profil', 'collectivite', 'uai', 'plateforme', 'visiteur']
  const MARKER = ['outil', 'page', 'service']
  /** No code, id or page name is longer: one that is stays too long, and is refused instead of taken for another. */
  const LONGEST = 200

  /** Markers that may wait on a device: two days of a busy tablet. Beyond, the oldest goes, and is counted as lost. */
  const MOST_WAITING = 500
  /** What the collector takes at once. 18 000 letters of markers are at most 64 KiB in UTF-8, their context included. */
  const MOST_MARKERS = 100
  const MOST_LETTERS = 18e3
  const OLDEST_MS = 48 * 3600e3

  /** How long an answer is waited for; no other tab sends the same markers meanwhile. */
  const ANSWER_MS = 20e3
  /** How long a busy browser takes to tell its other tabs what one wrote down. */
  const TOLD_MS = 100
  /** The first wait, which doubles with each failure, and the longest; its jitter makes it twice as long at most. */
  const SOONEST_MS = 1e3
  const LONGEST_WAIT_MS = 900e3

  const WAITING = 'mesure:'
  const PAUSE = 'mesure.pause'
  const LOST = 'mesure.perdus'

  const safe =
    (run) =>
    (...given) => {
      try {
        return run(...given)
      } catch {}
    }

  // --- What the device keeps. A storage that is refused, absent or full is replaced by the memory of the page.

  const memory = {}
  let storage = {}
  try {
    storage = localStorage || storage
  } catch {}
  const read = (key) => memory[key] ?? storage[key]
  const erase = (key) => {
    delete storage[key]
    delete memory[key]
  }
  const write = (key, value) => {
    erase(key)
    try {
      storage[key] = value
    } catch {
      memory[key] = value
    }
  }

  /** One key a marker: tabs that write at once never overwrite one another. */
  const save = (entry, claimed) => {
    entry.claimed = claimed
    write(WAITING + entry.marker.id, JSON.stringify(entry))
  }
  const forget = (entry) => erase(WAITING + entry.marker.id)
  const lost = () => +read(LOST) || 0
  const lose = (entries) => {
    entries.forEach(forget)
    if (entries[0]) write(LOST, lost() + entries.length)
  }

  /**
   * The markers that wait, oldest first, each with its instant, its context, and until when a tab claims it. Those of a
   * person who is opposed are erased, as is what can't be read.
   */
  const waiting = () => {
    const entries = []
    for (const key of [...Object.keys(storage), ...Object.keys(memory)])
      if (key.startsWith(WAITING))
        try {
          const entry = JSON.parse(read(key))
          if (WAITING + entry.marker.id === key && !isOpposed(entry.context)) entries.push(entry)
          else erase(key)
        } catch {
          erase(key)
        }
    return entries.sort((one, other) => one.at - other.at)
  }

  // --- Who it is about.

  /** The fields that have a value, as texts. */
  const pick = (names, source) => {
    const found = {}
    for (const name of names) {
      const value = `${source[name] ?? ''}`.slice(0, LONGEST)
      if (value) found[name] = value
    }
    return found
  }

  /** What calls said of the person: it stays for the calls and clicks that follow, over the attributes of the script. */
  const told = {}
  const person = () => ({ ...pick(CONTEXT, data), ...told })

  /** 32 bits (FNV-1a) of the person's id: enough to tell the persons of one device apart, too few to find one by. */
  const oppositionOf = (context) =>
    'mesure.opposition.' +
    [...`${context.projet} ${context.visiteur}`].reduce(
      (sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 16777619),
      0,
    )
  const isOpposed = (context) =>
    !!(read(oppositionOf(context)) || (data.gpc === 'opposition' && navigator.globalPrivacyControl))

  // --- When.

  /** The wall clock, which knows of sleep, kept from going back while the page lives. */
  const start = Date.now() - performance.now()
  const now = () => Math.max(Date.now(), start + performance.now())

  // --- Sending.

  let failures = 0
  let timer
  let isBusy

  /** Sends the markers that wait, of one person at a time; `isLeaving` when the page may not see the answer. */
  const send = safe((isLeaving) => {
    const url = new URL('verdict' in data ? 'markers?verdict' : 'markers', data.collecteur || script.src)
    const time = now()
    // What is farther ahead was written before the clock was set back.
    const isAhead = (instant) => time < instant && instant < time + 2 * LONGEST_WAIT_MS
    const again = (delay) => {
      clearTimeout(timer)
      timer = setTimeout(sendInTurn, delay)
    }

    const entries = waiting()
    lose(entries.splice(0, entries.length - MOST_WAITING))

    let whose
    let letters = 0
    const batch = entries.filter((entry) => {
      if (isAhead(entry.claimed)) return false
      whose = whose || JSON.stringify(entry.context)
      letters += JSON.stringify(entry.marker).length
      return JSON.stringify(entry.context) === whose && letters < MOST_LETTERS
    })
    batch.splice(MOST_MARKERS)
    const pause = +read(PAUSE)
    if (isAhead(pause)) return again(pause - time)
    // One request at a time: what is counted meanwhile goes with the next.
    if (isBusy && !isLeaving) return
    if (!batch[0]) return entries[0] && again(SOONEST_MS)

    for (const entry of batch) save(entry, time + ANSWER_MS + SOONEST_MS)
    const markers = batch.map((entry) => ({
      ...entry.marker,
      age: Math.min(Math.max(0, time - entry.at), OLDEST_MS),
    }))
    const body = JSON.stringify({ v: 1, ...batch[0].context, markers })
    // Firefox before 133 has no keepalive: a beacon leaves with the page, and what it can't know is sent again later.
    if (isLeaving && !('keepalive' in Request.prototype)) return navigator.sendBeacon(url, body)

    const retry = (asked) => {
      isBusy = false
      const delay = Math.min(Math.max(+asked || 0, 2 ** failures++) * SOONEST_MS, LONGEST_WAIT_MS) * (1 + Math.random())
      // A page that goes is told of a failure, but its request goes on: it must not send again as its last act.
      for (const entry of batch) save(entry, now() + SOONEST_MS)
      // What the collector asks is for every tab and the next pages too; a lost network may be back for them.
      if (asked !== undefined) write(PAUSE, now() + delay)
      again(delay)
    }
    isBusy = true
    const abort = new AbortController()
    setTimeout(() => abort.abort(), ANSWER_MS)
    // A text needs no preflight; keepalive lets the page go away meanwhile.
    fetch(url, {
      signal: abort.signal,
      referrerPolicy: 'no-referrer',
      body,
      credentials: 'omit',
      keepalive: true,
      method: 'POST',
    }).then(
      (answer) => {
        // For people installing the tag: the panel of verdict.js shows what the collector says of each marker.
        if (url.search)
          answer
            .json()
            .then((said) => document.dispatchEvent(new CustomEvent('mesure:verdict', { detail: { markers, ...said } })))
            .catch(() => {})
        isBusy = false
        if (/^4(?!29)/.test(answer.status)) lose(batch)
        // 202 alone says that they are on disk: a school's filter may answer 200 in the collector's place.
        else if (answer.status !== 202) return retry(answer.headers.get('retry-after'))
        batch.forEach(forget)
        failures = 0
        sendInTurn()
      },
      () => retry(),
    )
    return new Promise((done) => setTimeout(done, TOLD_MS))
  })
  /**
   * One tab at a time chooses what it sends, and keeps its turn until the others were told of its claims; where there are
   * no locks, the claims alone keep tabs apart.
   */
  const sendInTurn = () => {
    navigator.locks?.request(WAITING, () => send()).catch(send) || send()
  }

  // --- Counting.

  const count = (action, fields) => {
    const context = person()
    if (isOpposed(context)) return
    // From 17 to 35 characters, 72 bits of chance.
    const id = crypto.getRandomValues(new Uint8Array(9)).join('.')
    const marker = { id, action, ...fields, type: fields.outil && 'TIERS' }
    save({ at: now(), context, marker }, 0)
    sendInTurn()
  }

  /** The page on screen, and whether it was not seen yet: while it prerenders or is hidden, nobody sees it. */
  let page
  let isUnseen
  const look = () => {
    if (!document.hidden && isUnseen) {
      isUnseen = false
      count('page', page)
    }
  }
  const show = (source) => {
    page = pick(MARKER, source)
    isUnseen = true
    look()
  }

  /** Everything passes by the window first, before a page can stop it. */
  const listen = (type, hear) => addEventListener(type, safe(hear), true)
  listen('visibilitychange', () => {
    look()
    if (document.hidden) send(true)
    else sendInTurn()
  })
  listen('pagehide', () => send(true))
  listen('pageshow', (event) => event.persisted && page && show(page))
  // A whole school comes back online at once.
  listen('online', () => setTimeout(sendInTurn, 2e3 * Math.random()))

  // The keyboard makes a click too; older Safari says click, not auxclick, of the middle button.
  for (const type of ['click', 'auxclick'])
    listen(type, (event) => {
      const marked = event.composedPath().find((node) => node.dataset?.service || node.dataset?.outil)
      if (marked && event.button < 2) count('clic', pick(MARKER, marked.dataset))
    })

  if ('spa' in data) {
    const where = () => (data.spa === 'hash' ? location.pathname + location.hash : location.pathname)
    let place = where()
    const move = safe((isNew) => {
      const from = place
      place = where()
      if (isNew && place !== from) show(data)
    })
    // A replaced address is the same page under another name: routers replace right after they push.
    for (const name of ['pushState', 'replaceState']) {
      const native = history[name]
      history[name] = (...given) => {
        native.apply(history, given)
        move(name === 'pushState')
      }
    }
    listen('popstate', move)
  }

  const call = (act) =>
    safe((fields) => {
      Object.assign(told, pick(CONTEXT, fields))
      act(fields)
    })
  window.mesure = {
    page: call(show),
    clic: call((fields) => count('clic', pick(MARKER, fields))),
    opposition: safe((isOn) => {
      const context = person()
      if (isOn !== undefined && context.visiteur) {
        if (isOn) write(oppositionOf(context), 1)
        else erase(oppositionOf(context))
        send()
      }
      return isOpposed(context)
    }),
    perdus: lost,
  }

  safe(data.service ? show : sendInTurn)(data)
})()
