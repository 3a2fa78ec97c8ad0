import { NotAvailableYet } from '@qitops/model';
import type { AddCommand } from '../options.ts';

/** Commands that have a contract and no implementation yet: they say so and make nothing up. */
export function addPlanned(add: AddCommand): void {
  planned(add, 'cases', 'the catalogue of test cases', 'qitops cases list');
}

function planned(add: AddCommand, name: string, description: string, example: string): void {
  const { command, does } = add(name, `${description} (not available yet)`, example);
  command.argument('[args...]').allowUnknownOption();
  does(async () => {
    throw new NotAvailableYet(name);
  });
}
