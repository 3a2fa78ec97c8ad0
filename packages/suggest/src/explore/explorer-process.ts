import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plainEnvironment } from '@qitops/execute';
import type { Answer, FromExplorer, Job } from './protocol.ts';

/** What came of a job: its answer, or how the process ended on it. */
export type Ended =
  | { kind: 'answer'; answer: Answer }
  | { kind: 'unloadable'; why: string }
  | { kind: 'gone'; how: 'crashed' | 'silent' | 'slow'; stderr: string };

/** Heap of a process; above the second it is not used for another job. */
const HEAP_MB = 1_024;
const WORN_BYTES = 512 * 1024 * 1024;
/** Wall time for a job, and without a sign of life: while its modules are loaded, and after. */
const TIMEOUT_MS = 60_000;
const LOADING_MS = 20_000;
const SILENT_MS = 4_000;
const STDERR_KEPT = 4_000;

/** A process that tries functions, one job after the other, without secrets, bounded in time and memory. */
export class ExplorerProcess {
  readonly #child: ChildProcess;
  #stderr = '';
  #settle: ((ended: Ended) => void) | null = null;
  #heard = 0;
  #silent = LOADING_MS;
  /** Aliases that it was told of. */
  readonly #told = new Set<string>();
  /** Whether another job can be given to it. */
  usable = true;

  constructor(cwd: string, env: Readonly<Record<string, string | undefined>>) {
    this.#child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${HEAP_MB}`, explorerPath()],
      {
        cwd,
        env: { ...plainEnvironment(env), NODE_ENV: 'test', CI: '1' },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        detached: process.platform !== 'win32',
        windowsHide: true,
      },
    );
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      if (this.#stderr.length < STDERR_KEPT) this.#stderr += chunk.toString();
    });
    this.#child.on('message', (message: FromExplorer) => this.#hear(message));
    this.#child.on('error', () => this.#end('crashed'));
    this.#child.on('exit', () => this.#end('crashed'));
  }

  /** One at a time. */
  async run(job: Job): Promise<Ended> {
    this.#stderr = '';
    const began = performance.now();
    this.#heard = began;
    this.#silent = LOADING_MS;
    const watch = setInterval(() => {
      const now = performance.now();
      if (now - began > TIMEOUT_MS) this.#end('slow');
      else if (now - this.#heard > this.#silent) this.#end('silent');
    }, 100);
    try {
      return await new Promise((resolve) => {
        this.#settle = resolve;
        if (!this.usable) this.#end('crashed');
        else this.#child.send({ job: this.#shortened(job) }, (error) => error && this.#end('crashed'));
      });
    } finally {
      clearInterval(watch);
    }
  }

  /** The job without what an earlier one told it. */
  #shortened(job: Job): Job {
    const aliases = job.aliases.filter(([from, specifier]) => !this.#told.has(`${from} ${specifier}`));
    for (const [from, specifier] of aliases) this.#told.add(`${from} ${specifier}`);
    return { ...job, aliases };
  }

  /** Ends it and all that it started. */
  stop(): void {
    this.usable = false;
    const { pid } = this.#child;
    if (pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // already gone
    }
  }

  #hear(message: FromExplorer): void {
    this.#heard = performance.now();
    if (message.kind === 'loaded') this.#silent = SILENT_MS;
    else if (message.kind === 'answer') {
      if (message.heap > WORN_BYTES) this.stop();
      this.#give({ kind: 'answer', answer: message.answer });
    } else if (message.kind === 'unloadable') this.#give(message);
  }

  #end(how: 'crashed' | 'silent' | 'slow'): void {
    this.stop();
    this.#give({ kind: 'gone', how, stderr: this.#stderr });
  }

  #give(ended: Ended): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(ended);
  }
}

/** Beside a bundle the explorer lies as compiled JavaScript; from source it is this folder's. */
function explorerPath(): string {
  const bundled = join(dirname(process.argv[1] ?? '.'), 'explorer', 'explorer.js');
  if (existsSync(bundled)) return bundled;
  return join(
    import.meta.dirname,
    'process',
    `explorer${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`,
  );
}
