import { expect, test, vi } from "vitest";
import { outline, readAll } from "../testing/read-all.ts";
import { createWorkspace, hasTool } from "./toolchain.ts";

vi.setConfig({ testTimeout: 180_000 });

const isThere = hasTool("Maven", ["mvn", "--version"], false);
const files = {
  "pom.xml": `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>shop</groupId><artifactId>shop</artifactId><version>1</version>
<properties><maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target>
<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
<dependencies><dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.11.4</version><scope>test</scope></dependency></dependencies>
<build><plugins><plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.2</version>
<configuration><rerunFailingTestsCount>2</rerunFailingTestsCount></configuration></plugin></plugins></build></project>`,
  "src/test/java/shop/CartTest.java": `package shop;
import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import static org.junit.jupiter.api.Assertions.*;
class CartTest {
  static int tries;
  @Test void adds() {}
  @Test void breaks() { assertEquals(1, 2, "sum & <difference>"); }
  @Test void wobbles() { if (tries++ == 0) fail("first time"); }
  @Test void throwsInRed() { throw new IllegalStateException("\\u001b[31mred\\u001b[0m"); }
  @Test @Disabled("no network") void later() {}
  @ParameterizedTest @ValueSource(ints = {1, 2}) void each(int n) {}
}
`,
};

test.runIf(isThere)("Maven Surefire: retries, parameters and colours of JUnit 5", async (context) => {
  const workspace = await createWorkspace(files);
  const log = await workspace.run("mvn", ["--batch-mode", "test"]);
  const isOffline = /could not be resolved|Could not transfer|Cannot access/.test(log);
  context.skip(isOffline, "Maven cannot fetch Surefire and JUnit here.");

  const { tests, format, end } = await readAll(workspace.report("target/surefire-reports/TEST-shop.CartTest.xml"));
  expect([format, end, outline(tests).toSorted()]).toEqual([
    "junit",
    "complete",
    [
      "failed shop.CartTest | breaks",
      "failed shop.CartTest | throwsInRed",
      "flaky shop.CartTest | wobbles",
      "passed shop.CartTest | adds",
      "passed shop.CartTest | each(int)[1]",
      "passed shop.CartTest | each(int)[2]",
      "skipped shop.CartTest | later",
    ],
  ]);
  const byName = new Map(tests.map((each) => [each.name, each]));
  expect(byName.get("breaks")).toMatchObject({
    retries: 2,
    message: "sum & <difference> ==> expected: <1> but was: <2>",
    stack: expect.stringContaining("at shop.CartTest.breaks(CartTest.java:9)"),
  });
  expect(byName.get("throwsInRed")).toMatchObject({
    message: "red",
    stack: expect.stringMatching(/^java\.lang\.IllegalStateException: red\n/),
  });
  expect(byName.get("wobbles")).toMatchObject({ retries: 1, message: "first time" });
  expect(byName.get("later")).toMatchObject({ message: "no network" });
});
