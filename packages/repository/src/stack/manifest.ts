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
    const offset = needle === '' ? -1 : this.text.indexOf(needle);
    return offset < 0 ? evidence(kind, this.path, { path: this.path }) : this.at(offset, kind);
  }

  /** Evidence that quotes the first line that a pattern matches; null when none does. */
  find(pattern: RegExp, kind = 'manifest'): Evidence | null {
    const offset = this.text.search(pattern);
    return offset < 0 ? null : this.at(offset, kind);
  }

  /** Evidence that quotes the line at an offset. */
  at(offset: number, kind = 'manifest'): Evidence {
    const start = this.text.lastIndexOf('\n', offset - 1) + 1;
    const end = this.text.indexOf('\n', offset);
    const line = this.text.slice(0, offset).split('\n').length;
    const quote = this.text.slice(start, end < 0 ? undefined : end).trim();
    return evidence(kind, quote.slice(0, 200), { path: this.path, line });
  }
}

/** Evidence that a file is there. */
export function presence(path: string, weight?: number): Evidence {
  return { ...evidence('file', path, { path }), ...(weight === undefined ? {} : { weight }) };
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
