export type Country = 'NL' | 'BE' | 'DE';

export interface Line {
  sku: string;
  quantity: number;
  unitPrice: number;
}

export function shipping(subtotal: number, country: Country): number {
  if (country === 'BE' || country === 'DE') return 895;
  return subtotal >= 5_000 ? 0 : 495;
}

export function total(lines: readonly Line[]): number {
  let sum = 0;
  for (const { quantity, unitPrice } of lines) {
    if (quantity < 0) throw new RangeError('quantity must not be negative');
    sum += quantity * unitPrice;
  }
  return sum;
}

export function grade(points: number): 'fail' | 'pass' | 'good' {
  if (points < 50) return 'fail';
  return points < 80 ? 'pass' : 'good';
}

export async function stock(count: number, ask: (n: number) => Promise<boolean>): Promise<string> {
  if (count > 10) return 'plenty';
  return (await ask(count)) ? 'some' : 'none';
}

export function sortByPrice(lines: Line[]): Line[] {
  return lines.sort((a, b) => a.unitPrice - b.unitPrice);
}

export class Basket {
  #lines = new Map<string, number>();

  add(sku: string, count = 1): number {
    const now = (this.#lines.get(sku) ?? 0) + count;
    if (now > 99) throw new RangeError('too many');
    this.#lines.set(sku, now);
    return now;
  }

  get size(): number {
    return this.#lines.size;
  }
}
