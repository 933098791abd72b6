// What the plan's page does not need: the reader's dark setting, but on paper, and a button that copies each example.
const dark = matchMedia('(prefers-color-scheme: dark)')
const put = (theme) => document.documentElement.setAttribute('data-fr-theme', theme)
const apply = () => put(dark.matches ? 'dark' : 'light')
apply()
dark.addEventListener('change', apply)
addEventListener('beforeprint', () => put('light'))
addEventListener('afterprint', apply)

/** A browser gives the clipboard to secure pages only. */
if (navigator.clipboard) {
  for (const figure of document.querySelectorAll('.exemple')) {
    const button = document.createElement('button')
    const say = (text) => {
      button.textContent = text
    }
    button.type = 'button'
    button.className = 'fr-btn fr-btn--sm fr-btn--tertiary-no-outline'
    button.setAttribute('aria-live', 'polite')
    say('Copier')
    button.addEventListener('click', () =>
      navigator.clipboard.writeText(figure.querySelector('code').textContent).then(
        () => say('Copié'),
        () => say('Copie refusée'),
      ),
    )
    figure.append(button)
  }
}
