// The reader's light or dark setting, put on the page before it is drawn (DSFR reads data-fr-theme).
const dark = matchMedia('(prefers-color-scheme: dark)')
const apply = () => document.documentElement.setAttribute('data-fr-theme', dark.matches ? 'dark' : 'light')
apply()
dark.addEventListener('change', apply)
