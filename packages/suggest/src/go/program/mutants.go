package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"sort"
	"strings"
)

// Mutant is a small change of a function that can be switched on.
type Mutant struct {
	ID    int    `json:"id"`
	Point int    `json:"point"`
	Line  int    `json:"line"`
	Words string `json:"words"`
}

// Block is a stretch of statements that runs together.
type Block struct {
	ID   int `json:"id"`
	Line int `json:"line"`
	End  int `json:"end"`
}

type edit struct {
	offset int
	text   string
	// closing edits of inner nodes come before those of outer ones at the same offset
	closing bool
	order   int
}

var comparisons = map[token.Token][]token.Token{
	token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR}, token.GTR: {token.GEQ, token.LEQ},
	token.GEQ: {token.GTR, token.LSS}, token.EQL: {token.NEQ}, token.NEQ: {token.EQL},
	token.LAND: {token.LOR}, token.LOR: {token.LAND},
}

var arithmetic = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.MUL,
	token.AND: token.OR, token.OR: token.AND, token.SHL: token.SHR, token.SHR: token.SHL,
}

var assigned = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN, token.MUL_ASSIGN: token.QUO_ASSIGN,
	token.QUO_ASSIGN: token.MUL_ASSIGN, token.REM_ASSIGN: token.MUL_ASSIGN,
}

var twins = map[string]string{
	"HasPrefix": "HasSuffix", "HasSuffix": "HasPrefix", "ToUpper": "ToLower", "ToLower": "ToUpper",
	"TrimLeft": "TrimRight", "TrimRight": "TrimLeft", "TrimPrefix": "TrimSuffix", "TrimSuffix": "TrimPrefix",
	"Min": "Max", "Max": "Min", "Floor": "Ceil", "Ceil": "Floor", "Index": "LastIndex", "LastIndex": "Index",
}

type mutator struct {
	source  *Source
	mutants []Mutant
	blocks  []Block
	// constant: expressions that the language wants to be constant, or that give two values
	fixed map[ast.Node]bool
	// inClosures: return statements there are not the function's
	results  *types.Tuple
	closures int
}

type variant struct{ text, words string }

// mutate switches every mutant of a function into the file's text.
func (source *Source) mutate(function *Function) ([]Mutant, []Block) {
	m := &mutator{source: source, fixed: map[ast.Node]bool{}, results: function.signature.Results()}
	ast.Walk(m, function.node.Body)
	return m.mutants, m.blocks
}

func (m *mutator) Visit(node ast.Node) ast.Visitor {
	switch each := node.(type) {
	case *ast.GenDecl:
		if each.Tok == token.CONST || each.Tok == token.TYPE {
			return nil
		}
	case *ast.ArrayType, *ast.StructType, *ast.InterfaceType, *ast.FuncType, *ast.MapType:
		return nil
	case *ast.FuncLit:
		inner := &mutator{source: m.source, fixed: m.fixed, closures: 1}
		ast.Walk(inner, each.Body)
		m.mutants = append(m.mutants, inner.mutants...)
		m.blocks = append(m.blocks, inner.blocks...)
		return nil
	case *ast.CompositeLit:
		m.compositeKeys(each)
	case *ast.BlockStmt:
		m.block(each, each.Lbrace+1, each.List)
	case *ast.CaseClause:
		if len(each.Body) > 0 {
			m.block(each, each.Colon+1, each.Body)
		}
	case *ast.AssignStmt:
		m.assign(each)
	case *ast.ValueSpec:
		m.twoValues(len(each.Names), each.Values)
	case *ast.IfStmt:
		m.condition(each.Cond, true)
	case *ast.ForStmt:
		if each.Cond != nil {
			m.condition(each.Cond, false)
		}
	case *ast.BinaryExpr:
		m.binary(each)
	case *ast.UnaryExpr:
		if each.Op == token.NOT || each.Op == token.SUB {
			m.expression(each, variant{m.source.of(each.X), each.Op.String() + " taken out"})
		}
	case *ast.BasicLit:
		m.literal(each)
	case *ast.Ident:
		if each.Name == "true" || each.Name == "false" {
			other := map[string]string{"true": "false", "false": "true"}[each.Name]
			m.expression(each, variant{other, each.Name + " → " + other})
		}
	case *ast.CallExpr:
		m.call(each)
	case *ast.IncDecStmt:
		other := "--"
		if each.Tok == token.DEC {
			other = "++"
		}
		m.statement(each, m.source.of(each.X)+other, each.Tok.String()+" → "+other)
	case *ast.ExprStmt:
		if _, ok := each.X.(*ast.CallExpr); ok {
			m.statement(each, "", short(m.source.of(each))+" taken out")
		}
	case *ast.ReturnStmt:
		m.returned(each)
	}
	return m
}

func (m *mutator) block(node ast.Node, at token.Pos, list []ast.Stmt) {
	if len(list) == 0 {
		return
	}
	switch list[0].(type) {
	case *ast.CaseClause, *ast.CommClause: // the body of a switch holds its cases
		return
	}
	m.source.blocks++
	id := m.source.blocks
	last := list[len(list)-1]
	m.blocks = append(m.blocks, Block{id, m.source.line(list[0].Pos()), m.source.line(last.End())})
	m.source.insert(at, fmt.Sprintf(" qitopsBlock(%d); ", id), false)
}

// next gives a place in the code at which mutants can be switched on.
func (m *mutator) add(point int, node ast.Node, words string) int {
	m.source.mutants++
	m.mutants = append(m.mutants, Mutant{m.source.mutants, point, m.source.line(node.Pos()), words})
	return m.source.mutants
}

func (m *mutator) expression(node ast.Expr, variants ...variant) {
	known, ok := m.source.info.Types[node]
	if !ok || m.fixed[node] || known.Type == nil || len(variants) == 0 {
		return
	}
	basic, isBasic := known.Type.Underlying().(*types.Basic)
	if isBasic && (basic.Info()&types.IsUntyped != 0 || basic.Kind() == types.Invalid) {
		if basic.Kind() != types.UntypedBool {
			return
		}
		known.Type = types.Typ[types.Bool]
	}
	typeText, ok := m.source.typeTextHere(known.Type)
	if !ok {
		return
	}
	m.source.points++
	point := m.source.points
	text := fmt.Sprintf("func() %s { switch qitopsAt(%d) {", typeText, point)
	for _, each := range variants {
		text += fmt.Sprintf(" case %d: return %s;", m.add(point, node, each.words), each.text)
	}
	m.source.insert(node.Pos(), text+" }; return ", false)
	m.source.insert(node.End(), " }()", true)
}

// statement runs another statement, or none, when a mutant is on.
func (m *mutator) statement(node ast.Stmt, other, words string) {
	m.source.points++
	point := m.source.points
	id := m.add(point, node, words)
	m.source.insert(node.Pos(), fmt.Sprintf("func() { if qitopsAt(%d) == %d { %s } else { ", point, id, other), false)
	m.source.insert(node.End(), " } }()", true)
}

func (m *mutator) binary(node *ast.BinaryExpr) {
	left, right := m.source.of(node.X), m.source.of(node.Y)
	with := func(other token.Token) variant {
		return variant{left + " " + other.String() + " " + right, node.Op.String() + " → " + other.String()}
	}
	if others, ok := comparisons[node.Op]; ok {
		variants := []variant{}
		for _, other := range others {
			variants = append(variants, with(other))
		}
		m.expression(node, variants...)
		return
	}
	other, ok := arithmetic[node.Op]
	if !ok || m.source.info.Types[node].Value != nil {
		return
	}
	if basic, isBasic := m.source.info.Types[node].Type.Underlying().(*types.Basic); !isBasic || basic.Info()&types.IsNumeric == 0 {
		return
	}
	if value := m.source.info.Types[node.Y].Value; value != nil && constant.Sign(value) == 0 {
		return
	}
	m.expression(node, with(other))
}

// step is ` + 1`, or ` - 1` for the largest value of a small type.
func (source *Source) step(node *ast.BasicLit) string {
	known := source.info.Types[node]
	basic, ok := known.Type.Underlying().(*types.Basic)
	if !ok || known.Value == nil {
		return " + 1"
	}
	largest := map[types.BasicKind]int64{
		types.Int8: 127, types.Uint8: 255, types.Int16: 32767, types.Uint16: 65535,
		types.Int32: 2147483647, types.Uint32: 4294967295, types.Int: 9223372036854775807, types.Int64: 9223372036854775807,
	}
	if value, exact := constant.Int64Val(constant.ToInt(known.Value)); exact && largest[basic.Kind()] == value {
		return " - 1"
	}
	return " + 1"
}

func (m *mutator) condition(node ast.Expr, both bool) {
	said := short(m.source.of(node))
	variants := []variant{{"false", said + " → false"}}
	if both {
		variants = append(variants, variant{"true", said + " → true"})
	}
	m.expression(node, variants...)
}

func (m *mutator) literal(node *ast.BasicLit) {
	switch node.Kind {
	case token.INT:
		other := node.Value + m.source.step(node)
		m.expression(node, variant{other, node.Value + " → " + other})
	case token.FLOAT:
		m.expression(node, variant{node.Value + " + 1", node.Value + " → " + node.Value + " + 1"})
	case token.STRING:
		other := `""`
		if len(node.Value) == 2 {
			other = `"qitops"`
		}
		m.expression(node, variant{other, short(node.Value) + " → " + other})
	}
}

func (m *mutator) call(node *ast.CallExpr) {
	selector, ok := node.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	name, isName := selector.X.(*ast.Ident)
	twin := twins[selector.Sel.Name]
	if !isName || twin == "" {
		return
	}
	if imported, ok := m.source.info.Uses[name].(*types.PkgName); !ok || imported.Imported().Scope().Lookup(twin) == nil {
		return
	}
	from, to := m.source.offset(selector.Sel.Pos()), m.source.offset(selector.Sel.End())
	start, end := m.source.offset(node.Pos()), m.source.offset(node.End())
	text := m.source.text[start:from] + twin + m.source.text[to:end]
	m.expression(node, variant{text, selector.Sel.Name + " → " + twin})
}

func (m *mutator) assign(node *ast.AssignStmt) {
	m.twoValues(len(node.Lhs), node.Rhs)
	if other, ok := assigned[node.Tok]; ok {
		if basic, isBasic := m.source.info.Types[node.Lhs[0]].Type.Underlying().(*types.Basic); isBasic && basic.Info()&types.IsNumeric != 0 {
			m.statement(node, m.source.of(node.Lhs[0])+" "+other.String()+" "+m.source.of(node.Rhs[0]), node.Tok.String()+" → "+other.String())
		}
	}
}

// twoValues keeps `value, ok := m[key]` as it is.
func (m *mutator) twoValues(names int, values []ast.Expr) {
	if names > 1 && len(values) == 1 {
		m.fixed[values[0]] = true
	}
}

func (m *mutator) compositeKeys(node *ast.CompositeLit) {
	for _, each := range node.Elts {
		if pair, ok := each.(*ast.KeyValueExpr); ok {
			if known := m.source.info.Types[node].Type; known != nil {
				if _, isMap := known.Underlying().(*types.Map); !isMap {
					m.fixed[pair.Key] = true
				}
			}
		}
	}
}

func (m *mutator) returned(node *ast.ReturnStmt) {
	if m.closures > 0 || m.results == nil || m.results.Len() == 0 || len(node.Results) == 0 {
		return
	}
	zero, names := "", []string{}
	for i := 0; i < m.results.Len(); i++ {
		typeText, ok := m.source.typeTextHere(m.results.At(i).Type())
		if !ok {
			return
		}
		name := fmt.Sprintf("qitops%d", i)
		zero += fmt.Sprintf("var %s %s; ", name, typeText)
		names = append(names, name)
	}
	if len(node.Results) == 1 {
		if text := m.source.of(node.Results[0]); text == "nil" || text == `""` || text == "0" || text == "false" || text == "true" {
			return
		}
	}
	m.source.points++
	point := m.source.points
	id := m.add(point, node, short(m.source.of(node))+" → zero values")
	m.source.insert(node.Pos(), fmt.Sprintf("if qitopsAt(%d) == %d { %sreturn %s }; ", point, id, zero, strings.Join(names, ", ")), false)
}

func (source *Source) insert(at token.Pos, text string, closing bool) {
	source.edits = append(source.edits, edit{source.offset(at), text, closing, len(source.edits)})
}

// mutated gives the file with all switches in it.
func (source *Source) mutated() string {
	edits := append([]edit{}, source.edits...)
	sort.SliceStable(edits, func(i, j int) bool {
		a, b := edits[i], edits[j]
		if a.offset != b.offset {
			return a.offset < b.offset
		}
		if a.closing != b.closing {
			return a.closing
		}
		if a.closing {
			return a.order > b.order
		}
		return a.order < b.order
	})
	var text strings.Builder
	last := 0
	for _, each := range edits {
		text.WriteString(source.text[last:each.offset])
		text.WriteString(each.text)
		last = each.offset
	}
	text.WriteString(source.text[last:])
	return text.String()
}

func short(text string) string {
	line := strings.Join(strings.Fields(text), " ")
	if runes := []rune(line); len(runes) > 40 {
		return string(runes[:39]) + "…"
	}
	return line
}
