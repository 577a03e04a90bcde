import type { Rule } from "./rule.ts";

export const codeRules: readonly Rule[] = [
  {
    category: "syntax",
    patterns: [
      /\bSyntaxError\b(?!.*\bJSON\b)|\bIndentationError\b|\bTabError\b/,
      /\.go:\d+:\d+: (?:syntax error|expected|undefined:|declared and not used|cannot use|missing return)/,
      /imported and not used|\[build failed\]|\[setup failed\]/,
      /COMPILATION ERROR|cannot find symbol|error: ['`‘]?[;)}(]['`’]? expected|error: class, interface.*expected|reached end of file while parsing/,
      /[Ss]yntax error(?: near|: |,)|unexpected EOF while looking for|unterminated quoted string/,
      /\berror TS\d+:/,
      /error(?:\[E\d+\])?: (?:expected|mismatched types|cannot find)/,
      /Transform failed with \d+ error|Unexpected token(?! .*JSON)/,
    ],
    confidence: 0.9,
    cause: "The code of the tests, or what they import, does not parse or compile.",
    remedy: "Mend the code at the place named; run a build or a linter before the tests.",
  },
  {
    category: "crash",
    patterns: [
      /Segmentation fault|SIGSEGV|SIGABRT|SIGBUS|SIGILL|SIGFPE|core dumped|\bAborted$/,
      /^panic: (?!test timed out)(.+)|fatal error: (?:all goroutines are asleep|concurrent map)/,
      /A fatal error has been detected by the Java Runtime|The forked VM terminated without/,
      /Unhandled(?:PromiseRejection|'error' event)|uncaughtException|Uncaught Exception/,
      /browser has (?:crashed|been closed)|Target (?:page, context or browser has been closed|crashed)|page crashed/i,
      /StackOverflowError|RecursionError|Maximum call stack size exceeded|stack overflow/,
    ],
    confidence: 0.8,
    signals: ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGSYS"],
    cause: "A program ended by a crash: $1.",
    remedy: "Look at the stack where it ended; run that part by itself to make it happen again.",
  },
  {
    category: "crash",
    patterns: [],
    signals: ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGPIPE", "SIGALRM", "SIGXCPU"],
    confidence: 0.6,
    cause: "The suite was ended from within the sandbox: $1. No limit of the sandbox was met.",
    remedy:
      "Look for what in the suite ends programs (`kill`, `timeout`, a test tool that gives up); a SIGKILL is often sent by a kernel that is short of memory.",
  },
  {
    category: "crash",
    patterns: [
      /\b(TypeError(?!: fetch failed)|ReferenceError|AttributeError|NameError|IndexError|ZeroDivisionError|NullPointerException|ArithmeticException|ClassCastException|ArrayIndexOutOfBoundsException|IllegalStateException|UnboundLocalError): ?/,
      /runtime error: (.+)|nil pointer dereference/,
      /Cannot read propert(?:y|ies) of (?:undefined|null)|is not a function\b|'NoneType' object/,
    ],
    confidence: 0.74,
    cause: "The code under test, or the test itself, ended in an error that it did not expect: $1.",
    remedy: "Mend the code at the top of the stack: something there is not what the code takes it for.",
  },
];
