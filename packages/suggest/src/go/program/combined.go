package main

import (
	"math/rand"
	"strings"
)

const mostInputs = 120

// combined gives all plain, each varied alone, then drawn ones; the same ones for the same lists.
func combined(lists [][]string) [][]string {
	longest := 0
	for _, each := range lists {
		if len(each) == 0 {
			return nil
		}
		if len(each) > longest {
			longest = len(each)
		}
	}
	plain := func(at int) []string {
		values := []string{}
		for _, each := range lists {
			values = append(values, each[at%len(each)])
		}
		return values
	}
	chosen := [][]string{plain(0)}
	for _, start := range []int{0, 1} {
		for at := 0; at < longest; at++ {
			for i, each := range lists {
				if at < len(each) {
					values := plain(start)
					values[i] = each[at]
					chosen = append(chosen, values)
				}
			}
		}
	}
	draw := rand.New(rand.NewSource(1))
	for i := 0; i < mostInputs && len(lists) > 1; i++ {
		values := []string{}
		for _, each := range lists {
			values = append(values, each[draw.Intn(len(each))])
		}
		chosen = append(chosen, values)
	}
	seen, kept := map[string]bool{}, [][]string{}
	for _, each := range chosen {
		key := strings.Join(each, "\x00")
		if !seen[key] && len(kept) < mostInputs {
			seen[key] = true
			kept = append(kept, each)
		}
	}
	return kept
}

func repeated(values []string, n int) []string {
	found := []string{}
	for i := 0; i < n; i++ {
		found = append(found, values[i%len(values)])
	}
	return found
}

func unique(values []string) []string {
	seen, kept := map[string]bool{}, []string{}
	for _, each := range values {
		if !seen[each] {
			seen[each] = true
			kept = append(kept, each)
		}
	}
	return kept
}

func head(values []string, n int) []string {
	if len(values) > n {
		values = values[:n]
	}
	return append([]string{}, values...)
}

func head2(values [][]string, n int) [][]string {
	if len(values) > n {
		return values[:n]
	}
	return values
}
