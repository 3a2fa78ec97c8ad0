package main

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"
)

//go:embed active.go.txt
var active string

//go:embed explore.go.txt
var explore string

func activeText(pkg string) string { return strings.Replace(active, "PACKAGE", pkg, 1) }

// Explorer collects the calls of the test that tries the functions.
type Explorer struct {
	source *Source
	body   strings.Builder
}

func newExplorer(source *Source) *Explorer { return &Explorer{source: source} }

func (explorer *Explorer) add(index int, function *Function, inputs []Input, mutants []Mutant) {
	points := []string{}
	for _, each := range mutants {
		points = append(points, fmt.Sprintf("{%d, %d}", each.ID, each.Point))
	}
	fmt.Fprintf(&explorer.body, "\tq.try(%d, [][2]int{%s}, []func() qitopsSeen{\n", index, strings.Join(points, ", "))
	for _, input := range inputs {
		explorer.body.WriteString("\t\tfunc() (seen qitopsSeen) {\n" + explorer.call(function, input) + "\t\t\treturn\n\t\t},\n")
	}
	explorer.body.WriteString("\t})\n")
}

func (explorer *Explorer) call(function *Function, input Input) string {
	var text strings.Builder
	parameters := function.signature.Params()
	args, after := []string{}, []string{}
	for i, each := range input.Args {
		value, spread := strings.TrimSuffix(each, "..."), ""
		if strings.HasSuffix(each, "...") {
			spread = "..."
		}
		declared := explorer.source.typeText(parameters.At(i).Type())
		if function.signature.TypeParams().Len() > 0 {
			fmt.Fprintf(&text, "\t\t\targ%d := %s\n", i, value)
		} else {
			fmt.Fprintf(&text, "\t\t\tvar arg%d %s = %s\n", i, declared, value)
		}
		args = append(args, fmt.Sprintf("arg%d%s", i, spread))
		after = append(after, fmt.Sprintf("qitopsText(&arg%d)", i))
	}
	callee := function.callee()
	if input.Receiver != "" {
		declared := explorer.source.typeText(function.signature.Recv().Type())
		fmt.Fprintf(&text, "\t\t\tvar receiver %s = %s\n", declared, input.Receiver)
		callee = "receiver." + callee
		after = append(after, "qitopsText(&receiver)")
	}
	fmt.Fprintf(&text, "\t\t\tseen.before = []qitopsValue{%s}\n", strings.Join(after, ", "))
	results, texts := []string{}, []string{}
	for i := 0; i < function.signature.Results().Len(); i++ {
		results = append(results, fmt.Sprintf("result%d", i))
		texts = append(texts, fmt.Sprintf("qitopsText(&result%d)", i))
	}
	call := fmt.Sprintf("%s(%s)", callee, strings.Join(args, ", "))
	if len(results) > 0 {
		call = strings.Join(results, ", ") + " := " + call
	}
	fmt.Fprintf(&text, "\t\t\tqitopsWatch(func() {\n\t\t\t\t%s\n", call)
	fmt.Fprintf(&text, "\t\t\t\tseen.results = []qitopsValue{%s}\n\t\t\t}, &seen)\n", strings.Join(texts, ", "))
	fmt.Fprintf(&text, "\t\t\tseen.after = []qitopsValue{%s}\n", strings.Join(after, ", "))
	return text.String()
}

func (explorer *Explorer) text() string {
	imports := []string{}
	for name, path := range explorer.source.imports {
		imports = append(imports, fmt.Sprintf("\t%s %q", name, path))
	}
	sort.Strings(imports)
	text := strings.Replace(explore, "PACKAGE", explorer.source.pkg.Name(), 1)
	text = strings.Replace(text, "\t// IMPORTS", strings.Join(imports, "\n"), 1)
	return strings.Replace(text, "\t// CALLS\n", explorer.body.String(), 1)
}
