import { runAction, writeDocument } from '@qitops/action-kit';
import { contract } from '../contract.ts';
import { detectSummary } from './summary.ts';

await runAction(contract, async ({ inputs, context, log }) => {
  const { detect } = await import('@qitops/commands');
  const document = await log.group('Detect', () =>
    detect(context(inputs['working-directory']), { dir: '.', verify: inputs.verify }),
  );
  const languages = new Set(document.units.flatMap((unit) => unit.languages?.value ?? []));
  return {
    outputs: {
      json: await writeDocument(contract.name, document),
      count: document.units.length,
      paths: JSON.stringify(document.units.map((unit) => unit.path)),
      languages: JSON.stringify([...languages].sort()),
    },
    summary: detectSummary(document),
  };
});
