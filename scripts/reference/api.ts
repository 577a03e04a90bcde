import { type Route, routes } from "@aac/contract";
import { z } from "zod";
import { asText, code, page, table } from "./markdown.ts";

/** As much of JSON Schema as the contract's schemas come to. */
interface Shape {
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  properties?: Record<string, Shape>;
  required?: string[];
  $ref?: string | undefined;
  $defs?: Record<string, Shape>;
  pattern?: string;
  format?: string;
}

/** What is described elsewhere in the document, with its own description before that of the other place. */
function follow(shape: Shape, document: Shape): Shape {
  const name = shape.$ref?.replace(/^#\/\$defs\//, "");
  const target = name === undefined ? undefined : document.$defs?.[name];
  return target ? follow({ ...target, ...shape, $ref: target.$ref }, document) : shape;
}

function typeOf(given: Shape, document: Shape): string {
  const shape = follow(given, document);
  const among = shape.anyOf ?? shape.oneOf;
  if (among) return [...new Set(among.map((each) => typeOf(each, document)))].join(" or ");
  if (shape.const !== undefined) return code(JSON.stringify(shape.const));
  if (shape.enum) return shape.enum.map((each) => code(String(each))).join(", ");
  if (shape.type === "array") return `list of ${shape.items ? typeOf(shape.items, document) : "anything"}`;
  if (shape.format) return shape.format;
  return [shape.type ?? "anything"].flat().join(" or ");
}

function fields(schema: z.ZodType): string[][] {
  const document = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape;
  const shape = follow(document, document);
  const among = [shape, ...(shape.anyOf ?? []), ...(shape.oneOf ?? [])].map((each) => follow(each, document));
  const objects = among.filter(({ properties }) => properties);
  const named = new Map(objects.flatMap((each) => Object.entries(each.properties ?? {})));
  const isNeeded = (name: string) => objects.every(({ required }) => required?.includes(name));
  return [...named].map(([name, field]) => [
    code(name),
    typeOf(field, document),
    isNeeded(name) && field.default === undefined ? "yes" : "",
    asText(follow(field, document).description ?? "") +
      (field.default === undefined ? "" : ` Default: \`${JSON.stringify(field.default)}\`.`),
  ]);
}

function inputs(title: string, schema: z.ZodType | undefined): string[] {
  if (!schema) return [];
  const rows = fields(schema);
  return rows.length === 0 ? [] : [`${title}:`, table(["field", "type", "needed", ""], rows)];
}

function describe(name: string, route: Route): string[] {
  const answer = route.answer ? "JSON" : (route.contentType ?? "nothing");
  const permission = route.permission === null ? "anyone may" : `needs ${code(route.permission)}`;
  return [
    `### ${asText(route.summary)}`,
    `\`\`\`http\n${route.method} ${route.path}\n\`\`\``,
    `${permission}; answers ${route.status} with ${answer}. Operation \`${name}\`.${route.description ? ` ${asText(route.description)}` : ""}`,
    ...inputs("In the address", route.query),
    ...inputs("Headers", route.headers),
    ...inputs("Body", route.body),
    ...(route.consumes ? [`Body: \`${route.consumes}\`.`] : []),
  ];
}

export function apiPage(): string {
  const tags = Map.groupBy(Object.entries<Route>(routes), ([, { tag }]) => tag);
  return page(
    "API",
    `A running center shows this with every schema at \`/api/docs\`, and answers the OpenAPI 3.1 document at \`/openapi.json\`. Send an API key as
\`Authorization: Bearer …\` or \`X-API-Key: …\`. Who may do what: [people](../people.md). What is refused is told as [a problem](errors.md). Lists come in
pages: \`nextCursor\` of one is \`cursor\` of the next.`,
    ...[...tags].flatMap(([tag, list]) => [`## ${tag}`].concat(list.flatMap(([name, route]) => describe(name, route)))),
  );
}
