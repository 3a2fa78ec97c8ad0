import { describe, expect, it } from 'vitest';
import { stackOf } from '../testing/stack-of.ts';

const unitOf = async (files: Record<string, string>) => (await stackOf(files)).units[0]!;

describe('a build of several modules', () => {
  it('of Gradle is of what its modules apply and ask for', async () => {
    const unit = await unitOf({
      'settings.gradle': 'include "app"',
      'build.gradle': 'plugins { alias(libs.plugins.spotless) }',
      'app/build.gradle':
        'plugins { alias(libs.plugins.spring.boot) }\njava { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\n',
    });
    expect(unit.frameworks?.value).toEqual(['Spring Boot', 'gradle']);
    expect(unit.runtimes?.value).toEqual({ java: '21' });
    expect(unit.commands.lint?.value.run).toBe('gradle spotlessCheck');
  });
  it('is no application of what one of its libraries is made for', async () => {
    const unit = await unitOf({
      'build.gradle.kts': 'plugins { id("org.jlleitschuh.gradle.ktlint") }',
      'starter/build.gradle.kts':
        'plugins { id("org.springframework.boot") apply false }\ndependencies { api("org.springframework.boot:spring-boot") }\n',
      'gradle/libs.versions.toml': '[versions]\njava-websocket = "1.5"\njvm-target = "17"\n',
    });
    expect(unit.frameworks?.value).toEqual(['gradle']);
    expect(unit.runtimes?.value).toEqual({ java: '17' });
    expect(unit.commands.lint?.value.run).toBe('gradle ktlintCheck');
  });
  it('is built by the newest Java that one of its modules wants', async () => {
    const unit = await unitOf({
      'build.gradle': 'java { sourceCompatibility = JavaVersion.VERSION_1_8 }',
      'a/build.gradle': 'java { sourceCompatibility = JavaVersion.VERSION_21 }',
      'b/build.gradle': 'java { sourceCompatibility = JavaVersion.VERSION_11 }',
    });
    expect(unit.runtimes?.value).toEqual({ java: '21' });
  });
  it('is built by no Java that its own rules refuse', async () => {
    const unit = await unitOf({
      'pom.xml':
        '<project><maven.compiler.release>17</maven.compiler.release><requireJavaVersion><!-- LTS --><version>[21,22),[25,26)</version></requireJavaVersion></project>',
    });
    expect(unit.runtimes?.value).toEqual({ java: '21' });
  });
  it('of Maven is of what its modules apply and compile to', async () => {
    const unit = await unitOf({
      'pom.xml': '<project><modules><module>app</module></modules></project>',
      'app/pom.xml':
        '<project><properties><jdk.version>17</jdk.version></properties><artifactId>spring-boot-maven-plugin</artifactId></project>',
    });
    expect(unit.frameworks?.value).toEqual(['Spring Boot', 'maven']);
    expect(unit.runtimes).toMatchObject({ value: { java: '17' }, confidence: 0.5 });
  });
});
