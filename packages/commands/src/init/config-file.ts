import { CONFIG_SCHEMA_URL } from '@qitops/model';
import { MARKER } from '@qitops/model/workflow/marker';

/**
 * A `qitops.yml` to begin with: gates that hold everywhere, and those that say something before they fail anything.
 * @param skippable jobs that a condition of theirs may leave out.
 */
export function configFile(skippable: readonly string[] = []): string {
  return `# yaml-language-server: $schema=${CONFIG_SCHEMA_URL}
${MARKER} It is yours from here on.
# A pull request is judged by this file as it stands at its base commit, so none writes its own rules.
version: 1
gates:
  newFailures: 0 # tests that fail now and did not at the base
  # A gate may begin as a warning. Take \`level\` away once it says what you want.
  patchCoverage: { value: 80, level: warn } # percent of the coverable changed lines
  projectDrop: { value: 1, level: warn } # percentage points
${skippable.length > 0 ? `  skippable: ${JSON.stringify(skippable)} # jobs with a condition: left out on purpose they fail nothing\n` : ''}# ignore: [src/generated/**] # sources that no coverage figure counts
# components: # parts with figures and gates of their own
#   - name: checkout
#     paths: [src/checkout/**]
#     gates: { patchCoverage: 90 }
`;
}
