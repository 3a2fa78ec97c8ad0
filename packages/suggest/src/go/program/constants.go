package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
)

// constants collects what code holds values against.
type constants struct {
	source         *Source
	numbers, texts []string
}

func (found *constants) visit(node ast.Node) bool {
	if call, ok := node.(*ast.CallExpr); ok && isComplaint(call.Fun) {
		return false
	}
	expression, ok := node.(ast.Expr)
	if !ok {
		return true
	}
	known := found.source.info.Types[expression]
	if known.Value == nil {
		return true
	}
	literal, isLiteral := expression.(*ast.BasicLit)
	if _, named := known.Type.(*types.Named); named && !isLiteral {
		return false
	}
	switch known.Value.Kind() {
	case constant.Int:
		value, exact := constant.Int64Val(known.Value)
		if isLiteral && literal.Kind == token.CHAR {
			found.texts = append(found.texts, string(rune(value)))
		}
		if exact && value < 1<<53 && value > -(1<<53) {
			found.numbers = append(found.numbers, fmt.Sprint(value-1), fmt.Sprint(value), fmt.Sprint(value+1))
		}
	case constant.Float:
		value, _ := constant.Float64Val(known.Value)
		for _, each := range []float64{value - 0.5, value, value + 0.5} {
			found.numbers = append(found.numbers, strconv.FormatFloat(each, 'g', -1, 64))
		}
	case constant.String:
		found.texts = append(found.texts, constant.StringVal(known.Value))
	}
	return false
}

// isComplaint tells what is said when something is wrong from what decides.
func isComplaint(function ast.Expr) bool {
	switch each := function.(type) {
	case *ast.Ident:
		return each.Name == "panic"
	case *ast.SelectorExpr:
		return each.Sel.Name == "Errorf" || each.Sel.Name == "New" || each.Sel.Name == "Sprintf"
	}
	return false
}

// framed puts texts into others: around, between, twice, all in a row.
func framed(texts []string) []string {
	made, all := []string{}, "a"
	for _, each := range head(texts, 8) {
		made = append(made, "a"+each+"b", "1"+each+"2", each+"a", each+each)
		all += each + "b"
	}
	backwards := ""
	for _, each := range head(texts, 8) {
		backwards = each + "4" + backwards
	}
	return append(head(made, 28), all, backwards)
}

// called gives the bodies of the package's own functions that code calls.
func (source *Source) called(body ast.Node) []ast.Node {
	found, seen := []ast.Node{}, map[types.Object]bool{}
	ast.Inspect(body, func(node ast.Node) bool {
		name, ok := node.(*ast.Ident)
		if !ok {
			return true
		}
		object, ok := source.info.Uses[name].(*types.Func)
		if ok && object.Pkg() == source.pkg && !seen[object] {
			seen[object] = true
			if inner := source.bodyOf(object); inner != nil && ast.Node(inner) != body {
				found = append(found, inner)
			}
		}
		return true
	})
	return found
}
