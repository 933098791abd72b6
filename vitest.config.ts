import { defineConfig } from 'vitest/config'

// Each test file has its own process: the embedded engine must not run in a worker thread.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], pool: 'forks', testTimeout: 60_000, hookTimeout: 60_000 },
})
