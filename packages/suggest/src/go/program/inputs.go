package main

import (
	"fmt"
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

const mostValues = 12

// Values makes source of values by type, with the constants of one function.
type Values struct {
	source  *Source
	numbers []string
	texts   []string
	depth   int
}

// inputs gives ways to call a function, the plainest first; the second result says why there are none.
func (source *Source) inputs(function *Function) ([]Input, string) {
	values := newValues(source, function.node.Body)
	lists := [][]string{}
	if receiver := function.signature.Recv(); receiver != nil {
		made := values.of(receiver.Type())
		if len(made) == 0 {
			return nil, "no input can be made for its receiver"
		}
		if _, isBasic := receiver.Type().Underlying().(*types.Basic); isBasic {
			for i, each := range made {
				made[i] = fmt.Sprintf("%s(%s)", source.typeText(receiver.Type()), each)
			}
		}
		lists = append(lists, notNil(made))
	}
	parameters := function.signature.Params()
	for i := 0; i < parameters.Len(); i++ {
		parameter := parameters.At(i)
		t := parameter.Type()
		variadic := function.signature.Variadic() && i == parameters.Len()-1
		made := values.of(t)
		if len(made) == 0 {
			return nil, "no input can be made for " + parameter.Name()
		}
		if variadic {
			for j := range made {
				made[j] += "..."
			}
		}
		lists = append(lists, made)
	}
	inputs := []Input{}
	for _, each := range combined(lists) {
		input := Input{Args: each}
		if function.signature.Recv() != nil {
			input.Receiver, input.Args = each[0], each[1:]
		}
		inputs = append(inputs, input)
	}
	return inputs, ""
}

func notNil(values []string) []string {
	kept := []string{}
	for _, each := range values {
		if each != "nil" {
			kept = append(kept, each)
		}
	}
	return kept
}

func newValues(source *Source, body ast.Node) *Values {
	found := &constants{source: source}
	ast.Inspect(body, found.visit)
	// what a function hands on decides there
	for _, each := range source.called(body) {
		ast.Inspect(each, found.visit)
	}
	values := &Values{source: source}
	values.numbers = unique(append(head(unique(found.numbers), 18), "0", "1", "-1", "2", "10"))
	texts := append(head(unique(found.texts), 12), framed(unique(found.texts))...)
	for _, each := range unique(append(texts, "", "a", "Ab c", "12", " x ")) {
		values.texts = append(values.texts, strconv.Quote(each))
	}
	return values
}

// of gives source of values of a type; none = no value is known.
func (values *Values) of(t types.Type) []string {
	values.depth++
	defer func() { values.depth-- }()
	if values.depth > 5 {
		return nil
	}
	if named, ok := t.(*types.Named); ok {
		return unique(values.ofNamed(named))
	}
	if parameter, ok := t.(*types.TypeParam); ok {
		if constraint := parameter.Constraint().Underlying().(*types.Interface); constraint.NumMethods() > 0 {
			return nil
		}
		return head(values.numbers, 8)
	}
	return unique(values.ofUnderlying(t, ""))
}

func (values *Values) ofNamed(named *types.Named) []string {
	name := values.source.typeText(named)
	path := ""
	if named.Obj().Pkg() != nil {
		path = named.Obj().Pkg().Path()
	}
	switch path + "." + named.Obj().Name() {
	case ".error":
		values.source.imports["errors"] = "errors"
		return []string{"nil", `errors.New("failed")`}
	case "context.Context":
		return []string{"context.Background()"}
	case "time.Time":
		return []string{"time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)", "time.Date(2023, 12, 31, 23, 59, 59, 0, time.UTC)", "time.Time{}"}
	case "time.Duration":
		return []string{"0", "time.Second", "90 * time.Minute", "-time.Second"}
	case "io.Writer":
		values.source.imports["bytes"] = "bytes"
		return []string{"&bytes.Buffer{}"}
	case "io.Reader":
		values.source.imports["strings"] = "strings"
		made := []string{}
		for _, each := range head(values.texts, 6) {
			made = append(made, "strings.NewReader("+each+")")
		}
		return made
	}
	if constants := values.constantsOf(named); len(constants) > 0 {
		return append(constants, head(values.ofUnderlying(named.Underlying(), name), 2)...)
	}
	if !named.Obj().Exported() && named.Obj().Pkg() != values.source.pkg {
		return nil
	}
	return values.ofUnderlying(named.Underlying(), name)
}

func (values *Values) constantsOf(named *types.Named) []string {
	if named.Obj().Pkg() == nil {
		return nil
	}
	scope, found := named.Obj().Pkg().Scope(), []string{}
	own := named.Obj().Pkg() == values.source.pkg
	for _, name := range scope.Names() {
		each, ok := scope.Lookup(name).(*types.Const)
		if !ok || !types.Identical(each.Type(), named) || !own && !each.Exported() {
			continue
		}
		if own {
			found = append(found, name)
		} else {
			values.source.imports[named.Obj().Pkg().Name()] = named.Obj().Pkg().Path()
			found = append(found, named.Obj().Pkg().Name()+"."+name)
		}
	}
	return head(found, mostValues)
}

// ofUnderlying makes values; `name` is how the type is called, empty = it has no name.
func (values *Values) ofUnderlying(t types.Type, name string) []string {
	text := name
	if text == "" {
		text = values.source.typeText(t)
	}
	switch each := t.(type) {
	case *types.Basic:
		return values.basic(each)
	case *types.Slice:
		if basic, ok := each.Elem().(*types.Basic); ok && basic.Kind() == types.Byte {
			made := []string{}
			for _, inner := range head(values.texts, 6) {
				made = append(made, text+"("+inner+")")
			}
			return append(made, "nil")
		}
		return values.list(text, values.of(each.Elem()))
	case *types.Array:
		inner := values.of(each.Elem())
		if len(inner) == 0 || each.Len() > 16 {
			return nil
		}
		return []string{text + "{}", text + "{" + inner[0] + "}"}
	case *types.Map:
		return values.mapping(text, values.of(each.Key()), values.of(each.Elem()))
	case *types.Pointer:
		return values.pointer(each)
	case *types.Struct:
		return values.structure(text, each)
	case *types.Signature:
		return values.function(text, each)
	case *types.Interface:
		if each.NumMethods() == 0 {
			return []string{"1", `"a"`, "nil", "true", "2.5", "[]int{1}"}
		}
		return nil
	}
	return nil
}

func (values *Values) basic(basic *types.Basic) []string {
	info := basic.Info()
	switch {
	case info&types.IsBoolean != 0:
		return []string{"true", "false"}
	case info&types.IsString != 0:
		return values.texts
	case info&types.IsInteger != 0:
		return values.integers(basic)
	case info&types.IsFloat != 0:
		return append(head(values.numbers, 14), "0.5", "-0.5", "2.5")
	}
	return nil
}

var bounds = map[types.BasicKind][2]int64{
	types.Int8: {-128, 127}, types.Uint8: {0, 255}, types.Int16: {-32768, 32767}, types.Uint16: {0, 65535},
	types.Int32: {-1 << 31, 1<<31 - 1}, types.Uint32: {0, 1<<32 - 1}, types.Uint: {0, 1 << 53}, types.Uint64: {0, 1 << 53},
	types.Uintptr: {0, 1 << 31},
}

func (values *Values) integers(basic *types.Basic) []string {
	found := []string{}
	for _, each := range values.numbers {
		value, err := strconv.ParseInt(each, 10, 64)
		if err != nil {
			continue
		}
		if limit, ok := bounds[basic.Kind()]; ok && (value < limit[0] || value > limit[1]) {
			continue
		}
		found = append(found, each)
	}
	if basic.Kind() == types.Int32 {
		found = append(found, "'a'", "'Z'", "'7'", "' '")
	}
	return found
}

func (values *Values) list(text string, inner []string) []string {
	if len(inner) == 0 {
		return nil
	}
	made := []string{"nil", text + "{}"}
	for _, n := range []int{1, 3, 2} {
		made = append(made, text+"{"+strings.Join(repeated(inner, n), ", ")+"}")
	}
	reversed := repeated(inner, 4)
	for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
		reversed[i], reversed[j] = reversed[j], reversed[i]
	}
	made = append(made, text+"{"+strings.Join(reversed, ", ")+"}", text+"{"+inner[0]+", "+inner[0]+"}")
	for _, each := range head(inner[1:], 5) {
		made = append(made, text+"{"+each+"}")
	}
	return made
}

func (values *Values) mapping(text string, keys, inner []string) []string {
	if len(keys) == 0 || len(inner) == 0 {
		return nil
	}
	made := []string{"nil", text + "{}"}
	for n := 1; n <= 3 && n <= len(keys); n++ {
		pairs := []string{}
		for i := 0; i < n; i++ {
			pairs = append(pairs, keys[i]+": "+inner[i%len(inner)])
		}
		made = append(made, text+"{"+strings.Join(pairs, ", ")+"}")
	}
	for _, each := range head(keys, 6)[1:] {
		made = append(made, text+"{"+each+": "+inner[0]+"}")
	}
	return made
}

func (values *Values) pointer(pointer *types.Pointer) []string {
	named, ok := pointer.Elem().(*types.Named)
	if ok {
		if made := values.constructed(named); len(made) > 0 {
			return append(made, "nil")
		}
		if _, isStruct := named.Underlying().(*types.Struct); isStruct {
			made := []string{}
			for _, each := range values.of(named) {
				if strings.HasSuffix(each, "}") {
					made = append(made, "&"+each)
				}
			}
			return append(made, "nil")
		}
	}
	inner := values.of(pointer.Elem())
	if len(inner) == 0 {
		return nil
	}
	text := values.source.typeText(pointer.Elem())
	made := []string{"nil"}
	for _, each := range head(inner, 4) {
		made = append(made, fmt.Sprintf("func() *%s { value := %s(%s); return &value }()", text, text, each))
	}
	return made
}

// constructed calls the package's own `NewX` where there is one.
func (values *Values) constructed(named *types.Named) []string {
	if named.Obj().Pkg() != values.source.pkg {
		return nil
	}
	constructor, ok := values.source.pkg.Scope().Lookup("New" + named.Obj().Name()).(*types.Func)
	if !ok {
		return nil
	}
	signature := constructor.Type().(*types.Signature)
	if signature.Results().Len() != 1 || signature.TypeParams().Len() > 0 || signature.Variadic() {
		return nil
	}
	if !types.Identical(signature.Results().At(0).Type(), types.NewPointer(named)) {
		return nil
	}
	if body := values.source.bodyOf(constructor); body == nil || values.source.impureFrom(body, map[types.Object]bool{}) != "" {
		return nil
	}
	lists := [][]string{}
	for i := 0; i < signature.Params().Len(); i++ {
		lists = append(lists, values.of(signature.Params().At(i).Type()))
	}
	made := []string{}
	for _, each := range head2(combined(lists), mostValues) {
		made = append(made, fmt.Sprintf("New%s(%s)", named.Obj().Name(), strings.Join(each, ", ")))
	}
	return made
}

func (values *Values) structure(text string, structure *types.Struct) []string {
	names, lists := []string{}, [][]string{}
	for i := 0; i < structure.NumFields(); i++ {
		field := structure.Field(i)
		if !field.Exported() && field.Pkg() != values.source.pkg || field.Name() == "_" {
			continue
		}
		inner := values.of(field.Type())
		if len(inner) == 0 {
			continue
		}
		names, lists = append(names, field.Name()), append(lists, inner)
	}
	made := []string{}
	for _, each := range head2(combined(lists), mostValues*2) {
		parts := []string{}
		for i, value := range each {
			if value != "nil" {
				parts = append(parts, names[i]+": "+value)
			}
		}
		made = append(made, text+"{"+strings.Join(parts, ", ")+"}")
	}
	return append(made, text+"{}")
}

func (values *Values) function(text string, signature *types.Signature) []string {
	if signature.TypeParams().Len() > 0 {
		return nil
	}
	lists := [][]string{}
	for i := 0; i < signature.Results().Len(); i++ {
		inner := values.of(signature.Results().At(i).Type())
		if len(inner) == 0 {
			return nil
		}
		lists = append(lists, inner)
	}
	made := []string{}
	for _, each := range head2(combined(lists), 3) {
		body := ""
		if len(each) > 0 {
			body = "return " + strings.Join(each, ", ")
		}
		parameters := []string{}
		for i := 0; i < signature.Params().Len(); i++ {
			t := values.source.typeText(signature.Params().At(i).Type())
			if signature.Variadic() && i == signature.Params().Len()-1 {
				t = "..." + strings.TrimPrefix(t, "[]")
			}
			parameters = append(parameters, "_ "+t)
		}
		results := values.source.typeText(signature.Results())
		made = append(made, fmt.Sprintf("func(%s) %s { %s }", strings.Join(parameters, ", "), results, body))
	}
	return made
}
