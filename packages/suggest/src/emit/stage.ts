import type { Pick } from '../choose.ts';
import { quoted } from '../literal.ts';
import type { Subject } from './emit.ts';
import { BEGINNING, type Staging } from './staging.ts';

/** Sets time and chance before each call, as the call found them when it was tried. */
export class Stage {
  readonly #staging: Staging | null;
  #used = false;
  #stopped = false;
  #chance: string | null = null;
  readonly #globals = new Map<string, string>();

  readonly #doubles: NonNullable<Subject['doubles']>;
  #environment = false;

  constructor(staging: Staging | null, doubles: Subject['doubles'] = []) {
    this.#staging = staging;
    this.#doubles = doubles;
  }

  /** Lines at the head of the `describe`. */
  get before(): string[] {
    if (!this.isUsed || !this.#staging) return [];
    const { remember, restore, undo } = this.#staging;
    return [
      ...(this.#environment ? remember : []),
      'afterEach(() => {',
      ...[...undo, ...(this.#environment ? restore : [])].map((line) => `  ${line}`),
      '});',
    ];
  }

  get isUsed(): boolean {
    return this.#used || this.#stopped || this.#chance !== null;
  }

  set({ observation: { scenario, seen } }: Pick): string[] {
    const staging = this.#staging;
    if (!staging) return [];
    const lines: string[] = [];
    const globals = Object.entries(scenario.globals ?? {});
    if (
      globals.length !== this.#globals.size ||
      globals.some(([name, value]) => this.#globals.get(name) !== value)
    ) {
      // others than for the call before: all as it was first
      if (this.isUsed) lines.push(...staging.undo);
      this.#globals.clear();
      this.#stopped = false;
      this.#chance = null;
      for (const [name, value] of globals) {
        this.#globals.set(name, value);
        lines.push(...staging.global(name, value));
      }
      this.#used ||= lines.length > 0;
    }
    for (const [name, value] of Object.entries(scenario.env ?? {})) {
      this.#used = true;
      this.#environment = true;
      lines.push(staging.variable(name, value === null ? null : quoted(value)));
    }
    for (const [key, source] of Object.entries(scenario.doubles ?? {})) {
      const double = this.#doubles.find((each) => `${each.specifier} ${each.name}` === key);
      if (double && staging.doubling) lines.push(staging.doubling.set(double.local, source));
    }
    if (seen.uses.includes('clock') || seen.uses.includes('timers')) {
      lines.push(...staging.clock(BEGINNING, this.#stopped));
      this.#stopped = true;
    }
    const chance = String(scenario.chance ?? 0.5);
    if (seen.uses.includes('chance') && chance !== this.#chance) {
      lines.push(...staging.chance(chance, this.#chance !== null));
      this.#chance = chance;
    }
    return lines;
  }
}
