import { type Evidence, evidence } from '@qitops/model';

/** A text file of the repository with the means to say where in it something stands. */
export class Manifest {
  readonly path: string;
  readonly text: string;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Evidence that quotes the first line that holds `needle`; the file itself when none does. */
  quote(needle: string, kind = 'manifest'): Evidence {
    const lines = this.text.split('\n');
    const index = lines.findIndex((line) => line.includes(needle));
    if (index < 0) return evidence(kind, this.path, { path: this.path });
    return evidence(kind, lines[index]!.trim().slice(0, 200), { path: this.path, line: index + 1 });
  }
}

/** A detected value. */
export interface Detected<T> {
  value: T;
  confidence: number;
  evidence: Evidence[];
}

export function detected<T>(value: T, confidence: number, ...found: Evidence[]): Detected<T> {
  return { value, confidence, evidence: found };
}
