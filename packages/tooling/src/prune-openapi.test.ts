import { describe, expect, it } from 'vitest';
import { prune } from './prune-openapi.ts';

const whole = {
  openapi: '3.0.3',
  paths: {
    '/a': {
      get: { operationId: 'a/get', summary: 'A', responses: { 200: { $ref: '#/components/responses/a' } } },
      post: { operationId: 'a/post' },
    },
    '/b': { get: { operationId: 'b/get' } },
  },
  components: {
    responses: { a: { schema: { $ref: '#/components/schemas/a' } } },
    schemas: {
      a: {
        description: 'cut',
        properties: { title: { type: 'string' }, self: { $ref: '#/components/schemas/a' } },
      },
      unused: {},
    },
  },
};

describe('a pruned description', () => {
  it('has the operations asked for and what they lead to, without prose', () => {
    expect(prune(whole, ['a/get'])).toEqual({
      openapi: '3.0.3',
      paths: {
        '/a': { get: { operationId: 'a/get', responses: { 200: { $ref: '#/components/responses/a' } } } },
      },
      components: {
        responses: { a: { schema: { $ref: '#/components/schemas/a' } } },
        schemas: {
          a: { properties: { title: { type: 'string' }, self: { $ref: '#/components/schemas/a' } } },
        },
      },
    });
  });

  it('is refused for an operation that does not exist', () => {
    expect(() => prune(whole, ['a/get', 'c/get'])).toThrow('no such operations: c/get');
  });
});
