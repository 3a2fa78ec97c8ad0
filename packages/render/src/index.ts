export * from './budget.ts';
export * from './comment.ts';
export type * from './comment-input.ts';
export * from './dashboard.ts';
export * from './flaky-issues.ts';
export * from './notice-issues.ts';
export {
  renderSuggestionSection,
  type SuggestionCard,
  type SuggestionSection,
  saysAnything,
} from './suggestion-section.ts';
