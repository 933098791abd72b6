// What the one file of ECharts exports is what its modules do; the package declares it for those alone.
declare module 'echarts/dist/echarts.esm.min.mjs' {
  export * from 'echarts'
}
