export { CAPS, type Caps, estimateTokens, type Price, type Spend, spendText } from './budget.ts';
export { folderCache } from './cache.ts';
export { type Api, type ModelOptions, type OpenModel, openModel } from './open-model.ts';
export { type ModelSettings, modelSettings } from './settings.ts';
