export * from './command.ts';
export * from './html.ts';
export * from './markdown.ts';
export * from './mask.ts';
export * from './slack.ts';
export * from './terminal.ts';
export * from './url.ts';
