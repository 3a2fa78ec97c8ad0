export function isMutable(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Source that gives the value back; null = there is none. */
export function written(value: unknown): string | null {
  return writtenAt(value, 0, new Set());
}

function writtenAt(value: unknown, depth: number, above: Set<unknown>): string | null {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'boolean':
      return String(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'string':
      return quoted(value);
    case 'symbol': {
      const key = Symbol.keyFor(value);
      if (key !== undefined) return `Symbol.for(${quoted(key)})`;
      const known = /^Symbol\((Symbol\.\w+)\)$/.exec(String(value))?.[1];
      return known ?? null;
    }
    case 'function':
      return null;
    default:
      break;
  }
  if (value === null) return 'null';
  if (depth > 6 || above.has(value)) return null;
  above.add(value);
  try {
    return objectWritten(value as object, (inner) => writtenAt(inner, depth + 1, above));
  } catch {
    return null;
  } finally {
    above.delete(value);
  }
}

function objectWritten(value: object, inner: (each: unknown) => string | null): string | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    const own = Object.keys(value);
    if (own.some((key) => !/^\d+$/.test(key)) || prototype !== Array.prototype || value.length > 200)
      return null;
    const holes = own.length < value.length;
    const items = Array.from({ length: value.length }, (_, at) =>
      holes && !(at in value) ? '' : inner(value[at]),
    );
    return list(items, '[', items.at(-1) === '' ? ',]' : ']');
  }
  if (prototype === Date.prototype) {
    const time = Date.prototype.getTime.call(value as Date);
    return Number.isNaN(time) ? 'new Date(NaN)' : `new Date('${new Date(time).toISOString()}')`;
  }
  if (prototype === RegExp.prototype && (value as RegExp).lastIndex === 0) return String(value);
  if (prototype === Map.prototype) {
    const entries = [...(value as Map<unknown, unknown>)].map(([key, each]) =>
      list([inner(key), inner(each)], '[', ']'),
    );
    return wrapped('Map', entries);
  }
  if (prototype === Set.prototype) {
    const items = [...(value as Set<unknown>)].map(inner);
    return wrapped('Set', items);
  }
  if (
    value instanceof Error &&
    Object.keys(value).length === 0 &&
    /^(Error|TypeError|RangeError)$/.test(value.constructor.name)
  )
    return `new ${value.constructor.name}(${quoted(value.message)})`;
  if (
    ArrayBuffer.isView(value) &&
    /^(Uint8|Int8|Uint16|Int16|Uint32|Int32|Float32|Float64)Array$/.test(value.constructor.name)
  )
    return list(
      [...(value as unknown as Iterable<number>)].map(inner),
      `new ${value.constructor.name}([`,
      '])',
    );
  if (prototype === ArrayBuffer.prototype)
    return `new Uint8Array([${[...new Uint8Array(value as ArrayBuffer)].join(', ')}]).buffer`;
  if (prototype === DataView.prototype) {
    const { buffer, byteOffset, byteLength } = value as DataView;
    return `new DataView(new Uint8Array([${[...new Uint8Array(buffer, byteOffset, byteLength)].join(', ')}]).buffer)`;
  }
  if (value instanceof Number || value instanceof String || value instanceof Boolean)
    return `Object(${inner(value.valueOf())})`;
  if (prototype === null && Object.keys(value).length === 0) return 'Object.create(null)';
  if (prototype !== Object.prototype) return null;
  if (Object.getOwnPropertySymbols(value).some((symbol) => Symbol.keyFor(symbol) === undefined)) return null;
  const keys = Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  const fields = keys.map((key) => {
    const text = inner(Reflect.get(value, key));
    return text === null ? null : `${propertyName(key)}: ${text}`;
  });
  return fields.length === 0 ? '{}' : list(fields, '{ ', ' }');
}

function list(parts: readonly (string | null)[], open: string, close: string): string | null {
  return parts.includes(null) ? null : `${open}${parts.join(', ')}${close}`;
}

function wrapped(name: string, parts: readonly (string | null)[]): string | null {
  return parts.length === 0 ? `new ${name}()` : list(parts, `new ${name}([`, '])');
}

/** A key in an object literal; `__proto__` written plainly would set the prototype instead. */
function propertyName(key: string | symbol): string {
  if (typeof key === 'symbol') return `[Symbol.for(${quoted(Symbol.keyFor(key) ?? '')})]`;
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) || /^(0|[1-9]\d{0,8})$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}
