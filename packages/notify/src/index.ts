export { type PostOptions, post } from './post.ts';
export { slackMessage } from './slack.ts';
export { signedRequest } from './webhook.ts';
export { headline, KIND_WORDS } from './words.ts';
