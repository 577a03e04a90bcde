import { basename } from "node:path";
import type { NodePath, PluginObject } from "@babel/core";
import { makeConfig } from "@lingui/conf";
import type { Plugin } from "vite";

/** What `t`, `plural` and `<Trans>` become is ours: src/words/words.tsx says why. */
const linguiConfig = makeConfig(
  {
    locales: ["en"],
    sourceLocale: "en",
    runtimeConfigModule: { i18n: ["#words", "i18n"], Trans: ["#words", "Trans"] },
  },
  { skipValidation: true },
);

/** Loaded when the first file asks for them: most test runs touch no word. */
const tools = async () => {
  const [babel, macro, { compileMessageOrThrow }, { generateMessageId }] = await Promise.all([
    import("@babel/core"),
    import("@lingui/babel-plugin-lingui-macro"),
    import("@lingui/message-utils/compileMessage"),
    import("@lingui/message-utils/generateMessageId"),
  ]);
  return { babel, macro: macro.default, compile: compileMessageOrThrow, idOf: generateMessageId };
};
let loaded: ReturnType<typeof tools> | undefined;
const load = () => (loaded ??= tools());

/** A message as words.tsx takes it: its text where that is all. */
function compiled(compile: (message: string) => unknown[], message: string): unknown {
  const tokens = compile(message);
  const isText = tokens.every((token) => typeof token === "string");
  // What is not there is left out.
  return isText ? tokens.join("") : JSON.parse(JSON.stringify(tokens));
}

/** What a message is made of: texts, values and choices. Throws where it cannot be read. */
export const tokensOf = async (message: string): Promise<unknown[]> => (await load()).compile(message);

export interface MacroResult {
  code: string;
  map: unknown;
  /** In English, as the catalogues know them. */
  messages: string[];
}

/** Makes calls of the macros in a module, and the messages of them compiled: nothing is parsed in the browser. */
export async function expandMacros(path: string, code: string): Promise<MacroResult> {
  const { babel, macro, compile } = await load();
  const messages: string[] = [];
  const compileMessages = (): PluginObject => ({
    visitor: {
      Program: {
        exit: (program: NodePath) =>
          program.traverse({
            ObjectProperty({ node, parent }) {
              const isMarked = parent.leadingComments?.some(({ value }) => /^\W*i18n\W*$/.test(value));
              const isMessage = node.key.type === "Identifier" && node.key.name === "message";
              if (!isMarked || !isMessage || node.value.type !== "StringLiteral") return;
              messages.push(node.value.value);
              node.value = babel.types.valueToNode(compiled(compile, node.value.value));
            },
          }),
      },
    },
  });
  const result = await babel.transformAsync(code, {
    filename: path,
    babelrc: false,
    configFile: false,
    sourceMaps: true,
    parserOpts: { plugins: path.endsWith("x") ? ["typescript", "jsx"] : ["typescript"] },
    plugins: [[macro, { linguiConfig, descriptorFields: "message" }], compileMessages],
  });
  return { code: result?.code ?? code, map: result?.map ?? null, messages };
}

/** The macros of Lingui, for Vite and for Vitest; and catalogues by the ids of their messages, compiled as well. */
export const macros = (): Plugin[] => [
  {
    name: "macros",
    enforce: "pre",
    transform: {
      filter: { id: /\/apps\/dashboard\/src\/.*\.tsx?$/, code: /from "@lingui\/(core|react)\/macro"/ },
      async handler(code, id) {
        const { code: expanded, map } = await expandMacros(id, code);
        return { code: expanded, map: map as never };
      },
    },
  },
  {
    name: "catalogues",
    enforce: "pre",
    transform: {
      filter: { id: /\/apps\/dashboard\/src\/words\/[a-z]+\.json$/ },
      async handler(code, id) {
        const { compile, idOf } = await load();
        const words = Object.entries(JSON.parse(code) as Record<string, string>).map(([english, word]) => {
          try {
            return [idOf(english), compiled(compile, word)];
          } catch (cause) {
            throw new Error(`${basename(id)} cannot be read at “${word}”.`, { cause });
          }
        });
        return JSON.stringify(Object.fromEntries(words));
      },
    },
  },
];
