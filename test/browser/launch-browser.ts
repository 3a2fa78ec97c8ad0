import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = [
  process.env.CHROME_PATH,
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

export const NO_BROWSER =
  'There is no browser to test with: install Chrome or set CHROME_PATH (on Linux x64 one comes with the packages).';

/** Whether {@link launchBrowser} has something to launch. */
export function hasBrowser(): boolean {
  return installed() !== null || isPacked();
}

/**
 * Starts a headless Chrome: the one installed or named by CHROME_PATH, else on Linux x64 the one that the npm
 * packages bring. Throws {@link NO_BROWSER} when there is none.
 * @param more further arguments of the browser.
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const path = installed();
  if (path)
    return chromium.launch({
      executablePath: path,
      args: ['--no-sandbox', '--force-color-profile=srgb', ...more],
    });
  if (!isPacked()) throw new Error(NO_BROWSER);
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--font-render-hinting=none',
      '--force-color-profile=srgb',
      ...more,
    ],
    env: {
      ...process.env,
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
    },
  });
}

function installed(): string | null {
  return INSTALLED.find((path) => path !== undefined && existsSync(path)) ?? null;
}

function isPacked(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** The packed browser with its fonts and libraries, unpacked once a version and machine. */
async function unpacked(): Promise<string> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@sparticuz/chromium');
  const version: string = require(join(entry, '../../package.json')).version;
  const folder = join(tmpdir(), `qitops-chromium-${version}`);
  if (existsSync(join(folder, 'chromium'))) {
    writeFileSync(join(folder, 'fonts.conf'), fontsOf(folder));
    return folder;
  }
  const fresh = mkdtempSync(join(tmpdir(), 'qitops-chromium-'));
  const before = process.env.TMPDIR;
  try {
    // The package unpacks into the temporary folder; its own place keeps two processes apart.
    process.env.TMPDIR = fresh;
    const { default: packed, inflate } = await import('@sparticuz/chromium');
    await packed.executablePath();
    await inflate(join(entry, '../../bin/al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  mkdirSync(join(fresh, 'font-cache'), { recursive: true });
  writeFileSync(join(fresh, 'fonts.conf'), fontsOf(folder));
  try {
    renameSync(fresh, folder);
  } catch {
    // Another process was first; its copy is the same.
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Which fonts there are, and which stand for those of other systems: without a word any monospaced one would do. */
function fontsOf(folder: string): string {
  const stand = (family: string, font: string) =>
    `<match target="pattern"><test name="family"><string>${family}</string></test><edit name="family" mode="assign" binding="strong"><string>${font}</string></edit></match>`;
  return [
    '<?xml version="1.0"?><fontconfig>',
    `<dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/font-cache</cachedir>`,
    stand('sans-serif', 'Open Sans'),
    ...['ui-monospace', 'monospace'].map((family) => stand(family, 'DejaVu Sans Mono')),
    // the browser asks for the font of the system without a name
    '<match target="pattern"><edit name="family" mode="append_last"><string>Open Sans</string></edit></match>',
    '</fontconfig>',
  ].join('');
}
