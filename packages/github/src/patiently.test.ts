import { describe, expect, it } from 'vitest';
import { Patience } from './patience.ts';
import { patiently } from './patiently.ts';

const never = () => new Promise<never>(() => {});
const after = (ms: number) => new Promise<string>((done) => setTimeout(done, ms, 'done'));

describe('a client that has no end', () => {
  it('is waited for as long as there is patience, which is used up then', async () => {
    const patience = new Patience(30);
    const waited = patiently(never, { what: 'the upload of the report', patience, leastMs: 0 });
    await expect(waited).rejects.toThrow('the upload of the report: the service did not answer in 1 s');
    expect(patience.leftMs).toBe(0);
  });
  it('has its least time where nothing is left, and the time that its bytes take', async () => {
    const patience = new Patience(0);
    expect(await patiently(() => after(20), { what: 'it', patience, leastMs: 2000 })).toBe('done');
    const big = { what: 'it', patience, leastMs: 0, bytes: 1e6 };
    expect(await patiently(() => after(20), big)).toBe('done');
  });
  it('costs nothing when it works, and its time when it fails', async () => {
    const patience = new Patience(60_000);
    await patiently(() => after(20), { what: 'it', patience });
    expect(patience.leftMs).toBe(60_000);
    const fails = async () => {
      await after(20);
      throw new Error('taken');
    };
    await expect(patiently(fails, { what: 'it', patience })).rejects.toThrow('taken');
    expect(patience.leftMs).toBeLessThan(60_000);
  });
});
