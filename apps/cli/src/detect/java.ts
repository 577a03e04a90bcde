import { images } from "./images.ts";
import type { Recogniser } from "./set-up.ts";
import { shell } from "./shell.ts";

/** Maven: Surefire writes JUnit XML by itself. A folder is a module, else the name of a test class. */
export const mavenTests: Recogniser = {
  async recognise(directory) {
    if (!directory.files.includes("pom.xml")) return null;
    const lines = [
      "maven=mvn; [ ! -f mvnw ] || maven='sh ./mvnw'",
      "find . -path '*/target/*-reports/TEST-*.xml' -delete",
      'if [ $# -gt 0 ] && [ -d "$1" ]; then set -- -pl "$1" -am',
      'elif [ $# -gt 0 ]; then set -- "-Dtest=$1" -Dsurefire.failIfNoSpecifiedTests=false; fi',
      'exec $maven --batch-mode --no-transfer-progress --fail-at-end test "$@"',
    ];
    return { name: "Maven (pom.xml)", command: shell(lines), image: images.maven, reports: [], isSplit: false };
  },
};

/** Gradle writes JUnit XML by itself, too. A folder is the name of tests, as `--tests` takes it. */
export const gradleTests: Recogniser = {
  async recognise(directory) {
    const sign = directory.files.find((file) => /^(build|settings)\.gradle(\.kts)?$/.test(file));
    if (sign === undefined) return null;
    const lines = [
      "gradle=gradle; [ ! -f gradlew ] || gradle='sh ./gradlew'",
      '[ $# -eq 0 ] || set -- --tests "$1"',
      // Without cleanTest, tests that passed before are not run again.
      'exec $gradle --no-daemon --console=plain --continue cleanTest test "$@"',
    ];
    return { name: `Gradle (${sign})`, command: shell(lines), image: images.gradle, reports: [], isSplit: false };
  },
};
