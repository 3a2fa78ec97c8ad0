// Command qitops reads one package of a Go project and writes what is needed to try its functions: the file with all
// its mutants switched, and a test that calls the functions. Standard library only.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Job is what the program is told.
type Job struct {
	// Dir is the absolute folder of the package, File the absolute path of the changed file in it.
	Dir  string `json:"dir"`
	File string `json:"file"`
	// Text stands in for what is on disk (the base's version); nil = as it is.
	Text *string `json:"text"`
	// Module is the module's path, Root its absolute folder.
	Module    string  `json:"module"`
	Root      string  `json:"root"`
	Functions []Asked `json:"functions"`
	Out       string  `json:"out"`
}

// Asked is a function to try: by its line, or by its name with the inputs to try.
type Asked struct {
	Line   int     `json:"line"`
	Name   string  `json:"name,omitempty"`
	Inputs []Input `json:"inputs,omitempty"`
}

// Input is one way to call a function. Texts are Go source of the package.
type Input struct {
	// Receiver is the object that a method is called on; empty = there is none.
	Receiver string   `json:"receiver"`
	Args     []string `json:"args"`
}

// Answer is what the program says of one function.
type Answer struct {
	Line    int      `json:"line"`
	Problem string   `json:"problem,omitempty"`
	Callee  string   `json:"callee,omitempty"`
	Names   []string `json:"names,omitempty"`
	// Results are the types of what is returned.
	Results []string `json:"results,omitempty"`
	Inputs  []Input  `json:"inputs,omitempty"`
	Mutants []Mutant `json:"mutants,omitempty"`
	Blocks  []Block  `json:"blocks,omitempty"`
}

// Package is the whole answer.
type Package struct {
	Name    string            `json:"name"`
	Imports map[string]string `json:"imports"`
	Answers []Answer          `json:"answers"`
}

func main() {
	var job Job
	if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil {
		fail(err)
	}
	source, err := load(job)
	if err != nil {
		fail(err)
	}
	answer := Package{Name: source.pkg.Name(), Imports: map[string]string{}}
	writer := newExplorer(source)
	for index, asked := range job.Functions {
		answer.Answers = append(answer.Answers, source.try(asked, index, writer))
	}
	for name, path := range source.imports {
		answer.Imports[name] = path
	}
	write(job.Out, "mutated.go.txt", source.mutated())
	write(job.Out, "active.go.txt", activeText(source.pkg.Name()))
	write(job.Out, "explore.go.txt", writer.text())
	out, err := json.Marshal(answer)
	if err != nil {
		fail(err)
	}
	write(job.Out, "package.json", string(out))
}

func (source *Source) try(asked Asked, index int, writer *Explorer) Answer {
	answer := Answer{Line: asked.Line}
	function, problem := source.function(asked)
	if problem == "" {
		problem = source.impure(function)
	}
	inputs := asked.Inputs
	if problem == "" && inputs == nil {
		inputs, problem = source.inputs(function)
	}
	if problem != "" {
		answer.Problem = problem
		return answer
	}
	answer.Inputs = inputs
	answer.Callee = function.callee()
	answer.Names = function.parameterNames()
	answer.Results = function.resultTypes(source)
	if asked.Inputs == nil {
		answer.Mutants, answer.Blocks = source.mutate(function)
	}
	writer.add(index, function, inputs, answer.Mutants)
	return answer
}

func write(folder, name, text string) {
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
