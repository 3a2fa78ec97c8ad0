import type { Evidence } from '@qitops/model';
import type { Manifest } from './manifest.ts';
import { type Ecosystem, findIn } from './native-units.ts';
import { within } from './stack-files.ts';
import { commandOf, NO_COMMANDS, type RuntimeFact } from './unit-draft.ts';

/** Frameworks by what the root names, and by the plugin with which a member becomes an application of one. */
const FRAMEWORKS: [RegExp, RegExp, string][] = [
  [
    /org\.springframework\.boot/,
    /spring-boot-maven-plugin|id\s*\(?["']org\.springframework\.boot["'](?![^\n]*apply\s*\(?false)|alias\(libs\.plugins\.spring(\.?boot|\.boot)\)(?![^\n]*apply\s*\(?false)/i,
    'Spring Boot',
  ],
  [/io\.quarkus/, /quarkus-maven-plugin|id\s*\(?["']io\.quarkus["']/, 'Quarkus'],
  [/io\.micronaut/, /micronaut-maven-plugin|["']io\.micronaut\.application["']/, 'Micronaut'],
];

function frameworksOf(main: Manifest, all: readonly Manifest[]): { name: string; evidence: Evidence }[] {
  return FRAMEWORKS.flatMap(([named, applied, name]) => {
    const found = main.find(named) ?? findIn(all, applied);
    return found ? [{ name, evidence: found }] : [];
  });
}

/** Rank of a release that is compiled to: newer Javas build it too, and often only those. */
const TARGET = 5;

/**
 * The Java that the build asks for: its toolchains, else the release that it compiles to, the last of `patterns`. Of
 * those of several modules it is the newest, which builds for the older ones too.
 */
function javaOf(manifests: readonly Manifest[], patterns: readonly RegExp[]): RuntimeFact[] {
  for (const [rank, pattern] of patterns.entries()) {
    const everywhere = new RegExp(pattern, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
    const found = manifests.flatMap((manifest) =>
      [...manifest.text.matchAll(everywhere)].map((match) => ({ manifest, match })),
    );
    const [newest] = found.sort((a, b) => majorOf(b.match[1]!) - majorOf(a.match[1]!));
    if (newest)
      return [
        {
          runtime: 'java',
          version: newest.match[1]!,
          rank: rank === patterns.length - 1 ? TARGET : 1,
          evidence: newest.manifest.at(newest.match.index),
        },
      ];
  }
  return [];
}

/** 8 of `1.8` and of `1_8`. */
function majorOf(version: string): number {
  return Number.parseInt(version.replace(/^1[._]/, ''), 10) || 0;
}

export const MAVEN: Ecosystem = {
  manifests: ['pom.xml'],
  configs: ['Makefile'],
  members: /(^|\/)pom\.xml$/,
  manager: 'maven',
  languages: ['java', 'kotlin', 'scala', 'groovy'],
  read({ path, main, manifests, files }) {
    const mvn = files.has(within(path, 'mvnw')) ? './mvnw' : 'mvn';
    const source = main.find(/<(artifactId|modules)>/) ?? main.quote('');
    const formatter = main.find(/spotless-maven-plugin|maven-checkstyle-plugin/);
    return {
      frameworks: frameworksOf(main, manifests),
      runtimes: javaOf(manifests, [
        /<jdkToolchain>\s*<version>([^<$]+)</,
        // what the build itself refuses to be older than counts as much
        /(?:<requireJavaVersion>(?:\s|<!--[\s\S]*?-->)*<version>[[(]?\s*|<(?:maven\.compiler\.(?:release|source|target)|(?:\w+\.)*(?:java|jdk)[.-](?:version|release|source|target)|release)>\s*)([\d.]+)/,
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

/** Checks of style by the plugin that brings them. */
const CHECKS: [RegExp, string][] = [
  [/spotless/, 'spotlessCheck'],
  [/org\.jlleitschuh\.gradle\.ktlint|libs\.plugins\.ktlint/, 'ktlintCheck'],
  [/gitlab\.arturbosch\.detekt|["']dev\.detekt["']|libs\.plugins\.detekt/, 'detekt'],
];

export const GRADLE: Ecosystem = {
  manifests: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'],
  configs: [],
  members: /(^|\/)build\.gradle(\.kts)?$|\.gradle\.kts$|(^|\/)gradle\/[\w-]+\.versions\.toml$/,
  manager: 'gradle',
  languages: ['java', 'kotlin', 'scala', 'groovy'],
  read({ path, main, manifests, files }) {
    const gradle = files.has(within(path, 'gradlew')) ? './gradlew' : 'gradle';
    const source = main.find(/plugins\s*\{|apply plugin/) ?? main.quote('');
    const check = CHECKS.flatMap(([pattern, task]) => {
      const found = findIn(
        manifests.filter(({ path: file }) => !file.endsWith('.toml')),
        pattern,
      );
      return found ? [{ task, found }] : [];
    })[0];
    // a Kotlin build for several platforms has a task of tests for each, and none called `test`
    const platforms = files.paths.some((file) => /(^|\/)src\/commonTest\//.test(file));
    return {
      frameworks: frameworksOf(main, manifests),
      runtimes: javaOf(manifests, [
        /JavaLanguageVersion\.of\(\s*"?(\d+)/,
        /jvmToolchain\(\s*(\d+)/,
        /(?:(?:sourceCompatibility|targetCompatibility)\s*=?\s*(?:JavaVersion\.VERSION_)?["']?|options\.release(?:\.set\(|\s*=)\s*|^(?:java|jdk|jvm)[-_]?(?:version|target|toolchain|release)?\s*=\s*")([\d._]+)/im,
      ]),
      commands: {
        ...NO_COMMANDS,
        build: commandOf(`${gradle} assemble`, path, 0.8, source),
        test: commandOf(`${gradle} ${platforms ? 'check' : 'test'}`, path, 0.85, source),
        lint: check ? commandOf(`${gradle} ${check.task}`, path, 0.75, check.found) : null,
      },
      runners: ['gradle'],
    };
  },
};
