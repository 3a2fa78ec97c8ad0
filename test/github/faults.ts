/** Something that goes wrong with a request. */
export type Fault =
  /** The server answers with an error; nothing was done. */
  | { kind: 'status'; status: 500 | 502 | 503 }
  | { kind: 'too-many'; retryAfter: number }
  | { kind: 'secondary-limit'; retryAfter: number }
  | { kind: 'primary-limit'; resetInSeconds: number }
  /** The connection breaks before the request is looked at. */
  | { kind: 'reset' }
  /** The request is carried out, and answered, after so many ms. */
  | { kind: 'slow'; ms: number }
  /** Something happens when the request has been answered and before the next one comes. */
  | { kind: 'then'; happens: () => void }
  /** The request is carried out and then the connection breaks, or an error is answered. */
  | { kind: 'lost'; as: 'reset' | 502 };

interface Planned {
  method: string;
  path: RegExp;
  fault: Fault;
  times: number;
  /** Matching requests that pass before the fault. */
  after: number;
}

/** Which requests will fail, and how. */
export class FaultPlan {
  readonly #planned: Planned[] = [];

  /** Lets the next `times` requests of a method whose path matches fail, after `after` that do not. */
  add(method: string, path: RegExp, fault: Fault, { times = 1, after = 0 } = {}): void {
    this.#planned.push({ method, path, fault, times, after });
  }

  /** Lets everything go well again. */
  clear(): void {
    this.#planned.length = 0;
  }

  /** The fault of this request, if it has one; counts it. */
  take(method: string, path: string): Fault | null {
    for (const planned of this.#planned) {
      if (planned.method !== method || !planned.path.test(path)) continue;
      if (planned.after > 0) planned.after -= 1;
      else if (planned.times > 0) {
        planned.times -= 1;
        return planned.fault;
      }
    }
    return null;
  }
}
