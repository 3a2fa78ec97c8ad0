export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  message: string;
  file?: string;
  line?: number;
  title?: string;
}

const LEVELS = new Set(['error', 'warning', 'notice']);

/** The log of a job, read as the runner reads it: workflow commands do what they say. */
export class JobLog {
  readonly annotations: Annotation[] = [];
  readonly masks = new Set<string>();
  readonly #lines: string[] = [];
  #stopped: string | null = null;

  /** Everything that was printed, with masked values as `***`. */
  get text(): string {
    return this.#lines.join('\n');
  }

  /** Takes the output of one step. Returns the state that it saved by command. */
  take(output: string): Map<string, string> {
    const state = new Map<string, string>();
    for (const line of output.split(/\r?\n/)) {
      const command = this.#command(line);
      if (command) this.#carryOut(command, state);
      this.#lines.push(this.#masked(line));
    }
    this.#stopped = null;
    return state;
  }

  note(line: string): void {
    this.#lines.push(line);
  }

  #command(line: string): Command | null {
    const command = commandOf(line);
    if (this.#stopped === null) return command;
    if (command?.name === this.#stopped) this.#stopped = null;
    return null;
  }

  #carryOut({ name, properties, message }: Command, state: Map<string, string>): void {
    if (LEVELS.has(name)) {
      this.annotations.push({
        level: name as Annotation['level'],
        message,
        ...(properties.file ? { file: properties.file } : {}),
        ...(properties.line ? { line: Number(properties.line) } : {}),
        ...(properties.title ? { title: properties.title } : {}),
      });
    } else if (name === 'add-mask' && message !== '') this.masks.add(message);
    else if (name === 'stop-commands') this.#stopped = message;
    else if (name === 'save-state') state.set(properties.name ?? '', message);
  }

  #masked(line: string): string {
    let masked = line;
    for (const secret of this.masks) masked = masked.replaceAll(secret, '***');
    return masked;
  }
}

interface Command {
  name: string;
  properties: Record<string, string>;
  message: string;
}

/** The workflow command in a line: `::name k=v::message` at its start or the older `##[name k=v]message` anywhere. */
function commandOf(line: string): Command | null {
  const current = /^\s*::([\w-]+)(?: ([^:]*(?:%3A[^:]*)*))?::(.*)$/.exec(line);
  const found = current ?? /##\[([\w-]+)(?: ([^\]]*))?\](.*)$/.exec(line);
  if (!found) return null;
  const properties: Record<string, string> = {};
  for (const pair of (found[2] ?? '').split(/[,;]/)) {
    const at = pair.indexOf('=');
    if (at > 0)
      properties[pair.slice(0, at).trim()] = unescaped(pair.slice(at + 1))
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',');
  }
  return { name: found[1]!, properties, message: unescaped(found[3]!) };
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
