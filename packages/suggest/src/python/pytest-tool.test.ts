import { describe, expect, it } from 'vitest';
import { suggestedBetween } from '../testing/suggested.ts';
import { findInterpreter } from './interpreter.ts';

const python = await findInterpreter(process.cwd(), process.env);

const suggested = (before: Record<string, string>, after: Record<string, string>) =>
  suggestedBetween({ 'pyproject.toml': '', ...before }, after);

const SHIPPING = `
def shipping(total: float, country: str) -> float:
    if total < 0:
        raise ValueError(f"total is negative: {total}")
    if total >= 100 and country in ("NL", "BE"):
        return 0
    return 4.95 if country == "NL" else 9.5
`;

describe.skipIf(typeof python === 'string')('tests for changed Python functions', () => {
  it('run in pytest, kill mutants and leave the checkout as it was', async () => {
    const { suggestions, omitted, status } = await suggested(
      { 'shop/__init__.py': '' },
      { 'shop/price.py': SHIPPING },
    );
    expect(omitted).toEqual([]);
    expect(suggestions.every(({ kind }) => kind === 'test')).toBe(true);
    const kills = suggestions.flatMap(({ evidence }) => evidence!.kills);
    expect(kills).toContain('>= → > at L5');
    expect(suggestions.every(({ evidence }) => evidence!.repeats === 5)).toBe(true);
    const code = suggestions.map(({ test }) => test!.code).join('\n');
    expect(code).toContain('from shop.price import shipping');
    expect(code).toContain('with pytest.raises(ValueError, match=r"total is negative: -');
    expect(suggestions[0]!.test!.path).toMatch(/^tests\/qitops\/test_price_shipping\.py$/);
    expect(status).toBe('');
  });

  it('are those that the existing tests leave room for, beside these', async () => {
    const existing = `from shop.price import shipping

def test_shipping():
    assert shipping(100, "NL") == 0
    assert shipping(99, "NL") == 4.95
    assert shipping(100, "DE") == 9.5
    assert shipping(0, "BE") == 9.5
`;
    const { suggestions } = await suggested(
      { 'shop/__init__.py': '', 'tests/test_price.py': existing },
      { 'shop/price.py': SHIPPING },
    );
    const kills = suggestions.flatMap(({ evidence }) => evidence!.kills);
    expect(kills).not.toContain('>= → > at L5');
    expect(kills).toContain('total < 0 → False at L3');
    expect(suggestions.flatMap(({ evidence }) => evidence!.branches)).toEqual(['shop/price.py:4']);
    expect(suggestions[0]!.test!.path).toBe('tests/test_price_shipping.py');
  });

  it('ask where the change altered what an input gives', async () => {
    const before = 'def fee(n: int) -> int:\n    if n > 10:\n        return 5\n    return 1\n';
    const after = before.replace('n > 10', 'n >= 10');
    const test =
      'from fees import fee\n\ndef test_fee():\n    assert fee(11) == 5\n    assert fee(9) == 1\n    assert fee(10) in (1, 5)\n';
    const { suggestions } = await suggested(
      { 'fees.py': before, 'test_fees.py': test },
      { 'fees.py': after },
    );
    const said = suggestions.map(({ kind, title }) => `${kind} ${title}`);
    expect(said.join('\n')).toMatch(/fee\(10\)|fee .*10/);
  });

  it('reach methods, properties, coroutines, generators, enums and data classes', async () => {
    const text = `import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    BOOK = "book"
    FOOD = "food"


@dataclass
class Item:
    kind: Kind
    quantity: int = 1


class Full(Exception):
    pass


class Cart:
    def __init__(self, limit: int):
        self.limit = limit
        self.items = []

    def add(self, item: Item):
        if item.quantity > self.limit:
            raise Full("too many")
        self.items.append(item)
        return len(self.items)

    @property
    def big(self):
        return self.limit > 50


async def later(x: int):
    return x * 2 if x > 10 else x


def countdown(n: int):
    while n > 0:
        yield n
        n -= 1


def books(items: list[Item]):
    return [i.quantity for i in items if i.kind is Kind.BOOK]
`;
    const { suggestions, omitted } = await suggested({}, { 'cart.py': text });
    expect(omitted).toEqual([]);
    const found = new Set(suggestions.map(({ target }) => target.function));
    expect([...found].sort()).toEqual([
      'Cart.__init__',
      'Cart.add',
      'Cart.big',
      'books',
      'countdown',
      'later',
    ]);
  });

  it('say why a function is not tried: the clock, the network, what cannot be loaded', async () => {
    const { suggestions, omitted } = await suggested(
      {},
      {
        'a.py': 'import time\n\ndef age(born: float):\n    return time.time() - born > 3\n',
        'b.py':
          'import socket\n\ndef up(host: str):\n    socket.create_connection((host, 80))\n    return True\n',
        'c.py': 'import not_there_at_all\n\ndef f(x: int):\n    return x > 3\n',
      },
    );
    expect(omitted).toEqual([
      'age: needs clock',
      expect.stringMatching(/^f: could not be loaded: ModuleNotFoundError: .*not_there_at_all/),
      'up: needs network',
    ]);
    // what did not run is an idea, not a test
    expect(suggestions.map(({ kind }) => kind)).toEqual(['case']);
  });

  it('survive a function that never ends and one that ends the process', async () => {
    const text = `import os


def forever(n: int):
    while True:
        n += 1


def leave(n: int):
    os._exit(3)


def fine(n: int):
    return n > 3
`;
    const { suggestions, omitted } = await suggested({}, { 'a.py': text });
    expect(omitted).toEqual(['forever: does not end by itself', 'leave: brought its process down']);
    expect(suggestions.filter(({ kind }) => kind === 'test').map(({ target }) => target.function)).toContain(
      'fine',
    );
  });
});
