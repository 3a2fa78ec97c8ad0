import type { ReportInput } from '@qitops/report';
import { sampleInput } from './sample-input.ts';

const BREAKOUTS = [
  '',
  '"',
  "'",
  '">',
  "'>",
  '</title>',
  '</script>',
  '</textarea>',
  '-->',
  ']]>',
  '</noscript>',
  '`',
  '\\"',
  '&quot;>',
];
const ACTIONS = [
  '<script>window.__ran=1</script>',
  '<img src=x onerror=window.__ran=1>',
  '<svg onload=window.__ran=1>',
  '<iframe srcdoc="<script>parent.__ran=1</script>">',
  '<a href="javascript:window.__ran=1" autofocus onfocus=window.__ran=1>x</a>',
  'javascript:window.__ran=1',
  'data:text/html,<script>window.__ran=1</script>',
  '\x24{window.__ran=1}',
  '{{constructor.constructor("window.__ran=1")()}}',
  '<math><mtext><style><img src=x onerror=window.__ran=1>',
  '<details open ontoggle=window.__ran=1>',
  '<body onpageshow=window.__ran=1>',
  '<object data="javascript:window.__ran=1">',
  '<link rel=stylesheet href="javascript:window.__ran=1">',
  '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=javascript:window.__ran=1">',
  '<form action="javascript:window.__ran=1"><button autofocus>',
  '<video><source onerror=window.__ran=1>',
  '<template><script>window.__ran=1</script></template>',
  '\u202e<script>window.__ran=1</script>\u0000',
  '<!--<script>window.__ran=1',
  '<!--qitops:noscript--><script>window.__ran=1</script>',
  '<!--qitops:data--><script>window.__ran=1</script>',
  "$&$`$'<script>window.__ran=1</script>",
  'constructor',
  '__proto__',
  '<x onclick=window.__ran=1 style="position:fixed;inset:0">',
  '<marquee onstart=window.__ran=1>',
  '<input onfocus=window.__ran=1 autofocus>',
  '<select onfocus=window.__ran=1 autofocus>',
  '<keygen autofocus onfocus=window.__ran=1>',
  '<isindex type=image src=x onerror=window.__ran=1>',
  '<embed src="javascript:window.__ran=1">',
  '<audio src onloadstart=window.__ran=1>',
  '<style>@import "javascript:window.__ran=1"</style>',
  '\u2028<script>window.__ran=1</script>',
];

/** 504 payloads: every way out of a context before every way to act. */
export const PAYLOADS: readonly string[] = BREAKOUTS.flatMap((breakout) =>
  ACTIONS.map((action) => breakout + action),
);

/** The sample with a payload in every text that comes from outside; ids, statuses and numbers stay. */
export function hostileInput(out: string): ReportInput {
  const input = sampleInput(out, 30);
  let next = 0;
  const payload = () => PAYLOADS[next++ % PAYLOADS.length]!;
  const { readSource: _, history, coverage, ...rest } = input;
  const poisoned = poison(structuredClone({ ...rest, coverage: null }), payload, '') as typeof rest;
  return {
    ...poisoned,
    repositoryUrl: 'https://github.com/example/shop"><script>window.__ran=1</script>',
    latest: poisoned.latest,
    history: {
      ...history,
      tests: history.tests.map((test) => ({
        ...test,
        name: payload(),
        suite: [payload(), payload()],
        file: payload(),
      })),
      runs: history.runs.map((run) => ({
        ...run,
        info: {
          ...run.info,
          sha: payload(),
          runId: payload(),
          job: payload(),
          cell: payload(),
          event: payload(),
        },
        messages: new Map([...run.messages.keys()].map((test) => [test, payload()])),
      })),
      skipped: PAYLOADS.slice(0, 40).map((key) => ({ key, reason: payload() })),
    },
    coverage: coverage && {
      sha: payload(),
      files: new Map(
        [...coverage.files.values()].map((file, index) => [
          PAYLOADS[index * 37]!,
          { ...file, path: PAYLOADS[index * 37]! },
        ]),
      ),
    },
    readSource: async () => PAYLOADS.join('\n'),
  };
}

const KEPT = new Set([
  'id',
  'status',
  'state',
  'verdict',
  'kind',
  'lane',
  'level',
  'framework',
  'trust',
  'startedAt',
  'shell',
  'out',
  'generatedAt',
  'ref',
  'key',
]);

function poison(value: unknown, payload: () => string, key: string): unknown {
  if (KEPT.has(key)) return value;
  if (typeof value === 'string') return payload();
  if (Array.isArray(value)) return value.map((item) => poison(item, payload, ''));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poison(item, payload, name)]));
}
