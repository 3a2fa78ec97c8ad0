import { spawn } from 'node:child_process';
import { UserError } from '@qitops/model';

/** Settings that make git's output the same on every machine, whatever the user configured. */
const STABLE_CONFIG: Record<string, string> = {
  'core.quotepath': 'off',
  'safe.directory': '*',
  'diff.noprefix': 'false',
  'diff.mnemonicPrefix': 'false',
  'diff.renames': 'true',
  'diff.renameLimit': '2000',
  'diff.algorithm': 'myers',
  'diff.orderFile': '/dev/null',
  'diff.relative': 'false',
  'color.ui': 'false',
};

export interface GitResult {
  code: number;
  stdout: Buffer;
  stderr: string;
}

export interface GitOptions {
  input?: string | Uint8Array;
  env?: Record<string, string>;
}

/** Runs git in one folder with stable settings, never through a shell, never asking for a password. */
export class Git {
  readonly cwd: string;

  constructor(cwd: string) {
    this.cwd = cwd;
  }

  /** Runs git and returns its exit code and output whatever they are. */
  async run(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
    const settings = Object.entries(STABLE_CONFIG);
    const config: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
    settings.forEach(([key, value], index) => {
      config[`GIT_CONFIG_KEY_${index}`] = key;
      config[`GIT_CONFIG_VALUE_${index}`] = value;
    });
    const child = spawn('git', args, {
      cwd: this.cwd,
      env: { ...process.env, ...config, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    return new Promise((resolve, reject) => {
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('error', (error: NodeJS.ErrnoException) => {
        const what = error.code === 'ENOENT' ? 'git was not found' : `git could not start: ${error.message}`;
        reject(new UserError({ what, remedy: 'install git and put it on the PATH' }));
      });
      child.on('close', (code) => {
        resolve({ code: code ?? 1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') });
      });
      child.stdin.on('error', () => {
        // git closed its input early; its exit code says why
      });
      child.stdin.end(options.input ?? '');
    });
  }

  /** Output of a git command that must succeed. */
  async bytes(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
    const result = await this.run(args, options);
    if (result.code !== 0) throw gitError(args, result);
    return result.stdout;
  }

  /** Output as text without the last line break. */
  async text(args: readonly string[], options: GitOptions = {}): Promise<string> {
    return (await this.bytes(args, options)).toString('utf8').replace(/\n$/, '');
  }

  /** Output as text, or null when git says no. */
  async maybe(args: readonly string[]): Promise<string | null> {
    const result = await this.run(args);
    return result.code === 0 ? result.stdout.toString('utf8').trim() : null;
  }
}

function gitError(args: readonly string[], result: GitResult): UserError {
  const line = result.stderr.trim().split('\n').at(-1) ?? '';
  return new UserError({ what: `git ${args[0]} failed: ${line || `exit code ${result.code}`}` });
}
