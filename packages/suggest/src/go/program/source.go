package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Source is a package with its types, and the edits of one file.
type Source struct {
	job     Job
	files   *token.FileSet
	syntax  []*ast.File
	own     *ast.File
	text    string
	info    *types.Info
	pkg     *types.Package
	imports map[string]string
	edits   []edit
	mutants int
	blocks  int
	points  int
	purity  map[string]string
}

// Function is a declared function with its types.
type Function struct {
	node      *ast.FuncDecl
	object    *types.Func
	signature *types.Signature
}

func load(job Job) (*Source, error) {
	source := &Source{job: job, files: token.NewFileSet(), imports: map[string]string{}, purity: map[string]string{}}
	paths, err := filepath.Glob(filepath.Join(job.Dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		if err := source.parse(path); err != nil {
			return nil, err
		}
	}
	if source.own == nil {
		return nil, fmt.Errorf("%s is not a file of its package", job.File)
	}
	source.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Defs:  map[*ast.Ident]types.Object{},
		Uses:  map[*ast.Ident]types.Object{},
	}
	compiled, err := exports(job.Dir)
	if err != nil {
		return nil, err
	}
	config := types.Config{
		Importer: importer.ForCompiler(source.files, "gc", func(path string) (io.ReadCloser, error) {
			if compiled[path] == "" {
				return nil, fmt.Errorf("%s is not compiled", path)
			}
			return os.Open(compiled[path])
		}),
		// what cannot be resolved stays unknown, and functions that need it are not tried
		Error: func(error) {},
	}
	source.pkg, err = config.Check(source.own.Name.Name, source.files, source.syntax, source.info)
	if source.pkg == nil {
		return nil, err
	}
	return source, nil
}

// exports compiles what a package imports and says where its types are written.
func exports(dir string) (map[string]string, error) {
	command := exec.Command("go", "list", "-export", "-deps", "-e", "-f", "{{.ImportPath}}\t{{.Export}}", ".")
	command.Dir = dir
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	found := map[string]string{}
	for _, line := range strings.Split(string(out), "\n") {
		if path, file, ok := strings.Cut(line, "\t"); ok {
			found[path] = file
		}
	}
	return found, nil
}

func (source *Source) parse(path string) error {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	isOwn := filepath.Clean(path) == filepath.Clean(source.job.File)
	text := string(bytes)
	if isOwn && source.job.Text != nil {
		text = *source.job.Text
	}
	file, err := parser.ParseFile(source.files, path, text, parser.ParseComments)
	if err != nil {
		return err
	}
	if isOwn {
		source.own, source.text = file, text
	} else if source.own != nil && file.Name.Name != source.own.Name.Name || strings.Contains(text, "//go:build ignore") {
		return nil
	}
	source.syntax = append(source.syntax, file)
	return nil
}

func (source *Source) function(asked Asked) (*Function, string) {
	for _, declaration := range source.own.Decls {
		node, ok := declaration.(*ast.FuncDecl)
		if !ok || node.Body == nil {
			continue
		}
		first, last := source.line(node.Pos()), source.line(node.End())
		if asked.Name != "" && nameOf(node) != asked.Name {
			continue
		}
		if asked.Name == "" && (asked.Line < first || asked.Line > last) {
			continue
		}
		object, ok := source.info.Defs[node.Name].(*types.Func)
		if !ok {
			return nil, "its types are not known"
		}
		return &Function{node, object, object.Type().(*types.Signature)}, ""
	}
	return nil, "is not in its file any more"
}

func nameOf(node *ast.FuncDecl) string {
	if node.Recv == nil || len(node.Recv.List) == 0 {
		return node.Name.Name
	}
	return receiverName(node.Recv.List[0].Type) + "." + node.Name.Name
}

func receiverName(node ast.Expr) string {
	switch each := node.(type) {
	case *ast.StarExpr:
		return receiverName(each.X)
	case *ast.IndexExpr:
		return receiverName(each.X)
	case *ast.Ident:
		return each.Name
	}
	return ""
}

func (function *Function) callee() string { return function.object.Name() }

func (function *Function) parameterNames() []string {
	names := []string{}
	parameters := function.signature.Params()
	for i := 0; i < parameters.Len(); i++ {
		names = append(names, parameters.At(i).Name())
	}
	return names
}

func (function *Function) resultTypes(source *Source) []string {
	found := []string{}
	results := function.signature.Results()
	for i := 0; i < results.Len(); i++ {
		found = append(found, source.typeText(results.At(i).Type()))
	}
	return found
}

func (source *Source) line(at token.Pos) int { return source.files.Position(at).Line }

func (source *Source) offset(at token.Pos) int { return source.files.Position(at).Offset }

func (source *Source) of(node ast.Node) string {
	return source.text[source.offset(node.Pos()):source.offset(node.End())]
}

// typeText writes a type as the package's own source would, and remembers what it imports.
func (source *Source) typeText(t types.Type) string {
	return types.TypeString(t, func(other *types.Package) string {
		if other == source.pkg {
			return ""
		}
		source.imports[other.Name()] = other.Path()
		return other.Name()
	})
}

// typeTextHere writes a type with the names that the changed file has; false = it cannot be named there.
func (source *Source) typeTextHere(t types.Type) (string, bool) {
	known := true
	text := types.TypeString(t, func(other *types.Package) string {
		if other == source.pkg {
			return ""
		}
		for _, each := range source.own.Imports {
			if path, _ := strconv.Unquote(each.Path.Value); path == other.Path() {
				if each.Name != nil {
					return each.Name.Name
				}
				return other.Name()
			}
		}
		known = false
		return other.Name()
	})
	return text, known && !strings.Contains(text, "invalid type") && !strings.Contains(text, "untyped ")
}
