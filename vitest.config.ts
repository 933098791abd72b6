import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestCase, type TestModule, type TestSpecification } from 'vitest/node'

/** Closes the run with one plain line that any machine can read. */
const closingLine = {
  onTestRunEnd: (modules: readonly TestModule[], errors: readonly unknown[]) => {
    const tests = modules.flatMap((module): TestCase[] => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    // A file that could not be read, or an error outside of any test, fails the run though no test of its own did.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length
    for (const test of tests.filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)) {
      process.stdout.write(`tried again: ${test.module.relativeModuleId} > ${test.fullName}\n`)
      // Those of every try, also where the last one passed.
      for (const { stack, message } of test.result().errors ?? []) process.stdout.write(`${stack ?? message}\n`)
    }
    process.stdout.write(
      `\n${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped\n`,
    )
  },
}

/** Files that take or wait long, the longest first: begun last, each would keep the run waiting alone. */
const LONG = [
  'kafka-outage',
  'proof',
  'cli',
  'narrow',
  'report',
  'page',
  'kafka',
  'backup',
  'store-http',
  'proof-cluster',
  'operations',
  'figures',
  'tag-hostile',
  'grafana-queries',
  'tag-device',
  'periods',
  'grafana',
  'doctor',
  'verdicts',
  'lease',
  'compose',
  'clock-jumps',
  'kafka-access',
  'orphan',
].map((name) => `/${name}.test.ts`)

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((end) => moduleId.endsWith(end))
      return at === -1 ? LONG.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/prepared.ts'],
    // A process a file: the embedded engine must not run in a worker thread, and holds one folder a process.
    pool: 'forks',
    // One more than the cores of a small machine: half of the time of a test is spent waiting for a process, a disk or a page.
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    // Real browsers, brokers and processes on two shared cores: a test that fails there is tried once more, and named at the end.
    retry: process.env.CI === 'true' ? 1 : 0,
    // What is waited for comes at once on a free machine; a busy one is given its time.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 60_000,
    reporters: ['default', closingLine],
  },
})
