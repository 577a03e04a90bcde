import type { Rule } from "./rule.ts";

/** Something the suite is made of is not there. */
export const partRules: readonly Rule[] = [
  {
    category: "missing_browser",
    patterns: [
      /Executable doesn't exist at (\S+)/,
      /Please run the following command to download new browsers|npx playwright install/,
      /Could not find (?:Chrome|Chromium|Firefox|browser)\b|cannot find (?:chrome|firefox) binary/i,
      /Failed to launch (?:the )?browser(?: process)?|browserType\.launch:/,
      /Host system is missing dependencies to run browsers/,
      /Unable to (?:locate|obtain) (?:the )?(?:chromedriver|geckodriver|driver)|chromedriver.*(?:not found|needs to be in PATH)/i,
      /session not created: This version of ChromeDriver/,
    ],
    confidence: 0.95,
    cause: "The browser that the tests drive is not there, or cannot start.",
    remedy:
      "Install the browser and its libraries in the image, in the version that the test tool wants (for instance `npx playwright install --with-deps`).",
  },
  {
    category: "missing_module",
    patterns: [
      /Cannot find (?:module|package) ['"]([^'"]+)['"]/,
      /\bERR_MODULE_NOT_FOUND\b|\bMODULE_NOT_FOUND\b/,
      /ModuleNotFoundError: No module named ['"]?([\w.]+)/,
      /ImportError: cannot import name ['"]?([\w.]+)/,
      /\bImportError\b/,
      /no required module provides package (\S+?);?(?: |$)/,
      /package (\S+) is not in (?:std|GOROOT)|cannot find (?:module providing )?package "?(\S+)/,
      /missing go\.sum entry/,
      /error: package ([\w.]+) does not exist/,
      /ClassNotFoundException: ?([\w.$]+)|NoClassDefFoundError: ?([\w./$]+)/,
      /Could not (?:resolve dependencies|find artifact) /,
      /cannot load such file -- (\S+)|LoadError\b/,
      /error\[E0432\]: unresolved import/,
      /No matching distribution found for (\S+)/,
      /Error loading shared librar|cannot open shared object file/,
    ],
    confidence: 0.93,
    cause: "A module or library that the tests need is not installed: $1.",
    remedy: "Add it to the suite's dependencies and build the image anew; check the import's spelling.",
  },
  {
    category: "missing_program",
    isLoud: true,
    patterns: [
      /(?:^|[\s:])([\w./+-]+): (?:command )?not found\s*$/,
      /command not found:? ?([\w./-]+)?/,
      /spawn ([\w./-]+) ENOENT|spawnSync ([\w./-]+) ENOENT/,
      /exec: "?([\w./-]+)"?: executable file not found/,
      /Cannot run program "([^"]+)"/,
      /(?:env|nohup|xargs|sudo|timeout): [‘']?([\w./-]+?)[’']?: No such file or directory/,
    ],
    confidence: 0.92,
    cause: "A program that the suite calls is not there: $1.",
    remedy: "Install it in the image, or mend the name or the PATH.",
    reasons: ["program_missing", "command_not_found"],
  },
  {
    category: "missing_file",
    patterns: [
      /\bENOENT\b.*'([^']+)'/,
      /FileNotFoundError.*'([^']+)'|FileNotFoundException: (\S+)|NoSuchFileException: (\S+)/,
      /open (\S+): no such file or directory/,
      /(?:^|: )([\w./-]+): No such file or directory/,
      /(?:can't|cannot|could not) (?:open|find|read) (?:the )?file/i,
    ],
    confidence: 0.84,
    cause: "A file that the tests read is not there: $1.",
    remedy:
      "Check its path relative to the working directory, and that the image or directory holds it (also .dockerignore).",
  },
];
