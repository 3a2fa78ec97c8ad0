import { maskSecrets } from '@qitops/escape';
import { CONFIG_DEFAULTS, type Config, configKeys, offsetOf, type SiteConfigLine } from '@qitops/model';
import { LineCounter, parseDocument, stringify } from 'yaml';
import type { ConfigFile } from './config.ts';

/** Characters of a value that are told. */
const SHOWN = 400;

/** Every key of `qitops.yml` as it holds: what the file sets with its line, else the default in words. */
export function configLines(config: Config, file: ConfigFile | null): SiteConfigLine[] {
  const lines = new LineCounter();
  const document = parseDocument(file?.text ?? '', { lineCounter: lines, prettyErrors: false });
  const lineAt = (path: readonly PropertyKey[]): string =>
    `${file?.path}:${lines.linePos(offsetOf(document, path)).line}`;
  return configKeys().flatMap((path): SiteConfigLine[] => {
    const key = path.join('.');
    const value = valueAt(config, path);
    if (value === undefined) return [{ key, value: CONFIG_DEFAULTS[key] ?? 'not set', from: null }];
    if (!isListOfObjects(value)) return [{ key, value: told(key, value), from: lineAt(path) }];
    return value.map((item, at) => ({
      key: `${key}[${at}]`,
      value: told(key, item),
      from: lineAt([...path, at]),
    }));
  });
}

function valueAt(config: Config, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    config as unknown,
  );
}

function isListOfObjects(value: unknown): value is object[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object');
}

/** A value as YAML in one line, without what looks like a credential and without addresses of people. */
function told(key: string, value: unknown): string {
  const text = typeof value === 'string' ? value : oneLine(value);
  const masked = maskSecrets(key === 'suggest.author' ? text.replace(/ <.*>$/, '') : text);
  return masked.length > SHOWN ? `${masked.slice(0, SHOWN)} …` : masked;
}

function oneLine(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}
