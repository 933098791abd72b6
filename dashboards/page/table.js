// Tables of the DSFR, redrawn only when what they say changed: scroll, focus and selection of the reader stay.

export const element = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties)
  node.append(...children)
  return node
}

/** Puts `next` where `holder` has its content, unless it is the same. */
export const show = (holder, ...next) => {
  const wanted = element('div', {}, ...next)
  const same =
    wanted.childNodes.length === holder.childNodes.length &&
    [...wanted.childNodes].every((node, i) => node.isEqualNode(holder.childNodes[i]))
  if (!same) holder.replaceChildren(...wanted.childNodes)
}

const CLASSES = { head: 'tete', number: 'nombre', text: '', long: 'long' }

const cell = ({ value, type = 'number' }, row) =>
  type === 'head'
    ? element('th', { scope: 'row', className: CLASSES[type] }, value(row))
    : element('td', { className: CLASSES[type] }, value(row))

const heading = ({ title, type = 'number' }) => element('th', { scope: 'col', className: CLASSES[type] }, title)

/**
 * Columns are `{ title, value: (row) => text or node, type: 'head' | 'number' | 'text' | 'long' }`. The region around the table
 * scrolls by itself and takes the focus, so that it can be scrolled from the keyboard.
 */
export const drawTable = (holder, caption, columns, rows, empty = 'Aucune ligne.') => {
  if (rows.length === 0) return show(holder, element('p', {}, empty))
  const table = element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...columns.map(heading))),
    element('tbody', {}, ...rows.map((row) => element('tr', {}, ...columns.map((column) => cell(column, row))))),
  )
  const drawn = holder.querySelector('table')
  if (drawn === null) return holder.replaceChildren(region(table, caption))
  if (drawn.isEqualNode(table)) return
  holder.querySelector('.fr-table__container').ariaLabel = caption
  drawn.replaceWith(table)
}

const region = (table, caption) => {
  const container = element('div', {
    className: 'fr-table__container',
    tabIndex: 0,
    role: 'region',
    ariaLabel: caption,
  })
  container.append(element('div', { className: 'fr-table__content' }, table))
  return element('div', { className: 'fr-table__wrapper' }, container)
}

/** The first rows in sight, the others in a part to unfold. */
const TOP = 10
export const drawTop = (name, caption, columns, rows, empty) => {
  const holder = (suffix) => document.getElementById(`${name}-${suffix}`)
  drawTable(holder('tableau'), caption, columns, rows.slice(0, TOP), empty)
  const rest = rows.slice(TOP)
  holder('suite').hidden = rest.length === 0
  if (rest.length > 0) drawTable(holder('suite-tableau'), `${caption}, suite`, columns, rest)
}
