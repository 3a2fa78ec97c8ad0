import { describe, expect, it } from 'vitest';
import { csvCases } from './csv-cases.ts';

describe('cases in a table', () => {
  it('of TestRail, with a row a step and cells of several lines', async () => {
    const csv = [
      '\uFEFF"ID","Title","Section Hierarchy","Type","Priority","Preconditions","Steps (Step)","Steps (Expected Result)","References"',
      '"C12","A card, any card, pays","Shop > Checkout","Smoke & Sanity","1 - Critical","Signed in\nwith ""two"" cards","Fill in the card\nand press pay","The order is paid","SHOP-12, SHOP-13"',
      '"","","","","","","Open the mail","It names the order",""',
      '"C13","Refunds","Shop","Other","Low","","","",""',
    ].join('\r\n');
    const [pays, refunds] = await csvCases(csv, 'cases.csv');
    expect(pays).toMatchObject({
      key: 'C12',
      name: 'A card, any card, pays',
      line: 2,
      suite: ['Shop', 'Checkout'],
      type: 'smoke',
      priority: 'critical',
      tags: ['SHOP-12', 'SHOP-13'],
      preconditions: ['Signed in\nwith "two" cards'],
      steps: [
        { action: 'Fill in the card\nand press pay', expected: 'The order is paid' },
        { action: 'Open the mail', expected: 'It names the order' },
      ],
    });
    expect(refunds).toMatchObject({ key: 'C13', name: 'Refunds', priority: 'low', steps: [] });
  });
  it('of Zephyr and Xray', async () => {
    const zephyr =
      'Key;Name;Precondition;Folder;Priority;Labels;Owner;Test Script (Step-by-Step) - Step;Test Script (Step-by-Step) - Test Data;Test Script (Step-by-Step) - Expected Result\n' +
      'SHOP-T1;Pays;;/Shop/Pay;High;a, b;robin;Type the number;4242;It is taken\n;;;;;;;Press pay;;Paid\n';
    expect((await csvCases(zephyr, 'z.csv'))[0]).toMatchObject({
      key: 'SHOP-T1',
      suite: ['Shop', 'Pay'],
      owner: 'robin',
      priority: 'high',
      tags: ['a', 'b'],
      steps: [
        { action: 'Type the number\n4242', expected: 'It is taken' },
        { action: 'Press pay', expected: 'Paid' },
      ],
    });
    const xray =
      'TCID\tTest Summary\tAction\tData\tExpected Result\n1\tPays\tPress\t\tPaid\n1\tPays\tWait\t\tSent\n2\tRefunds\tAsk\t\tBack\n';
    const found = await csvCases(xray, 'x.tsv');
    expect(found.map(({ name, steps }) => [name, steps.length])).toEqual([
      ['Pays', 2],
      ['Refunds', 1],
    ]);
  });
  it('with numbered steps in one cell', async () => {
    const csv = 'Title,Steps,Expected Result\nPays,"1. Open\n2. Press\n  twice","1. Seen\n2. Paid"\n';
    expect((await csvCases(csv, 'c.csv'))[0]!.steps).toEqual([
      { action: 'Open', expected: 'Seen' },
      { action: 'Press\n  twice', expected: 'Paid' },
    ]);
  });
  it('by columns that one names', async () => {
    const csv = 'What,Who,Do\nPays,robin,press\n';
    await expect(csvCases(csv, 'c.csv')).rejects.toThrow(/c\.csv:1: no column is known to hold the title/);
    const [one] = await csvCases(csv, 'c.csv', ['title=What', 'owner=who', 'step=Do']);
    expect(one).toMatchObject({ name: 'Pays', owner: 'robin', steps: [{ action: 'press' }] });
    await expect(csvCases(csv, 'c.csv', ['title=Wat'])).rejects.toThrow(/did you mean "What"/);
    await expect(csvCases(csv, 'c.csv', ['titel=What'])).rejects.toThrow(/"titel" is no field/);
  });
  it('keeps what looks like a formula as text, also in UTF-16', async () => {
    const csv = Buffer.from(`title\n=HYPERLINK(1)\n'=1+1\n"@SUM(A1)"\n`, 'utf16le');
    const names = (await csvCases(csv, 'c.csv')).map(({ name }) => name);
    expect(names).toEqual(['=HYPERLINK(1)', '=1+1', '@SUM(A1)']);
  });
  it('says where the table is broken', async () => {
    await expect(csvCases('title\n"never closed\n', 'c.csv')).rejects.toThrow(/c\.csv:\d+: is no table/);
    await expect(csvCases('', 'c.csv')).rejects.toThrow(/c\.csv: is empty/);
  });
});
