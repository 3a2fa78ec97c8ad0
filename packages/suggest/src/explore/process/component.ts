import { createRequire } from 'node:module';
import { around } from './clock.ts';
import { job } from './job.ts';

type Component = (props: unknown) => unknown;

interface React {
  createElement(component: Component, props?: unknown): object;
}

interface ReactDomServer {
  renderToStaticMarkup(element: object): string;
}

/** Characters of markup that a test can say. */
const LONGEST = 600;
const known = new Map<string, { react: React; server: ReactDomServer }>();

/** The project's own React, as the module at hand finds it; the world must be open. */
export function loadReact(): void {
  if (known.has(job.file)) return;
  const require = createRequire(job.file);
  known.set(job.file, {
    react: require('react') as React,
    server: require('react-dom/server') as ReactDomServer,
  });
}

/** The markup of a component with these props. */
export function rendered(component: Component, args: readonly unknown[]): string {
  const { react, server } = known.get(job.file)!;
  try {
    const markup = server.renderToStaticMarkup(react.createElement(component, ...args));
    if (markup.length > LONGEST) around.prevented.add(`a test of more than ${LONGEST} characters of markup`);
    return markup;
  } catch (error) {
    // a component that shows nothing lacks what its place in an application gives it: that is no behaviour of its own
    around.prevented.add('an application around it');
    throw error;
  }
}
