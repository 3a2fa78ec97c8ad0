import { describe, expect, it } from 'vitest';
import { firstLine } from './text.ts';

describe('what a thrown error says in one line', () => {
  it('is its first line, without colours', () => {
    expect(firstLine('\u001b[31mError: no such user\u001b[39m\n    at a.ts:1:1')).toBe('Error: no such user');
    expect(firstLine(undefined)).toBeUndefined();
    expect(firstLine(' \n ')).toBeUndefined();
  });
  it('has the values that an assertion of Jest or Playwright says below itself', () => {
    const jest =
      'Error: \u001b[2mexpect(\u001b[22mreceived\u001b[2m).\u001b[22mtoBe(expected) // Object.is equality\n\nExpected: 3\nReceived: 4\n    at a.ts:1:1';
    expect(firstLine(jest)).toBe('Error: expect(received).toBe(expected): expected 3, received 4');
    const playwright =
      'Error: expect(locator).toHaveText(expected) failed\n\nLocator: getByRole("heading")\nExpected string: "Paid"\nReceived string: "Open"\nTimeout: 5000ms';
    expect(firstLine(playwright)).toBe(
      'Error: expect(locator).toHaveText(expected) failed: expected "Paid", received "Open"',
    );
  });
  it('has the first lines that differ when whole values are compared', () => {
    const jest =
      'Error: expect(received).toEqual(expected) // deep equality\n\n- Expected  - 1\n+ Received  + 1\n\n  Object {\n-   "total": 3,\n+   "total": 4,\n  }';
    expect(firstLine(jest)).toBe(
      'Error: expect(received).toEqual(expected): expected "total": 3, received "total": 4',
    );
  });
  it('is the call alone when no values are said', () => {
    expect(firstLine('Error: expect(jest.fn()).toHaveBeenCalled()')).toBe(
      'Error: expect(jest.fn()).toHaveBeenCalled()',
    );
  });
});
