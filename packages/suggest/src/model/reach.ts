import { type Checkout, importSpecifiers, resolveImport } from '@qitops/repository';

/** Packages that compute and act on nothing outside. */
const PURE_PACKAGES = new Set([
  ...['clsx', 'date-fns', 'dayjs', 'decimal.js', 'es-toolkit', 'fp-ts', 'immer', 'lodash', 'lodash-es'],
  ...['luxon', 'mathjs', 'ramda', 'remeda', 'semver', 'tiny-invariant', 'tslib', 'valibot', 'yup', 'zod'],
]);
/** Node's modules that compute and act on nothing outside. */
const PURE_BUILTINS = new Set([
  'assert',
  'buffer',
  'path',
  'path/posix',
  'punycode',
  'querystring',
  'string_decoder',
  'url',
  'util',
]);

/** Ways to the outside that need no import; reading `process.env` is one that the gate's empty environment answers. */
const OUTSIDE =
  /\bfetch\s*\(|\bXMLHttpRequest\b|\bWebSocket\b|\bEventSource\b|\bsendBeacon\b|\bglobalThis\b|\beval\s*\(|\bnew\s+Function\b|\bimport\s*\((?!\s*['"])|\brequire\s*\((?!\s*['"])|\bgetBuiltinModule\b|\bDeno\b|\bBun\b|\bprocess\b(?!\.env\b)/;

/** Most modules that are looked at. */
const MOST = 200;

/**
 * Why code of a module can act on the outside (files, network, processes), so that a proposed call of it is not run;
 * null = nothing that it imports, directly or not, can. What cannot be told counts as acting.
 */
export async function actsOutside(checkout: Checkout, head: string, module: string): Promise<string | null> {
  const files = new Set(await checkout.files(head));
  const seen = new Set([module]);
  for (const path of seen) {
    if (seen.size > MOST) return `it reaches more than ${MOST} modules`;
    const text = (await checkout.fileAt(head, path)) ?? '';
    const way = OUTSIDE.exec(text)?.[0];
    if (way) return `${path} may act outside (${way.trim()})`;
    for (const specifier of importSpecifiers(text)) {
      const file = resolveImport(path, specifier, files);
      if (file) seen.add(file);
      else if (!isPure(specifier)) return `${path} uses ${specifier}, which may act outside`;
    }
  }
  return null;
}

function isPure(specifier: string): boolean {
  if (PURE_BUILTINS.has(specifier.replace(/^node:/, ''))) return true;
  const name = specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : specifier.split('/')[0]!;
  return PURE_PACKAGES.has(name);
}
