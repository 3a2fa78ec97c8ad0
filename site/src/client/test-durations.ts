import { chartFigure, color } from './chart.ts';
import { h } from './dom.ts';
import { duration, moment, shortSha } from './format.ts';
import { section } from './parts.ts';
import type { TestContext } from './test-context.ts';

/** How long it takes, run by run; medians of 16 runs before those. */
export function durationSection({ test, runs }: TestContext): HTMLElement | null {
  const { from, ms } = test.durations;
  const points = ms.flatMap((value, place) => (value < 0 ? [] : [{ run: from + place, ms: value }]));
  if (points.length < 2) return null;
  const sorted = points.map((point) => point.ms).sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  const change = test.slower
    ? ` It went from ${duration(test.slower.before)} to ${duration(test.slower.after)} at ${shortSha(runs[test.slower.run]!.sha)}.`
    : ' No lasting change was found.';
  const sentence = `Median ${duration(middle)}, from ${duration(sorted[0]!)} to ${duration(sorted.at(-1)!)} in the newest ${points.length} runs.${change}`;
  const older = test.medians.filter((value) => value >= 0);
  return section(
    'Duration',
    `${points.length} runs`,
    chartFigure(
      sentence,
      () => ({
        type: 'line',
        data: {
          labels: points.map((point) => moment(runs[point.run]!.startedAt)),
          datasets: [
            {
              label: 'Duration, ms',
              data: points.map((point) => point.ms),
              borderColor: color('good'),
              borderWidth: 1.5,
              pointRadius: 2,
              pointBackgroundColor: color('good'),
              tension: 0,
            },
          ],
        },
        options: {
          animation: false,
          responsive: true,
          maintainAspectRatio: false,
          plugins: { legend: { display: false } },
          scales: {
            x: {
              ticks: { color: color('quiet'), maxTicksLimit: 6, maxRotation: 0 },
              grid: { display: false },
            },
            y: {
              beginAtZero: true,
              ticks: { color: color('quiet'), callback: (value) => duration(Number(value)) },
              grid: { color: color('line') },
            },
          },
        },
      }),
      [
        { heading: 'Run', cell: (point) => moment(runs[point.run]!.startedAt) },
        { heading: 'Commit', cell: (point) => shortSha(runs[point.run]!.sha) },
        { heading: 'Duration', number: true, cell: (point) => duration(point.ms) },
      ],
      [...points].reverse(),
      'durations of the newest runs',
    ),
    older.length > 0
      ? h(
          'p',
          { class: 'note' },
          `Before those, the median of each 16 runs went from ${duration(older[0]!)} to ${duration(older.at(-1)!)}.`,
        )
      : null,
  );
}
