package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Packages of the standard library that compute and do nothing else.
var computing = map[string]bool{}

func init() {
	for _, path := range strings.Fields(`bufio bytes cmp container/heap container/list container/ring context crypto
		crypto/hmac crypto/md5 crypto/sha1 crypto/sha256 crypto/sha512 encoding encoding/ascii85 encoding/base32
		encoding/base64 encoding/binary encoding/csv encoding/hex encoding/json encoding/xml errors fmt hash hash/adler32
		hash/crc32 hash/crc64 hash/fnv html html/template image/color io iter maps math math/big math/bits math/cmplx
		mime net/netip net/textproto net/url path path/filepath reflect regexp regexp/syntax slices sort strconv strings
		sync sync/atomic text/scanner text/tabwriter text/template time unicode unicode/utf16 unicode/utf8 unique`) {
		computing[path] = true
	}
}

// What in these packages acts on the outside or differs another day.
var acting = map[string]string{
	"time.Now": "the clock", "time.Since": "the clock", "time.Until": "the clock", "time.Sleep": "the clock",
	"time.After": "the clock", "time.AfterFunc": "the clock", "time.NewTimer": "the clock",
	"time.NewTicker": "the clock", "time.Tick": "the clock", "context.WithTimeout": "the clock",
	"context.WithDeadline": "the clock", "path/filepath.Walk": "files", "path/filepath.WalkDir": "files",
	"path/filepath.Glob": "files", "path/filepath.Abs": "files", "path/filepath.EvalSymlinks": "files",
	"fmt.Scan": "input", "fmt.Scanln": "input", "fmt.Scanf": "input", "text/template.ParseFiles": "files",
	"text/template.ParseGlob": "files", "html/template.ParseFiles": "files", "html/template.ParseGlob": "files",
}

var needs = map[string]string{
	"os": "files", "io/ioutil": "files", "embed": "files", "os/exec": "processes", "syscall": "processes",
	"net": "network", "net/http": "network", "database/sql": "a database", "math/rand": "chance",
	"math/rand/v2": "chance", "crypto/rand": "chance", "unsafe": "unsafe memory", "C": "C code", "log": "a log",
	"log/slog": "a log", "os/signal": "processes", "runtime": "the runtime", "plugin": "processes",
}

// impure says why a function is not called: nothing keeps a Go function from acting on the outside, so only those are
// tried that cannot reach anything that does. Empty = it may be called.
func (source *Source) impure(function *Function) string {
	seen := map[types.Object]bool{}
	return source.impureFrom(function.node.Body, seen)
}

func (source *Source) impureFrom(root ast.Node, seen map[types.Object]bool) string {
	reason := ""
	ast.Inspect(root, func(node ast.Node) bool {
		if reason != "" {
			return false
		}
		if _, ok := node.(*ast.GoStmt); ok {
			reason = "starts goroutines"
		}
		name, ok := node.(*ast.Ident)
		if !ok {
			return true
		}
		object := source.info.Uses[name]
		if object == nil || object.Pkg() == nil || seen[object] {
			return true
		}
		seen[object] = true
		if object.Pkg() == source.pkg {
			if _, isFunction := object.(*types.Func); isFunction {
				if body := source.bodyOf(object); body != nil {
					reason = source.impureFrom(body, seen)
				}
			}
			return true
		}
		reason = source.foreign(object)
		return true
	})
	return reason
}

func (source *Source) foreign(object types.Object) string {
	path := object.Pkg().Path()
	if path == "os" && (strings.HasPrefix(object.Name(), "Err") || strings.HasPrefix(object.Name(), "Is")) {
		return ""
	}
	if computing[path] {
		if what := acting[path+"."+object.Name()]; what != "" {
			return "needs " + what
		}
		return ""
	}
	if _, isType := object.(*types.TypeName); isType {
		return ""
	}
	if what := needs[path]; what != "" {
		return "needs " + what
	}
	return source.impurePackage(path)
}

func (source *Source) bodyOf(object types.Object) *ast.BlockStmt {
	for _, file := range source.syntax {
		for _, declaration := range file.Decls {
			if node, ok := declaration.(*ast.FuncDecl); ok && source.info.Defs[node.Name] == object {
				return node.Body
			}
		}
	}
	return nil
}

// impurePackage allows packages of the same module whose imports, and theirs, only compute.
func (source *Source) impurePackage(path string) string {
	if known, ok := source.purity[path]; ok {
		return known
	}
	source.purity[path] = ""
	reason := "calls " + path
	below := strings.TrimPrefix(path, source.job.Module)
	if path == source.job.Module || strings.HasPrefix(below, "/") && below != path {
		reason = source.impureFolder(filepath.Join(source.job.Root, filepath.FromSlash(below)), path)
	}
	source.purity[path] = reason
	return reason
}

func (source *Source) impureFolder(folder, path string) string {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "calls " + path
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, entry.Name()), nil, parser.ImportsOnly)
		if err != nil {
			return "calls " + path
		}
		for _, each := range file.Imports {
			imported, _ := strconv.Unquote(each.Path.Value)
			if computing[imported] && imported != "time" {
				continue
			}
			if needs[imported] != "" || !strings.HasPrefix(imported, source.job.Module) {
				return "calls " + path + ", which imports " + imported
			}
			if reason := source.impurePackage(imported); reason != "" {
				return reason
			}
		}
	}
	return ""
}
