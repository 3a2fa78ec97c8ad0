/** How a project's tests assert. */
export interface Dialect {
  /** Primitive values, and that two objects are one. */
  same(actual: string, expected: string): string;
  notSame(actual: string, other: string): string;
  deep(actual: string, expected: string): string;
  /** Fractions, to ten digits. */
  close(actual: string, expected: string): string;
  throws(call: string, error: ThrownError): string;
  rejects(call: string, error: ThrownError): string;
}

export interface ThrownError {
  /** A class that every program knows, or ''. */
  className: string;
  /** The message as a string literal, or ''. */
  message: string;
}

/** `expect` of Vitest and Jest. */
export const EXPECT: Dialect = {
  same: (actual, expected) =>
    expected === 'undefined' ? `expect(${actual}).toBeUndefined();` : `expect(${actual}).toBe(${expected});`,
  notSame: (actual, other) => `expect(${actual}).not.toBe(${other});`,
  deep: (actual, expected) => `expect(${actual}).toStrictEqual(${expected});`,
  close: (actual, expected) => `expect(${actual}).toBeCloseTo(${expected}, 10);`,
  throws: (call, error) => `expect(() => ${call}).toThrow(${thrownBy(error)});`,
  rejects: (call, error) => `await expect(${call}).rejects.toThrow(${thrownBy(error)});`,
};

/** The message where there is one: it says more than the class. */
function thrownBy({ className, message }: ThrownError): string {
  if (className && message && message !== "''") return `new ${className}(${message})`;
  return message !== "''" && message ? message : className;
}

/** `node:assert/strict`. */
export const ASSERT: Dialect = {
  same: (actual, expected) => `assert.strictEqual(${actual}, ${expected});`,
  notSame: (actual, other) => `assert.notStrictEqual(${actual}, ${other});`,
  deep: (actual, expected) => `assert.deepStrictEqual(${actual}, ${expected});`,
  close: (actual, expected) => `assert.ok(Math.abs(${actual} - ${expected}) < 1e-10);`,
  throws: (call, error) => `assert.throws(() => ${call}, ${matched(error)});`,
  rejects: (call, error) => `await assert.rejects(async () => ${call}, ${matched(error)});`,
};

function matched({ className, message }: ThrownError): string {
  const parts = [...(className ? [`name: '${className}'`] : []), ...(message ? [`message: ${message}`] : [])];
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : 'Error';
}

/** `expect` of chai. */
export const CHAI: Dialect = {
  same: (actual, expected) =>
    expected === 'NaN' ? `expect(${actual}).to.be.NaN;` : `expect(${actual}).to.equal(${expected});`,
  notSame: (actual, other) => `expect(${actual}).not.to.equal(${other});`,
  deep: (actual, expected) => `expect(${actual}).to.deep.equal(${expected});`,
  close: (actual, expected) => `expect(${actual}).to.be.closeTo(${expected}, 1e-10);`,
  throws: (call, { className, message }) =>
    `expect(() => ${call}).to.throw(${[className, message === "''" ? '' : message].filter(Boolean).join(', ')});`,
  rejects: (call, { message }) =>
    `expect(await ${call}.then(() => undefined, (error) => error.message)).to.equal(${message});`,
};
