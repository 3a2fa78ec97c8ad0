import * as commands from '@qitops/commands';
import { UserError, Visibility } from '@qitops/model';
import { Option } from 'commander';
import { type AddCommand, textOrNothing } from '../options.ts';
import { orgText } from '../org-text.ts';
import { githubToken } from '../remote-repository.ts';

const REPOSITORY = /^([\w.-]+)\/([\w.-]+)$/;

/** The index of many repositories. */
export function addOrg(add: AddCommand): void {
  const index = add(
    'org',
    'write an index of many repositories from the figures in their histories',
    "qitops org acme/shop 'acme/web-*' --out index --place private",
  );
  index.command
    .argument(
      '<repository...>',
      'owner/name of each; owner/* or owner/web-* takes all of that name, but for forks and archived ones',
    )
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--title <text>', 'title of the index; default the common owner')
    .addOption(
      new Option('--store <store>', 'where each keeps its history: ref:<name> or branch:<name>').default(
        commands.DEFAULT_REF,
      ),
    )
    .addOption(
      new Option('--place <who>', 'who can see the place that the index goes to')
        .choices(Visibility.options)
        .default('public'),
    )
    .option('--allow-stricter', 'write it although fewer people can see a repository than the place');
  index.does(async (context, repositories, options) => {
    const token = githubToken(context);
    const apiUrl = context.env.GITHUB_API_URL ?? 'https://api.github.com';
    if (token === null)
      throw new UserError({
        what: 'no token to read the repositories with',
        remedy: 'set GH_TOKEN to a token of an app or a person with `contents: read` of each of them',
      });
    const { ownerRepositories, repositoryFacts } = await import('@qitops/github');
    const out = String(options.out);
    const document = await commands.org(context, {
      repositories,
      store: String(options.store),
      place: Visibility.parse(options.place),
      allowStricter: options.allowStricter === true,
      title: textOrNothing(options.title),
      out,
      list: (owner) => ownerRepositories({ apiUrl, token, owner }),
      member: async (repository) => {
        const [, owner, name] = REPOSITORY.exec(repository) ?? [];
        if (owner && name) return repositoryFacts({ apiUrl, token, repository: { owner, name } });
        return { reason: 'it is no name of a repository', remedy: 'write owner/name' };
      },
    });
    // an index of nothing is no good one
    return { document, text: orgText(document, out), exit: document.repositories.length > 0 ? 0 : 1 };
  });
}
