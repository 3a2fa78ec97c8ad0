import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { suggestedBetween } from '../testing/suggested.ts';
import { runGo } from './toolchain.ts';

const go = await runGo('go', ['version'], { cwd: tmpdir(), env: process.env });

const suggested = (before: Record<string, string>, after: Record<string, string>) =>
  suggestedBetween({ 'go.mod': 'module example.com/shop\n\ngo 1.18\n', ...before }, after);

const SHIPPING = `package shop

// Shipping is what sending costs.
func Shipping(total float64, country string) float64 {
	if total < 0 {
		panic("negative total")
	}
	if total >= 100 && (country == "NL" || country == "BE") {
		return 0
	}
	if country == "NL" {
		return 4.95
	}
	return 9.5
}
`;

describe.skipIf(go.outcome !== 'ok')('tests for changed Go functions', () => {
  it('run in go test, kill mutants and leave the checkout as it was', async () => {
    const { suggestions, omitted, status } = await suggested({}, { 'shop/price.go': SHIPPING });
    expect(omitted).toEqual([]);
    expect(suggestions.map(({ kind }) => kind)).not.toContain('case');
    const kills = suggestions.flatMap(({ evidence }) => evidence?.kills ?? []);
    expect(kills).toContain('>= → > at L8');
    expect(suggestions.every(({ evidence }) => evidence!.repeats === 5)).toBe(true);
    const code = suggestions.map(({ test }) => test!.code).join('\n');
    expect(code).toContain('got := fmt.Sprint(recover()); got != "negative total"');
    expect(suggestions[0]!.test!.path).toBe('shop/price_shipping_test.go');
    expect(suggestions[0]!.typeChecked).toBe(true);
    const formatted = suggestions.map(({ test }) =>
      execFileSync('gofmt', { input: test!.code, encoding: 'utf8' }),
    );
    expect(suggestions.map(({ test }) => test!.code)).toEqual(formatted);
    expect(status).toBe('');
  });

  it('are those that the existing tests of the package leave room for', async () => {
    const existing = `package shop

import "testing"

func TestShipping(t *testing.T) {
	for _, each := range []struct {
		total   float64
		country string
		want    float64
	}{{100, "NL", 0}, {99, "NL", 4.95}, {100, "DE", 9.5}, {0, "BE", 9.5}, {100, "BE", 0}} {
		if got := Shipping(each.total, each.country); got != each.want {
			t.Error(got)
		}
	}
}
`;
    const { suggestions } = await suggested(
      { 'shop/price_test.go': existing, 'shop/other.go': 'package shop\n' },
      { 'shop/price.go': SHIPPING },
    );
    const kills = suggestions.flatMap(({ evidence }) => evidence?.kills ?? []);
    expect(kills).not.toContain('>= → > at L8');
    expect(kills).toContain('total < 0 → false at L5');
    expect(suggestions.flatMap(({ evidence }) => evidence!.branches)).toEqual(['shop/price.go:6']);
  });

  it('reach methods, errors, maps, generics, constants of a type and what a call changes', async () => {
    const text = `package shop

import "fmt"

type Kind int

const (
	Book Kind = iota + 1
	Food
)

type Item struct {
	Kind     Kind
	Quantity int
}

type Cart struct {
	limit int
	items []Item
}

func NewCart(limit int) *Cart { return &Cart{limit: limit} }

func (c *Cart) Add(item Item) error {
	if item.Quantity > c.limit {
		return fmt.Errorf("adding %d of %d", item.Quantity, item.Kind)
	}
	c.items = append(c.items, item)
	return nil
}

func Classify(k Kind, n uint8) string {
	switch {
	case k == Book && n > 3:
		return "many books"
	case k == Food:
		return "food"
	}
	return "other"
}

func Larger[T int | float64](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func Lookup(m map[string]int, key string) (int, bool) {
	v, ok := m[key]
	if !ok {
		return -1, false
	}
	return v * 2, true
}

func Bump(values []int) {
	for i := range values {
		values[i] += 2
	}
}
`;
    const { suggestions, omitted } = await suggested({}, { 'shop/cart.go': text });
    expect(omitted).toEqual([]);
    const found = new Set(suggestions.map(({ target }) => target.function));
    expect([...found].sort()).toEqual(['Bump', 'Cart.Add', 'Classify', 'Larger', 'Lookup', 'NewCart']);
  });

  it('ask where the change altered what an input gives', async () => {
    const before = 'package fees\n\nfunc Fee(n int) int {\n\tif n > 10 {\n\t\treturn 5\n\t}\n\treturn 1\n}\n';
    const test =
      'package fees\n\nimport "testing"\n\nfunc TestFee(t *testing.T) {\n\tif Fee(11) != 5 || Fee(9) != 1 || Fee(10) == 3 {\n\t\tt.Fatal()\n\t}\n}\n';
    const { suggestions } = await suggested(
      { 'fees/fees.go': before, 'fees/fees_test.go': test },
      { 'fees/fees.go': before.replace('n > 10', 'n >= 10') },
    );
    expect(suggestions.map(({ kind, title }) => `${kind} ${title}`).join('\n')).toMatch(/\b10\b/);
  });

  it('never call what can act on the outside, and say so', async () => {
    const text = `package shop

import (
	"net/http"
	"os"
	"time"
)

func Read(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func Old(t time.Time) bool { return time.Since(t) > time.Hour }

func Up(url string) bool { return answers(url) }

func answers(url string) bool {
	_, err := http.Get(url)
	return err == nil
}
`;
    const { suggestions, omitted } = await suggested({}, { 'shop/act.go': text });
    expect(suggestions.filter(({ kind }) => kind === 'test')).toEqual([]);
    expect(omitted).toEqual([
      'Old: needs the clock',
      'Read: needs files',
      'Up: needs network',
      'answers: needs network',
    ]);
  });
});
