import { describe, expect, it } from 'vitest';
import { modelSettings } from './settings.ts';

describe('modelSettings', () => {
  it('reads a provider with its model and usual key', () => {
    expect(modelSettings('anthropic:some-model', { ANTHROPIC_API_KEY: 'k-1' })).toMatchObject({
      api: 'anthropic',
      baseUrl: 'https://api.anthropic.com',
      model: 'some-model',
      key: 'k-1',
    });
  });
  it('reads a base URL, the model and the name of the key from variables', () => {
    const env = {
      QITOPS_MODEL: 'm:7b',
      QITOPS_MODEL_KEY_ENV: 'MY_KEY',
      MY_KEY: 'k-2',
      QITOPS_MODEL_API: 'chat',
    };
    expect(modelSettings('https://api.mistral.ai/v1', env)).toMatchObject({
      baseUrl: 'https://api.mistral.ai/v1',
      model: 'm:7b',
      key: 'k-2',
    });
  });
  it('needs no key for a host that was named as a private one', () => {
    const env = { QITOPS_MODEL: 'm', QITOPS_MODEL_ALLOW: '127.0.0.1:11434' };
    expect(modelSettings('http://127.0.0.1:11434/v1', env).allowed).toEqual(['127.0.0.1:11434']);
  });
  it('says that there is no key without failing', () => {
    expect(modelSettings('openai:m', {})).toMatchObject({ key: '', keyName: 'OPENAI_API_KEY' });
  });
  it.each([
    ['gpt', {}, /no provider/],
    ['constructor', {}, /no provider/],
    ['openai', { OPENAI_API_KEY: 'k' }, /no model is named/],
    ['openai:m', { OPENAI_API_KEY: 'k', QITOPS_MAX_USD: '0.5' }, /needs the price/],
    ['openai:m', { OPENAI_API_KEY: 'k', QITOPS_MAX_USD: 'lots' }, /no sum/],
    ['openai:m', { OPENAI_API_KEY: 'k', QITOPS_MODEL_PRICE: 'cheap' }, /no price/],
    ['openai:m', { OPENAI_API_KEY: 'k', QITOPS_MODEL_API: 'soap' }, /no API/],
  ])('says what is wrong with %s and %j', (provider, env, words) => {
    expect(() => modelSettings(provider, env)).toThrow(words);
  });
});
