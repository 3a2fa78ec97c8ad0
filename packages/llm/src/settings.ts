import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError, type UserProblem } from '@qitops/model';
import { CAPS, type Caps, type Price } from './budget.ts';
import type { Api, ModelOptions } from './open-model.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How a model is reached, as the user set it. */
export type ModelSettings = Pick<
  ModelOptions,
  'api' | 'baseUrl' | 'model' | 'key' | 'allowed' | 'caps' | 'price'
> & {
  /** Folder of the answers that are kept. */
  cacheFolder: string;
  /** Name of the variable that holds the key. */
  keyName: string;
};

const KNOWN: Readonly<Record<string, { api: Api; baseUrl: string; keyName: string }>> = {
  openai: { api: 'responses', baseUrl: 'https://api.openai.com/v1', keyName: 'OPENAI_API_KEY' },
  anthropic: { api: 'anthropic', baseUrl: 'https://api.anthropic.com', keyName: 'ANTHROPIC_API_KEY' },
};
const APIS: readonly string[] = ['chat', 'responses', 'anthropic'] satisfies Api[];

/**
 * Reads the setting `provider` (`openai`, `anthropic`, each also as `<name>:<model>`, or a base URL) and the variables
 * beside it. The key is read from the variable that `QITOPS_MODEL_KEY_ENV` names; '' = it
 * holds none, as in a pull request of a fork.
 * @throws UserError with every problem at once.
 */
export function modelSettings(provider: string, env: Environment): ModelSettings {
  const problems: UserProblem[] = [];
  const [name = '', named] = /^\w+:\/\//.test(provider) ? [provider] : provider.split(/:(.*)/s, 2);
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  const isUrl = /^https?:\/\//.test(provider);
  if (!known && !isUrl)
    problems.push({
      what: `${JSON.stringify(provider)} is no provider`,
      where: 'provider',
      remedy: 'write openai, anthropic or a base URL like https://host/v1',
    });
  const model = named || env.QITOPS_MODEL || '';
  if (model === '')
    problems.push({
      what: 'no model is named',
      where: 'provider',
      remedy: known ? `write ${name}:<model>, or set QITOPS_MODEL` : 'set QITOPS_MODEL',
    });
  const keyName = env.QITOPS_MODEL_KEY_ENV || known?.keyName || 'QITOPS_MODEL_KEY';
  const allowed = (env.QITOPS_MODEL_ALLOW ?? '').split(/[\s,]+/).filter(Boolean);
  const key = env[keyName]?.trim() ?? '';
  const price = priceOf(env.QITOPS_MODEL_PRICE, problems);
  const caps = capsOf(env.QITOPS_MAX_USD, price, problems);
  const api = env.QITOPS_MODEL_API || known?.api || 'chat';
  if (!APIS.includes(api))
    problems.push({
      what: `${JSON.stringify(api)} is no API`,
      where: 'QITOPS_MODEL_API',
      remedy: APIS.join(', '),
    });
  if (problems.length > 0) throw new UserError(problems);
  return {
    api: api as Api,
    baseUrl: known?.baseUrl ?? provider,
    model,
    // a model on one's own machine asks for no key
    key: key || (isUrl && allowed.length > 0 ? 'no-key-is-needed' : ''),
    keyName,
    allowed,
    caps,
    price,
    cacheFolder:
      env.QITOPS_MODEL_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'qitops', 'model'),
  };
}

function priceOf(text: string | undefined, problems: UserProblem[]): Price | null {
  if (!text) return null;
  const found = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (found) return { input: Number(found[1]), output: Number(found[2]) };
  problems.push({
    what: `${JSON.stringify(text)} is no price`,
    where: 'QITOPS_MODEL_PRICE',
    remedy: 'write US dollars for a million tokens in and out, like 1.25/10',
  });
  return null;
}

function capsOf(text: string | undefined, price: Price | null, problems: UserProblem[]): Caps {
  if (!text) return CAPS;
  const usd = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text.trim()))
    problems.push({
      what: `${JSON.stringify(text)} is no sum`,
      where: 'QITOPS_MAX_USD',
      remedy: 'write it like 0.50',
    });
  else if (!price)
    problems.push({
      what: 'a cap in dollars needs the price of the model',
      where: 'QITOPS_MAX_USD',
      remedy: 'set QITOPS_MODEL_PRICE like 1.25/10',
    });
  return { ...CAPS, usd };
}
