import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';

export type Mapping = Readonly<Record<string, unknown>>;

/** A step of a job, or of a composite action that it uses. */
export interface WorkflowStep {
  /** File that it stands in: the workflow's, or that of a local composite action. */
  path: string;
  /** First and last line, 1-based. */
  line: number;
  endLine: number;
  uses: string | null;
  run: string | null;
  /** Line that the text of `run` begins on. */
  runLine: number;
  with: Mapping;
  env: Mapping;
  /** The step's, else the default of its job or workflow; relative to the repository root, `*` for what a run decides. */
  workingDirectory: string;
  if: string | null;
}

/** A container beside a job's steps, as the file has it. */
export interface WorkflowService {
  name: string;
  image: string | null;
  ports: unknown;
  env: Mapping;
  options: string | null;
  line: number;
}

export interface WorkflowJob {
  id: string;
  /** Of its id. */
  line: number;
  endLine: number;
  name: string | null;
  if: string | null;
  needs: string[];
  /** Null when the job says none; then the workflow's hold. */
  permissions: Permissions | null;
  env: Mapping;
  /** What stands under `strategy.matrix`; undefined without a matrix. */
  matrix: unknown;
  services: WorkflowService[];
  steps: WorkflowStep[];
  /** The reusable workflow that it calls. */
  uses: string | null;
}

/** Scopes with their level; `all` for `read-all` and `write-all`. */
export type Permissions = Readonly<Record<string, string>>;

export interface WorkflowFile {
  path: string;
  text: string;
  name: string | null;
  /** Events with what stands under them. */
  on: Mapping;
  permissions: Permissions | null;
  env: Mapping;
  jobs: WorkflowJob[];
  /** Why it could not be read whole; null when it could. */
  problem: string | null;
}

/** Reads a GitHub workflow with the lines of what is in it. A text that is none has a problem and no jobs. */
export function readWorkflow(path: string, text: string): WorkflowFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const file = { path, text, name: null, on: {}, permissions: null, env: {}, jobs: [] };
  const [error] = document.errors;
  if (error) return { ...file, problem: `${path}:${lines.linePos(error.pos[0]).line}: ${error.message}` };
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 20 });
  } catch (failure) {
    return { ...file, problem: `${path}: ${String(failure)}` };
  }
  const root = mappingOf(plain);
  const place = new Places(path, lines);
  const jobs = Object.entries(mappingOf(root.jobs)).map(([id, value]) => {
    const job = mappingOf(value);
    const env = { ...mappingOf(root.env), ...mappingOf(job.env) };
    const directory = defaultDirectory(root, env);
    const line = place.keyLine(document.get('jobs', true), id);
    return readJob(id, job, line, { place, directory, env, node: document.getIn(['jobs', id], true) });
  });
  return {
    ...file,
    name: textOf(root.name),
    on: eventsOf(root.on),
    permissions: permissionsOf(root.permissions),
    env: mappingOf(root.env),
    jobs,
    problem: jobs.length === 0 ? `${path}: there are no jobs` : null,
  };
}

/**
 * Steps of a composite action; none when the text is no such action.
 * @param given what the step that uses it hands over; what it leaves out has the action's default.
 */
export function readCompositeSteps(
  path: string,
  text: string,
  { directory, given = {} }: { directory: string; given?: Mapping },
): WorkflowStep[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) return [];
  const action = mappingOf(document.toJS({ maxAliasCount: 20 }));
  const defaults = Object.entries(mappingOf(action.inputs)).map(([name, input]) => [
    name,
    mappingOf(input).default,
  ]);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  const steps = withInputs(mappingOf(action.runs).steps, inputs);
  const node = document.getIn(['runs', 'steps'], true);
  return readSteps(steps, { place: new Places(path, lines), directory, env: {}, node });
}

/** The same with inputs written out where their values are known. */
function withInputs(value: unknown, inputs: Mapping): unknown {
  if (typeof value === 'string')
    return value.replace(
      /\$\{\{\s*inputs\.([\w-]+)\s*\}\}/g,
      (whole, name: string) => textOf(inputs[name]) ?? whole,
    );
  if (Array.isArray(value)) return value.map((one) => withInputs(one, inputs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withInputs(one, inputs)]));
}

interface Reading {
  place: Places;
  directory: string;
  /** Variables that folders may be named by. */
  env: Mapping;
  node: unknown;
}

function readJob(
  id: string,
  job: Mapping,
  line: number,
  { place, directory, env, node }: Reading,
): WorkflowJob {
  const own = defaultDirectory(job, env, directory);
  const range = place.range(node);
  const services = Object.entries(mappingOf(job.services)).map(([name, service]) => ({
    name,
    image: textOf(mappingOf(service).image) ?? textOf(service),
    ports: mappingOf(service).ports,
    env: mappingOf(mappingOf(service).env),
    options: textOf(mappingOf(service).options),
    line: place.keyLine(childOf(node, 'services'), name),
  }));
  return {
    id,
    line,
    endLine: range.endLine,
    name: textOf(job.name),
    if: textOf(job.if),
    needs: [job.needs ?? []].flat().filter((one) => typeof one === 'string'),
    permissions: permissionsOf(job.permissions),
    env: mappingOf(job.env),
    matrix: mappingOf(job.strategy).matrix,
    services,
    steps: readSteps(job.steps, { place, directory: own, env, node: childOf(node, 'steps') }),
    uses: textOf(job.uses),
  };
}

function readSteps(steps: unknown, { place, directory, env, node }: Reading): WorkflowStep[] {
  const items = isSeq(node) ? node.items : [];
  return (Array.isArray(steps) ? steps : []).map((value, index) => {
    const step = mappingOf(value);
    const item = items[index];
    const range = place.range(item);
    const uses = textOf(step.uses);
    // an image is told what to run by its arguments
    const image = uses?.startsWith('docker://') ?? false;
    const run = image ? childOf(childOf(item, 'with'), 'args') : childOf(item, 'run');
    // the text of a block scalar begins on the line after its `|`
    const block = isScalar(run) && (run.type === 'BLOCK_LITERAL' || run.type === 'BLOCK_FOLDED');
    return {
      path: place.path,
      ...range,
      uses,
      run: textOf(image ? mappingOf(step.with).args : step.run),
      runLine: run ? place.range(run).line + (block ? 1 : 0) : range.line,
      with: mappingOf(step.with),
      env: mappingOf(step.env),
      workingDirectory: folderOf(textOf(step['working-directory']), env) ?? directory,
      if: textOf(step.if),
    };
  });
}

/** Lines of the nodes of one file. */
class Places {
  readonly path: string;
  readonly #lines: LineCounter;

  constructor(path: string, lines: LineCounter) {
    this.path = path;
    this.#lines = lines;
  }

  range(node: unknown): { line: number; endLine: number } {
    const range = (node as Node | undefined)?.range;
    if (!range) return { line: 1, endLine: 1 };
    const end = this.#lines.linePos(Math.max(range[0], range[1] - 1));
    return { line: this.#lines.linePos(range[0]).line, endLine: end.line };
  }

  keyLine(map: unknown, key: string): number {
    const pair = isMap(map) ? map.items.find((item) => String(item.key) === key) : undefined;
    return this.range(pair?.key).line;
  }
}

function childOf(node: unknown, key: string): unknown {
  return isMap(node) ? (node as YAMLMap).get(key, true) : undefined;
}

export function mappingOf(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}

function eventsOf(on: unknown): Mapping {
  if (typeof on === 'string') return { [on]: null };
  if (Array.isArray(on)) return Object.fromEntries(on.map((event) => [String(event), null]));
  return mappingOf(on);
}

function permissionsOf(value: unknown): Permissions | null {
  if (value === 'read-all') return { all: 'read' };
  if (value === 'write-all') return { all: 'write' };
  if (value === undefined || value === null) return null;
  return Object.fromEntries(Object.entries(mappingOf(value)).map(([scope, level]) => [scope, String(level)]));
}

function defaultDirectory(owner: Mapping, env: Mapping, otherwise = '.'): string {
  return folderOf(textOf(mappingOf(mappingOf(owner.defaults).run)['working-directory']), env) ?? otherwise;
}

/**
 * A folder as the units name theirs: without `./` and a last slash. Where an expression stands that only a run
 * knows, of a matrix above all, there is a `*`.
 */
function folderOf(text: string | null, env: Mapping): string | null {
  if (text === null) return null;
  const known = text.replace(
    /\$\{\{\s*env\.(\w+)\s*\}\}/g,
    (whole, name: string) => textOf(env[name]) ?? whole,
  );
  // the checkout itself, wherever a job puts it
  if (/\$\{\{\s*github\.(repository|event\.repository\.name)\s*\}\}\/?$/.test(known)) return '.';
  const folder = known
    .replace(/^\$\{\{\s*github\.workspace\s*\}\}\/?/, '')
    .replace(/\$\{\{.*?\}\}/g, '*')
    .replace(/^\.\//, '')
    .replace(/\/+$/, '');
  return folder || '.';
}
