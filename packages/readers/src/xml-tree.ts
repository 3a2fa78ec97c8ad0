import type { SourceFile } from './source.ts';
import { type Attributes, readXml } from './xml.ts';

/** A small subtree of an XML file, such as one test case. */
export interface XmlNode {
  name: string;
  attributes: Attributes;
  children: XmlNode[];
  /** Text directly in this element, cut at 16 KB. */
  text: string;
}

/** How the elements of a file are taken apart. */
export interface XmlParts {
  /** Elements that are handed over whole, by name; nested ones of the same name belong to the outer one. */
  whole: ReadonlySet<string>;
  node(node: XmlNode): void;
  /** All other elements, as they open and close. */
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
}

const TEXT_CAP = 16 * 1024;
const NODES_CAP = 20_000;

/** Reads an XML file part by part: memory holds one part at a time. See {@link readXml} for what it throws. */
export async function readXmlParts(
  source: SourceFile,
  parts: XmlParts,
  warn: (text: string, line?: number) => void,
): Promise<void> {
  const stack: XmlNode[] = [];
  let nodes = 0;
  await readXml(
    source,
    {
      open(name, attributes) {
        if (stack.length === 0 && !parts.whole.has(name)) {
          parts.open?.(name, attributes);
          return false;
        }
        nodes = stack.length === 0 ? 1 : nodes + 1;
        const node = { name, attributes, children: [], text: '' };
        // Beyond the cap an element is read for its well-formedness only.
        if (nodes <= NODES_CAP) stack.at(-1)?.children.push(node);
        stack.push(node);
        return true;
      },
      close(name) {
        const node = stack.pop();
        if (!node) parts.close?.(name);
        else if (stack.length === 0) parts.node(node);
      },
      text(text) {
        const node = stack.at(-1);
        if (node && node.text.length < TEXT_CAP) node.text += text.slice(0, TEXT_CAP - node.text.length);
      },
    },
    warn,
  );
}

/** The first child of that name at the end of `path`, or undefined. */
export function childAt(node: XmlNode, ...path: string[]): XmlNode | undefined {
  let at: XmlNode | undefined = node;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  return at;
}

/** Text of the child at `path`; undefined when there is none or it is blank. */
export function textAt(node: XmlNode, ...path: string[]): string | undefined {
  const text = childAt(node, ...path)?.text.trim();
  return text || undefined;
}
