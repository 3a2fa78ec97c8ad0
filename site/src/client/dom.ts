/** What may stand inside an element; null, undefined and false leave nothing. */
export type Child = Node | string | number | null | undefined | false | readonly Child[];

type Handler = (event: Event) => void;
export interface Props {
  class?: string | undefined;
  /** Custom properties and sizes, set through the style object, which the content policy allows. */
  style?: Readonly<Record<string, string>>;
  on?: Readonly<Record<string, Handler>>;
  [attribute: string]: unknown;
}

/** Links lead into the report or to an https host; anything else a datum may hold is dropped. */
const LINK = /^(?:\.\/|#|https:\/\/)/;

function apply(element: HTMLElement | SVGElement, props: Props | null, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'style') {
      for (const [property, text] of Object.entries(value as Record<string, string>)) {
        element.style.setProperty(property, text);
      }
    } else if (name === 'on') {
      for (const [event, handler] of Object.entries(value as Record<string, Handler>)) {
        element.addEventListener(event, handler);
      }
    } else if (/^on/i.test(name)) {
      throw new Error(`handlers go into "on", not into ${name}`);
    } else if (name !== 'href' || LINK.test(String(value))) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(element, children);
}

/** Adds children as nodes and text; text is never read as markup. */
export function append(parent: Element | DocumentFragment, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child as readonly Child[]);
    else if (child instanceof Node) parent.append(child);
    else parent.append(document.createTextNode(String(child)));
  }
}

/** Builds an HTML element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props?: Props | null,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  apply(element, props ?? null, children);
  return element;
}

/** Builds an SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props?: Props | null,
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  apply(element, props ?? null, children);
  return element;
}

/** Replaces what an element holds. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  append(element, children);
}
