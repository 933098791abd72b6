// What the pages of the invented ENT do: days that change without a new page, resources that open, the opposition switch.

const days = document.querySelectorAll('[data-jour]')
const show = () => {
  const day = location.pathname.split('/')[4] ?? ''
  for (const section of days) section.hidden = section.dataset.jour !== day
  for (const link of document.querySelectorAll('.jours a'))
    link.toggleAttribute('aria-current', link.pathname === location.pathname)
}
if (days.length > 0) {
  document.querySelector('.jours').addEventListener('click', (event) => {
    if (!event.target.href || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    history.pushState({}, '', event.target.href)
    show()
  })
  addEventListener('popstate', show)
  show()
}

for (const resource of document.querySelectorAll('main button[data-service]'))
  resource.addEventListener('click', () => {
    document.getElementById('lecture').textContent = `« ${resource.querySelector('b').textContent} » est ouvert.`
  })

// Without the tag, blocked or absent, there is nothing to be opposed to.
const opposition = document.getElementById('opposition')
const state = (opposed) => {
  opposition.hidden = false
  opposition.setAttribute('aria-pressed', opposed)
  opposition.textContent = opposed ? 'Ne plus m’opposer à la mesure' : 'M’opposer à la mesure'
}
addEventListener('load', () => {
  if (window.mesure) state(window.mesure.opposition())
})
opposition.addEventListener('click', () => state(window.mesure.opposition(!window.mesure.opposition())))
