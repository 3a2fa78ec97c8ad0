import * as commands from '@qitops/commands';
import { type AddCommand, storeOption, textOrNull } from '../options.ts';
import { doctorText } from '../set-up-text.ts';

/** Commands that set qitops up in a repository and say what is missing. */
export function addSetUp(add: AddCommand): void {
  const doctor = add('doctor', 'what works, what is missing, and what to do about it', 'qitops doctor');
  doctor.command.addOption(storeOption());
  doctor.does(async (context, _, options) => {
    const document = await commands.doctor(context, { store: textOrNull(options.store) });
    return { document, text: doctorText(document), exit: 0 };
  });
}
