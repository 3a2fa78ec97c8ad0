import type { DetectDocument } from '@qitops/model';

/** What a job of a matrix needs of a unit; null = there is no such command. */
export interface MatrixUnit {
  path: string;
  languages: string[];
  install: string | null;
  build: string | null;
  test: string | null;
}

/** The units as a matrix takes them. */
export function unitsForMatrix({ units }: DetectDocument): MatrixUnit[] {
  return units.map(({ path, languages, commands }) => ({
    path,
    languages: languages?.value ?? [],
    install: commands.install?.value.run ?? null,
    build: commands.build?.value.run ?? null,
    test: commands.test?.value.run ?? null,
  }));
}
