import { parseSync } from "oxc-parser";

/** A text for people that no macro of Lingui holds, so that it could not be translated. */
export interface LooseText {
  kind: "children" | "attribute" | "string" | "template";
  start: number;
  end: number;
  text: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

const macros = /^(t|msg|plural|select|selectOrdinal)$/;
const macroElements = /^(Trans|Plural|Select|SelectOrdinal)$/;

/** Attributes, properties, and what is called with texts: whatever has letters there is one. */
const textNames =
  /^(label|title|placeholder|aria-label|aria-valuetext|description|hint|note|notes|legend|action|confirmation|nothing|none|adds|alt|altText|below|removalWords|noun|text|word|words|does|meaning|detail|remedy|name)$/;
const textCalls = /(^|\.)(toaster\.(done|later|failed)|setTitle|say)$/;
/** Where strings are for the machine, whatever they look like. */
const machineNames =
  /^(className|class|style|key|keys|id|to|href|type|role|look|rel|target|d|points|srcDoc|sandbox|hex|ink|soft|solid|dot|dataKey|about|permission|path|pattern|sign|icon)$/;
const machineCalls =
  /(^|\.)(call|clsx|lazyRouteComponent|RegExp|url|request|require|querySelector|supportedValuesOf|matches)$/;

const letters = /\p{L}{2}/u;
/** What is typed into a shell or a file, or is a name: of the product, of a language in itself. */
const isCode = (text: string) =>
  /^(aac|npx|npm) |^\/bin\/sh [^,]*$|^AAC_\w+=|Automation Center$|^Ctrl K$|^(English|Deutsch)$/.test(text) ||
  (!/\s/.test(text) &&
    (/[./:](?=\w)|[@_*=#\\]|\p{Ll}-\p{Ll}|\$\{/u.test(text) || /^[A-Z_]+$/.test(text) || /^[a-z]+[A-Z]/.test(text)));
/** Of classes of styles, and of drawings. */
const isStyle = (text: string) =>
  /^[a-z0-9:/[\]().,%_!&=>*+ $-]+$/.test(text) &&
  /(^|\s)!?[a-z]+(-[a-z0-9[]+)+(\s|$)|:[a-z]/.test(text) &&
  !/[,.] /.test(text);
const isSentence = (text: string) =>
  !isCode(text) &&
  !isStyle(text) &&
  !/^[<^]|^\w+\(|\(\?|\[\w+=|\n/.test(text) &&
  (/^[“\s]*\p{Lu}\p{Ll}+([\s,.…?!:’]|$)/u.test(text) || /[\p{Ll}\p{N},’”] \p{Ll}{2}/u.test(text));

/** The loose texts of a module of the dashboard, in the order in which they stand. */
export function findTexts(path: string, source: string): LooseText[] {
  const found: LooseText[] = [];
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} cannot be read: ${errors[0]!.message}`);
  visit(program as unknown as Node, []);
  return found.toSorted((a, b) => a.start - b.start);

  function visit(node: Node, above: readonly Node[]): void {
    if (node.type === "JSXElement" || node.type === "JSXFragment") visitChildren(node, above);
    else if (node.type === "Literal" && typeof node["value"] === "string") {
      visitString(node, node["value"], above);
    } else if (node.type === "TemplateLiteral") {
      const quasis = node["quasis"] as { value: { cooked: string } }[];
      visitString(node, quasis.map(({ value }) => value.cooked).join("${}"), above);
    }
    const below = [...above, node];
    for (const child of Object.values(node).flat()) {
      if (typeof child === "object" && child !== null && "type" in child) visit(child as Node, below);
    }
  }

  /** Text between tags, with what is on the same line: that is one sentence. */
  function visitChildren(node: Node, above: readonly Node[]): void {
    const isCovered = [...above, node].slice(lastIndexOf(above, (one) => !isJsx(one)) + 1).some(isMacroElement);
    if (isCovered) return;
    for (const run of runsOf(node["children"] as Node[])) {
      if (!run.some((child) => child.type === "JSXText" && letters.test(String(child["value"])))) continue;
      if (isCode(run.map(textOf).join("").trim())) continue;
      const [first, last] = [run[0]!, run.at(-1)!];
      const start = first.type === "JSXText" ? first.start + /^\s*/.exec(textOf(first))![0].length : first.start;
      const end = last.type === "JSXText" ? last.end - /\s*$/.exec(textOf(last))![0].length : last.end;
      found.push({ kind: "children", start, end, text: source.slice(start, end) });
    }
  }

  function textOf(node: Node): string {
    return source.slice(node.start, node.end);
  }

  function visitString(node: Node, text: string, above: readonly Node[]): void {
    if (!letters.test(text.replaceAll("${}", "")) || !isText(node, text, above)) return;
    const parent = above.at(-1)!;
    const kind = parent.type === "JSXAttribute" ? "attribute" : node.type === "Literal" ? "string" : "template";
    found.push({ kind, start: node.start, end: node.end, text: textOf(node) });
  }

  function isText(node: Node, text: string, above: readonly Node[]): boolean {
    let child = node;
    for (const parent of above.toReversed()) {
      switch (parent.type) {
        case "TaggedTemplateExpression":
          // Its own words are held; a string in one of its values is not.
          if (child === node || parent["quasi"] === node) return false;
          break;
        case "TemplateLiteral":
        case "ParenthesizedExpression":
        case "ArrayExpression":
        case "JSXExpressionContainer":
        case "SpreadElement":
          break;
        case "TSAsExpression":
        case "TSSatisfiesExpression":
          if (textOf(parent["typeAnnotation"] as Node) === "const") return false;
          break;
        case "ConditionalExpression":
          if (child === parent["test"]) return false;
          break;
        case "LogicalExpression":
          break;
        case "BinaryExpression":
          if (parent["operator"] !== "+") return false;
          break;
        case "JSXElement":
        case "JSXFragment":
          return !isCode(text);
        case "JSXAttribute": {
          const name = textOf(parent["name"] as Node);
          if (textNames.test(name) && !/^(name|placeholder)$/.test(name)) return !isCode(text);
          return !machineNames.test(name) && !/^(data|aria)-/.test(name) && isSentence(text);
        }
        case "ObjectExpression":
          return false;
        case "Property": {
          if (child === parent["key"]) return false;
          if (isOfMacro(above, parent)) return false;
          const name = String((parent["key"] as Node)["name"] ?? (parent["key"] as Node)["value"]);
          if (path.endsWith("-words.ts")) return !isCode(text);
          if (machineNames.test(name)) return false;
          return textNames.test(name) && name !== "name" ? !isCode(text) && !isStyle(text) : isSentence(text);
        }
        case "CallExpression":
        case "NewExpression": {
          if (child === parent["callee"]) return isSentence(text);
          const callee = textOf(parent["callee"] as Node);
          if (macros.test(callee) || machineCalls.test(callee)) return false;
          return textCalls.test(callee) ? !isCode(text) : isSentence(text) && !isOfProgrammers(callee, above);
        }
        case "MemberExpression":
          if (child !== parent["object"]) return false;
          break;
        case "VariableDeclarator":
        case "ReturnStatement":
        case "ArrowFunctionExpression":
        case "AssignmentExpression":
        case "AssignmentPattern":
          return isSentence(text);
        default:
          return false;
      }
      child = parent;
    }
    return false;
  }

  function isOfMacro(above: readonly Node[], property: Node): boolean {
    const call = above[above.indexOf(property) - 2];
    return call?.type === "CallExpression" && macros.test(textOf(call["callee"] as Node));
  }

  /** `throw new Error("useX outside of X")`: nobody else reads it. */
  function isOfProgrammers(callee: string, above: readonly Node[]): boolean {
    return callee === "Error" && above.some(({ type }) => type === "ThrowStatement") && /outside of/.test(source);
  }
  function isMacroElement(node: Node): boolean {
    return node.type === "JSXElement" && macroElements.test(textOf((node["openingElement"] as Node)["name"] as Node));
  }
}

const isJsx = ({ type }: Node) => type === "JSXElement" || type === "JSXFragment";
const isIcon = (node: Node) =>
  node.type === "JSXElement" &&
  ((node["openingElement"] as Node)["attributes"] as Node[]).some(
    (attribute) => (attribute["name"] as Node | undefined)?.["name"] === "aria-hidden",
  );
const lastIndexOf = (nodes: readonly Node[], is: (node: Node) => boolean) => nodes.findLastIndex(is);

/** Children with nothing between them, or a space that is drawn: a line's end with its indentation is not. */
function runsOf(children: readonly Node[]): Node[][] {
  const runs: Node[][] = [[]];
  const isSpace = (node: Node | undefined) =>
    node?.type === "JSXExpressionContainer" && (node["expression"] as Node)["value"] === " ";
  for (const [index, child] of children.entries()) {
    const value = child.type === "JSXText" ? String(child["value"]) : null;
    if (value !== null && value.trim() === "" && value.includes("\n")) {
      if (!isSpace(children[index - 1])) runs.push([]);
      continue;
    }
    if (value !== null && /^[ \t]*\n/.test(value) && !isSpace(children[index - 1])) runs.push([]);
    runs.at(-1)!.push(child);
    if (value !== null && /\n[ \t]*$/.test(value) && !isSpace(children[index + 1])) runs.push([]);
  }
  const isEdge = (node: Node) =>
    isSpace(node) || isIcon(node) || (node.type === "JSXText" && !String(node["value"]).trim());
  return runs.map((run) => {
    const from = run.findIndex((child) => !isEdge(child));
    const to = run.findLastIndex((child) => !isEdge(child));
    return run.slice(Math.max(0, from), to + 1);
  });
}
