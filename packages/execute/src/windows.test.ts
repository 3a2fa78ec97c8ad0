import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { endGroup } from './end-group.ts';

/** What `cross-spawn` makes of a command, as it does on Windows. */
interface Parsed {
  command: string;
  args: string[];
  options: { windowsVerbatimArguments?: boolean };
}

const here = process.platform;
const scratch = mkdtempSync(join(tmpdir(), 'qitops-windows-'));
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: here });
  rmSync(scratch, { recursive: true, force: true });
});

describe('on Windows', () => {
  it('a command that npm put there as `.cmd` goes through cmd.exe, nothing in its arguments acting there', async () => {
    mkdirSync(scratch, { recursive: true });
    const shim = join(scratch, 'vitest.cmd');
    writeFileSync(shim, '@node "%~dp0\\vitest.mjs" %*');
    chmodSync(shim, 0o755);
    Object.defineProperty(process, 'platform', { value: 'win32' });
    vi.resetModules();
    const { default: spawn } = (await import('cross-spawn')) as unknown as {
      default: { _parse: (command: string, args: string[], options: object) => Parsed };
    };
    const parsed = spawn._parse(shim, ['run', 'a & calc.exe', '%PATH%'], { env: { comspec: 'cmd.exe' } });
    expect(parsed.command).toBe('cmd.exe');
    expect(parsed.options.windowsVerbatimArguments).toBe(true);
    expect(parsed.args.slice(0, 3)).toEqual(['/d', '/s', '/c']);
    // every sign that cmd.exe would act on has its escape
    expect(parsed.args[3]).toMatch(/\^&\^ calc/);
    expect(parsed.args[3]).not.toMatch(/(?<!\^)[&%]/);
  });
  it('a process that took too long ends with all that it started', () => {
    const started: string[] = [];
    const kill = vi.fn((): true => true);
    endGroup(42, 'SIGTERM', { platform: 'win32', kill }, (command, args) =>
      started.push([command, ...args].join(' ')),
    );
    expect(started).toEqual(['taskkill /pid 42 /t /f']);
    expect(kill).not.toHaveBeenCalled();
    endGroup(42, 'SIGTERM', { platform: 'linux', kill });
    expect(kill).toHaveBeenCalledWith(-42, 'SIGTERM');
  });
});
