/** Values that are almost the same. */
export function near(source: string): string[] {
  const changes = [
    source.replace(/\d+/, (digits) => String(Number(digits) + 1)),
    source.replace(/'(\w*)'/, "'$1x'"),
    source.replace('{ a:', '{ b:'),
    source.replace(/, [^,[\]{}()]+\]/, ']'),
    source.replace(/([^[\s])\]/, '$1, 9]'),
    source.replace(/(\w) \}/, '$1, z: 1 }'),
    source.replace(/^\/a\/g$/, '/a/i'),
    source.replace(/^new Error/, 'new TypeError'),
    source.replace('true', 'false'),
    source.replace(/\[(\S+), (\S+)\]$/, '[$2, $1]'),
    source.replace(/(\{ )(\w+: [^,{}]+), (\w+: [^,{}]+)( \})/, '$1$3, $2$4'),
    source.replace(/^new (\w+)\(\[/, 'new $1([0, '),
    source.replace(/(\w+)\]\)$/, '$1, 7])'),
    source.replace(/^(-?[\d.]+n?|NaN|'[^']*')$/, 'Object($1)'),
    source.replace(/\{ (\w+):/, '{ $1: { x: 1 }, y:'),
    source.replace(/: (\d+) \}/, ': undefined }'),
  ];
  return [...new Set(changes)].filter((each) => each !== source);
}
