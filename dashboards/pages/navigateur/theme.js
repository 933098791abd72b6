// The reader's light or dark setting, put on the page before it is drawn (DSFR reads data-fr-theme). Paper is light.
const dark = matchMedia('(prefers-color-scheme: dark)')
const put = (theme) => document.documentElement.setAttribute('data-fr-theme', theme)
const apply = () => put(dark.matches ? 'dark' : 'light')
apply()
dark.addEventListener('change', apply)
addEventListener('beforeprint', () => put('light'))
addEventListener('afterprint', apply)
