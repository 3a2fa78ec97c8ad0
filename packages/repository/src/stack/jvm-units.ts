import type { Evidence } from '@qitops/model';
import type { Manifest } from './manifest.ts';
import type { Ecosystem } from './native-units.ts';
import { within } from './stack-files.ts';
import { commandOf, NO_COMMANDS, type RuntimeFact } from './unit-draft.ts';

const FRAMEWORKS: [RegExp, string][] = [
  [/org\.springframework\.boot/, 'Spring Boot'],
  [/io\.quarkus/, 'Quarkus'],
  [/io\.micronaut/, 'Micronaut'],
];

function frameworksOf(manifest: Manifest): { name: string; evidence: Evidence }[] {
  return FRAMEWORKS.flatMap(([pattern, name]) => {
    const found = manifest.find(pattern);
    return found ? [{ name, evidence: found }] : [];
  });
}

/** Rank of a release that is compiled to: newer Javas build it too, and often only those. */
const TARGET = 5;

/** The Java that the build asks for: its toolchains, else the release that it compiles to, the last of `patterns`. */
function javaOf(manifests: readonly Manifest[], patterns: readonly RegExp[]): RuntimeFact[] {
  for (const [rank, pattern] of patterns.entries()) {
    for (const manifest of manifests) {
      const match = pattern.exec(manifest.text);
      if (match)
        return [
          {
            runtime: 'java',
            version: match[1]!,
            rank: rank === patterns.length - 1 ? TARGET : 1,
            evidence: manifest.at(match.index),
          },
        ];
    }
  }
  return [];
}

export const MAVEN: Ecosystem = {
  manifests: ['pom.xml'],
  configs: ['Makefile'],
  manager: 'maven',
  languages: ['java', 'kotlin', 'scala', 'groovy'],
  read({ path, main, manifests, files }) {
    const mvn = files.has(within(path, 'mvnw')) ? './mvnw' : 'mvn';
    const source = main.find(/<(artifactId|modules)>/) ?? main.quote('');
    const formatter = main.find(/spotless-maven-plugin|maven-checkstyle-plugin/);
    return {
      frameworks: frameworksOf(main),
      runtimes: javaOf(manifests, [
        /<jdkToolchain>\s*<version>([^<$]+)</,
        /<(?:maven\.compiler\.(?:release|source)|java\.version|release)>\s*([\d.]+)\s*</,
      ]),
      commands: {
        ...NO_COMMANDS,
        build: commandOf(`${mvn} -B package -DskipTests`, path, 0.8, source),
        test: commandOf(`${mvn} -B test`, path, 0.85, source),
        lint: formatter
          ? commandOf(
              `${mvn} -B ${/spotless/.test(formatter.text) ? 'spotless:check' : 'checkstyle:check'}`,
              path,
              0.7,
              formatter,
            )
          : null,
      },
      runners: ['maven'],
    };
  },
};

export const GRADLE: Ecosystem = {
  manifests: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'],
  configs: [],
  manager: 'gradle',
  languages: ['java', 'kotlin', 'scala', 'groovy'],
  read({ path, main, manifests, files }) {
    const gradle = files.has(within(path, 'gradlew')) ? './gradlew' : 'gradle';
    const source = main.find(/plugins\s*\{|apply plugin/) ?? main.quote('');
    const spotless = main.find(/spotless/);
    // a Kotlin build for several platforms has a task of tests for each, and none called `test`
    const platforms = files.paths.some((file) => /(^|\/)src\/commonTest\//.test(file));
    return {
      frameworks: frameworksOf(main),
      runtimes: javaOf(manifests, [
        /JavaLanguageVersion\.of\(\s*"?(\d+)/,
        /jvmToolchain\(\s*(\d+)/,
        /(?:sourceCompatibility|targetCompatibility)\s*=?\s*(?:JavaVersion\.VERSION_)?["']?([\d._]+)/,
      ]),
      commands: {
        ...NO_COMMANDS,
        build: commandOf(`${gradle} assemble`, path, 0.8, source),
        test: commandOf(`${gradle} ${platforms ? 'check' : 'test'}`, path, 0.85, source),
        lint: spotless ? commandOf(`${gradle} spotlessCheck`, path, 0.75, spotless) : null,
      },
      runners: ['gradle'],
    };
  },
};
