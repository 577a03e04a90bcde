/** A report of every format, and one for each way of reading it. */
export interface Sample {
  title: string;
  path: string;
  content: string;
  format: string;
  /** Whether what is read of a cut file is a beginning of what is read of the whole. */
  isOrdered: boolean;
}

export const samples: readonly Sample[] = [
  {
    title: "JUnit",
    path: "results.xml",
    format: "junit",
    isOrdered: true,
    content: `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a tool --><testsuites>
  <testsuite name="Käse &amp; Brot" file="tests/cheese.js"><properties><property name="a" value="b"/></properties>
    <testcase name="schneidet 🧀 &lt;dünn&gt;" classname="Käse" time="0.012" line="7"/>
    <testcase name="breaks" time="1,234.5"><failure message="expected &#34;1&#34;&#10;got 2" type="E"><![CDATA[E: ]]]]><![CDATA[> stack
    at foo (a.js:1)]]></failure><system-out>printed
[[ATTACHMENT|shots/one.png]]
</system-out></testcase>
    <testsuite name="inner"><testcase name="waits"><skipped message="no &#27;[1mnetwork&#x1b; &#X1B; \u001b[0m&#7;"/></testcase></testsuite>
    <testcase name="wobbles"><flakyFailure message="first"><stackTrace>at x</stackTrace><system-out>[[ATTACHMENT|t.zip]]</system-out></flakyFailure></testcase>
  </testsuite>
</testsuites>`,
  },
  {
    title: "JUnit of pytest with reruns",
    path: "junit.xml",
    format: "junit",
    isOrdered: true,
    content: `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest">
<testcase classname="tests.test_a" name="test_one" time="0.001" />
<testcase classname="tests.test_a" name="test_flaky" time="0.001" /><testcase classname="tests.test_a" name="test_flaky" time="0.002" />
<testcase classname="tests.test_a.TestK" name="test_bad[1]" time="0.1" /><testcase classname="tests.test_a.TestK" name="test_bad[1]" time="0.1"><failure message="assert 0">E assert 0</failure></testcase>
<testcase classname="tests.test_a.TestK" name="test_bad[1]" time="0.1"><error message="failed on teardown with &quot;x&quot;">E x</error></testcase>
</testsuite></testsuites>`,
  },
  {
    title: "JUnit of gotestsum",
    path: "junit.xml",
    format: "junit",
    isOrdered: true,
    content: `<testsuites tests="5"><testsuite name="example.com/a"><properties><property name="go.version" value="go1.26"></property></properties>
<testcase classname="example.com/a" name="TestFlaky" time="0.1"><failure message="Failed" type="">=== RUN   TestFlaky&#xA;    a_test.go:3: once&#xA;--- FAIL: TestFlaky (0.00s)&#xA;</failure></testcase>
<testcase classname="example.com/a" name="TestGroup/bad" time="0"><failure message="Failed">    a_test.go:6: broke&#xA;</failure></testcase>
<testcase classname="example.com/a" name="TestGroup" time="0"><failure message="Failed"></failure></testcase>
<testcase classname="example.com/a" name="TestFlaky" time="0.2"></testcase></testsuite>
<testsuite name="example.com/b"><properties><property name="go.version" value="go1.26"></property></properties>
<testcase classname="example.com/b" name="TestB/a_b/c" time="0"></testcase><testcase classname="example.com/b" name="TestB" time="0"></testcase></testsuite></testsuites>`,
  },
  {
    title: "CTRF",
    path: "ctrf/ctrf-report.json",
    format: "ctrf",
    isOrdered: true,
    content: JSON.stringify(
      {
        reportFormat: "CTRF",
        specVersion: "0.0.0",
        results: {
          tool: { name: "jest" },
          summary: { tests: 3 },
          tests: [
            {
              name: "cart adds 🛒",
              status: "passed",
              duration: 2,
              suite: "cart.test.js > cart",
              filePath: "/app/cart.test.js",
            },
            {
              name: "breaks",
              status: "failed",
              duration: 3,
              message: 'a "b" \\ \u0001\nü',
              trace: "at x",
              suite: ["cart"],
              retries: 2,
            },
            {
              name: "wobbles",
              status: "passed",
              flaky: true,
              retries: 1,
              attachments: [{ name: "shot", contentType: "image/png", path: "a.png" }],
            },
          ],
        },
      },
      null,
      2,
    ),
  },
  {
    title: "Playwright",
    path: "results.json",
    format: "playwright",
    isOrdered: true,
    content: JSON.stringify({
      config: { configFile: "/app/playwright.config.js", rootDir: "/app/tests", forbidOnly: false },
      suites: [
        {
          title: "shop.spec.js",
          file: "shop.spec.js",
          specs: [spec("top", [{ status: "passed", duration: 5, errors: [], attachments: [] }], "expected")],
          suites: [
            {
              title: "cart »",
              file: "shop.spec.js",
              specs: [
                spec(
                  "breaks",
                  [
                    {
                      status: "failed",
                      error: { message: "\u001b[31mno\u001b[39m", stack: "at x" },
                      errors: [{ message: "no" }],
                    },
                  ],
                  "unexpected",
                ),
                spec(
                  "wobbles",
                  [
                    { status: "failed", errors: [{ message: "once" }] },
                    { status: "passed", errors: [] },
                  ],
                  "flaky",
                ),
              ],
            },
          ],
        },
        { title: "b.spec.js", file: "b.spec.js", specs: [spec("later", [], "skipped")] },
      ],
      errors: [{ message: "cannot load", location: { file: "/app/tests/c.spec.js", line: 3, column: 1 } }],
    }),
  },
  {
    title: "TAP of node:test",
    path: "results.tap",
    format: "tap",
    isOrdered: true,
    content: `TAP version 13
# a line printed by a test
# Subtest: cart
    # Subtest: adds \\# one
    ok 1 - adds \\# one
      ---
      duration_ms: 0.5
      type: 'test'
      ...
    # Subtest: inner
        # Subtest: breaks
        not ok 1 - breaks
          ---
          duration_ms: 0.25
          type: 'test'
          location: 'file:///app/cart.test.js:3:1'
          error: |-
            Expected values to be equal:

            1 !== 2
          stack: |-
            TestContext.<anonymous> (file:///app/cart.test.js:3:1)
          ...
        1..1
    not ok 2 - inner
      ---
      duration_ms: 1
      type: 'suite'
      error: '1 subtest failed'
      ...
    ok 3 - later # SKIP no net
      ---
      duration_ms: 0.1
      ...
    1..3
not ok 1 - cart
  ---
  duration_ms: 2
  type: 'suite'
  ...
# Subtest: ünicode 🧪
ok 2 - ünicode 🧪
  ---
  duration_ms: 2
  type: 'test'
  ...
1..2
# tests 4
`,
  },
  {
    title: "go test -json",
    path: "go-test.json",
    format: "go-test",
    isOrdered: false,
    content: [
      { Action: "start", Package: "example.com/a" },
      { Action: "run", Package: "example.com/a", Test: "TestGroup" },
      { Action: "run", Package: "example.com/a", Test: "TestGroup/süb" },
      {
        Action: "output",
        Package: "example.com/a",
        Test: "TestGroup/süb",
        Output: "    a_test.go:3: broke \ud83d\udca5\n",
      },
      { Action: "start", Package: "example.com/b" },
      { Action: "run", Package: "example.com/b", Test: "TestB" },
      { Action: "pass", Package: "example.com/b", Test: "TestB", Elapsed: 0.25 },
      { Action: "fail", Package: "example.com/a", Test: "TestGroup/süb", Elapsed: 0 },
      { Action: "fail", Package: "example.com/a", Test: "TestGroup", Elapsed: 0.5 },
      { Action: "pass", Package: "example.com/b", Elapsed: 0.3 },
      { Action: "fail", Package: "example.com/a", Elapsed: 0.6 },
    ]
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(""),
  },
];

function spec(title: string, results: readonly object[], status: string) {
  return {
    title,
    ok: status !== "unexpected",
    file: "shop.spec.js",
    line: 3,
    column: 1,
    tests: [{ projectName: "chromium", results, status }],
  };
}
