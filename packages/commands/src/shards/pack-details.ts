import { maskSecrets } from '@qitops/escape';
import type { AttemptDetails, AttemptTime, NamedValue, ShardDetails } from '@qitops/model';

/** Characters of traces, steps, outputs and texts that travel with one shard. */
const TOGETHER = 16 * 1024 * 1024;
/** The same of tests that passed at the first try. */
export const OF_PASSED = 1024 * 1024;

/** Packs what attempts left behind, masked, for as long as there is room: the first failures have theirs. */
export class DetailsPacker {
  #left: number;

  constructor(characters = TOGETHER) {
    this.#left = characters;
  }

  pack(of: AttemptDetails): ShardDetails {
    const { trace, steps, stdout, stderr, attachments } = of;
    if (!(trace || steps || stdout || stderr || attachments)) return {};
    const packed: ShardDetails = {
      ...text('trace', trace),
      ...(steps
        ? {
            steps: steps.map(({ name, message, ...step }) => ({
              ...step,
              name: maskSecrets(name),
              ...text('message', message),
            })),
          }
        : {}),
      ...text('stdout', stdout),
      ...text('stderr', stderr),
      ...(attachments
        ? {
            attachments: attachments.map(({ name, contentType, path, text: inside }) => ({
              name: maskSecrets(name),
              ...(contentType === undefined ? {} : { contentType }),
              path: path === null ? null : maskSecrets(path),
              ...text('text', inside),
            })),
          }
        : {}),
    };
    this.#left -= JSON.stringify(packed).length;
    return this.#left < 0 ? {} : packed;
  }
}

export function packTime({ startMs, worker }: AttemptTime): AttemptTime {
  return {
    ...(startMs === undefined ? {} : { startMs }),
    ...text('worker', worker?.slice(0, 200)),
  };
}

export function packValues(values: readonly NamedValue[]): NamedValue[] {
  return values.map(({ name, value }) => ({ name: maskSecrets(name), value: maskSecrets(value) }));
}

function text<K extends string>(key: K, value: string | undefined): { [key in K]?: string } {
  return value === undefined ? {} : ({ [key]: maskSecrets(value) } as { [key in K]: string });
}
