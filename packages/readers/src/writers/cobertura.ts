import { posix } from 'node:path';
import { armsOf, type FileCoverage } from '@qitops/model';
import { attribute } from './xml-text.ts';

/** Covered and all lines, covered and all arms of branches. */
interface Sums {
  lines: [covered: number, total: number];
  branches: [covered: number, total: number];
}

/**
 * Coverage as Cobertura (coverage-04.dtd), as GitHub's coverage upload and other tools read it: a package a folder, a
 * class a file, paths from the root of the repository. Rates of nothing are 1, as its own writer has them.
 * @param at milliseconds since 1970.
 */
export function toCobertura(files: ReadonlyMap<string, FileCoverage>, at: number): string {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const packages = Map.groupBy(sorted, ([path]) => posix.dirname(path));
  const bodies = [...packages].map(([folder, own]) => packageXml(folder, own));
  const sums = total(bodies.map(({ sums: each }) => each));
  const [covered, valid] = sums.lines;
  const [arms, allArms] = sums.branches;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">',
    `<coverage${rates(sums)} lines-covered="${covered}" lines-valid="${valid}" branches-covered="${arms}" branches-valid="${allArms}" complexity="0" version="qitops" timestamp="${at}">`,
    '  <sources>\n    <source>.</source>\n  </sources>',
    '  <packages>',
    ...bodies.map(({ xml }) => xml),
    '  </packages>',
    '</coverage>',
    '',
  ].join('\n');
}

function packageXml(
  folder: string,
  files: readonly (readonly [string, FileCoverage])[],
): { xml: string; sums: Sums } {
  const classes = files.map(([path, file]) => classXml(path, file));
  const sums = total(classes.map(({ sums: each }) => each));
  const name = attribute(folder === '.' ? '' : folder.replaceAll('/', '.'));
  const xml = [
    `    <package name="${name}"${rates(sums)} complexity="0">`,
    '      <classes>',
    ...classes.map((each) => each.xml),
    '      </classes>',
    '    </package>',
  ].join('\n');
  return { xml, sums };
}

function classXml(path: string, { lines, branches }: FileCoverage): { xml: string; sums: Sums } {
  const sums: Sums = { lines: [0, lines.line.length], branches: [0, 0] };
  const rows: string[] = [];
  lines.line.forEach((line, i) => {
    const hits = lines.hits[i]!;
    if (hits > 0) sums.lines[0] += 1;
    const arms = armsOf(branches, line);
    if (arms) {
      sums.branches[0] += arms.covered;
      sums.branches[1] += arms.total;
    }
    const branch = arms
      ? ` branch="true" condition-coverage="${Math.floor((100 * arms.covered) / arms.total)}% (${arms.covered}/${arms.total})"`
      : ' branch="false"';
    rows.push(`            <line number="${line}" hits="${hits}"${branch}/>`);
  });
  const name = attribute(posix.basename(path));
  const xml = [
    `        <class name="${name}" filename="${attribute(path)}"${rates(sums)} complexity="0">`,
    '          <methods/>',
    '          <lines>',
    ...rows,
    '          </lines>',
    '        </class>',
  ].join('\n');
  return { xml, sums };
}

function total(all: readonly Sums[]): Sums {
  const sums: Sums = { lines: [0, 0], branches: [0, 0] };
  for (const { lines, branches } of all)
    for (const at of [0, 1] as const) {
      sums.lines[at] += lines[at];
      sums.branches[at] += branches[at];
    }
  return sums;
}

function rates({ lines, branches }: Sums): string {
  const rate = ([covered, all]: [number, number]): string => (all === 0 ? '1' : (covered / all).toFixed(4));
  return ` line-rate="${rate(lines)}" branch-rate="${rate(branches)}"`;
}
