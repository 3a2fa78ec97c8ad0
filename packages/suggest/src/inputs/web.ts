import { quoted } from '../literal.ts';
import type { Mined } from '../source/shape.ts';

const ADDRESS = 'https://example.com';

/** Names that can stand before `=` in an address or before `:` in a header. */
function names(mined: Mined): string[] {
  const read = [...mined.strings, ...mined.keys].filter((text) => /^[a-z][\w-]{0,40}$/i.test(text));
  return [...new Set(read)].slice(0, 6);
}

/** `{ a: '1', 'b-c': '2' }`, of the names that the function asks for. */
function fields(all: readonly string[], value: (name: string, n: number) => string): string {
  const written = all.map(
    (name, n) => `${/^[a-z]\w*$/i.test(name) ? name : quoted(name)}: ${value(name, n)}`,
  );
  return `{ ${written.join(', ')} }`;
}

const text = (_: string, n: number): string => quoted(String(n + 1));

/** Source texts of `URL`s, simplest first. */
export function urls(mined: Mined): string[] {
  const query = names(mined).map((name, n) => `${name}=${n + 1}`);
  const addresses = [
    `${ADDRESS}/a`,
    `${ADDRESS}/a/b?${query.join('&') || 'c=1'}#d`,
    'http://user:secret@localhost:8080/',
    ...mined.strings.filter((each) => URL.canParse(each)).slice(0, 3),
  ];
  return addresses.map((address) => `new URL(${quoted(address)})`);
}

/** Source texts of `URLSearchParams`. */
export function searchParams(mined: Mined): string[] {
  const asked = names(mined);
  return [
    ...(asked.length > 0 ? [`new URLSearchParams(${fields(asked, text)})`] : []),
    "new URLSearchParams({ a: '1', b: '2' })",
    'new URLSearchParams()',
    ...asked.map((name) => `new URLSearchParams(${fields([name], () => "''")})`),
  ];
}

/** Source texts of `Headers`: with what the function asks for, one by one, and without. */
export function headers(mined: Mined): string[] {
  const asked = names(mined);
  return [
    ...(asked.length > 0 ? [`new Headers(${fields(asked, text)})`] : []),
    'new Headers()',
    "new Headers({ accept: 'text/html' })",
    ...asked.flatMap((name) =>
      ["'1'", "'10.0.0.1, 192.168.0.1'"].map((value) => `new Headers(${fields([name], () => value)})`),
    ),
  ];
}

/** Source texts of `Request`s: read with a query, written with JSON, and with what cannot be read. */
export function requests(mined: Mined): string[] {
  const asked = names(mined);
  const query = asked.map((name, n) => `${name}=${n + 1}`).join('&');
  const address = quoted(`${ADDRESS}/`);
  const posted = (body: string): string => `new Request(${address}, { method: 'POST', body: ${body} })`;
  return [
    `new Request(${address})`,
    ...(asked.length > 0
      ? [
          `new Request(${quoted(`${ADDRESS}/a?${query}`)})`,
          posted(`JSON.stringify(${fields(asked, text)})`),
          `new Request(${address}, { headers: ${fields(asked, text)} })`,
        ]
      : []),
    posted("'{}'"),
    posted("'no json'"),
  ];
}
