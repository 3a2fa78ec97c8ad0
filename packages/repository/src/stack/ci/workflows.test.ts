import { describe, expect, it } from 'vitest';
import { stackOf } from '../../testing/stack-of.ts';

const ACTION = `inputs:
  java-version: { default: "21" }
runs:
  using: composite
  steps:
    - uses: actions/setup-java@v5
      with: { java-version: '\${{ inputs.java-version }}' }
`;

describe('a composite action', () => {
  it.each([
    ['has its own default', '', '21'],
    ['takes what it is given', '\n        with: { java-version: 25 }', '25'],
  ])('%s', async (_, given, version) => {
    const { units } = await stackOf({
      'pom.xml': '<project/>',
      '.github/actions/setup/action.yml': ACTION,
      '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    steps:\n      - uses: ./.github/actions/setup${given}\n      - run: mvn -B verify\n`,
    });
    expect(units[0]!.runtimes?.value).toEqual({ java: version });
  });
});
