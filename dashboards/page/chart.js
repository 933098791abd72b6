// Bars by week, drawn by ECharts on a canvas in the colours of the theme. What they say is also in the table below each.
/* global echarts */
import { number, short, shortDay, weekName } from './french.js'
import { element, show } from './table.js'

const drawn = new Map()
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** Hatched: the week is not over. */
const hatched = () => ({
  opacity: 0.7,
  decal: {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [3, 3],
    rotation: Math.PI / 4,
    color: token('--background-default-grey'),
  },
})

/** `series`: `{ name, color, values }`, one value a week; `color` is a DSFR token. Side by side bars are laid on one another. */
export const drawWeeks = (id, { weeks, running, series, stacked, sentence }) => {
  const holder = document.getElementById(id)
  const key = JSON.stringify([document.documentElement.dataset.frTheme, weeks, running, series])
  if (drawn.get(id)?.key === key) return
  holder.ariaLabel = sentence
  const chart = drawn.get(id)?.chart ?? openChart(holder)
  drawn.set(id, { key, chart })
  chart.setOption(options({ weeks, running, series, stacked }), { notMerge: true })
}

const openChart = (holder) => {
  const chart = echarts.init(holder)
  new ResizeObserver(() => chart.resize()).observe(holder)
  return chart
}

const options = ({ weeks, running, series, stacked }) => {
  const text = { color: token('--text-mention-grey'), fontFamily: 'Marianne, arial, sans-serif', fontSize: 12 }
  const line = { lineStyle: { color: token('--border-default-grey') } }
  return {
    animation: false,
    textStyle: text,
    grid: { left: 4, right: 14, top: 12, bottom: 10 },
    xAxis: {
      type: 'category',
      data: weeks,
      axisLabel: { ...text, formatter: shortDay, hideOverlap: true },
      axisTick: { show: false },
      axisLine: line,
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { ...text, formatter: short }, splitLine: line },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      confine: true,
      transitionDuration: 0,
      backgroundColor: token('--background-overlap-grey'),
      borderColor: token('--border-default-grey'),
      textStyle: { ...text, color: token('--text-default-grey') },
      formatter: (bars) => tooltip(weeks[bars[0].dataIndex], bars, running, stacked),
    },
    series: series.map(({ name, color, values }) => ({
      name,
      type: 'bar',
      ...(stacked ? { stack: 'visites' } : { barGap: '-100%' }),
      barMaxWidth: 40,
      barCategoryGap: '25%',
      itemStyle: {
        color: token(color),
        borderColor: token('--background-default-grey'),
        borderWidth: stacked ? 0.5 : 0,
      },
      data: values.map((value, i) => (weeks[i] === running ? { value, itemStyle: hatched() } : value)),
    })),
  }
}

/** A node, not a text of HTML: the page's security policy refuses styles written in HTML. */
const tooltip = (week, bars, running, stacked) =>
  element(
    'div',
    {},
    element('strong', {}, weekName(week) + (week === running ? ', en cours' : '')),
    element(
      'ul',
      { className: 'bulle' },
      ...[...bars].reverse().map(({ seriesName, value }) => element('li', {}, `${seriesName} : ${number(value)}`)),
      ...(stacked ? [element('li', {}, `Total : ${number(bars.reduce((sum, { value }) => sum + value, 0))}`)] : []),
    ),
  )

export const drawLegend = (id, series, running) => {
  const items = series.map(({ name, color }) => {
    const mark = element('span', { className: 'puce', ariaHidden: 'true' })
    mark.style.backgroundColor = `var(${color})`
    return element('li', {}, mark, name)
  })
  const hatch = element(
    'li',
    {},
    element('span', { className: 'puce puce--hachures', ariaHidden: 'true' }),
    'Semaine en cours',
  )
  show(document.getElementById(id), ...items, ...(running === undefined ? [] : [hatch]))
}
