// The tag that an ENT embeds: it posts one marker for the page that carries it. The context is in its data attributes.
// <script src="https://…/tag.js" data-projet="ENT95" data-uai="0951234X" data-profil="ELEVE" data-visiteur="…"
//         data-service="CAHIER_TEXTES" async></script>
;(() => {
  const script = document.currentScript
  if (!script) return
  const { projet, uai, profil, visiteur, plateforme, exploitant, collectivite, service, type, outil, page } =
    script.dataset
  const shownAt = Date.now()
  // Minted once: a marker that is sent again keeps its id, so it counts once.
  const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  const send = () => {
    const age = Math.max(0, Date.now() - shownAt)
    const markers = [{ id, age, action: 'page', service, type, outil, page }]
    const body = JSON.stringify({ v: 1, projet, uai, profil, visiteur, plateforme, exploitant, collectivite, markers })
    // text/plain needs no preflight; keepalive lets the page go away meanwhile.
    fetch(new URL('markers', script.src), { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(
      () => {},
    )
  }
  if (document.prerendering) document.addEventListener('prerenderingchange', send, { once: true })
  else send()
})()
