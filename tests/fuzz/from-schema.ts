import fc, { type Arbitrary } from "fast-check";
import { hostileValues } from "./hostile-values.ts";

/** As OpenAPI 3.1 has it: JSON Schema. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

/** Values that a schema allows, by and large; and, now and then at any depth of them, what it does not. */
export function fromSchema(schema: Schema, definitions: Record<string, Schema>): Arbitrary<unknown> {
  const made = (each: Schema, depth: number): Arbitrary<unknown> =>
    fc.oneof(
      { weight: 14, arbitrary: valid(each, depth) },
      { weight: 1, arbitrary: fc.constantFrom(...hostileValues) },
    );

  function valid(each: Schema, depth: number): Arbitrary<unknown> {
    if (each.$ref !== undefined) return valid(definitions[each.$ref.split("/").at(-1)!] ?? {}, depth);
    if ("const" in each) return fc.constant(each.const);
    if (each.enum) return fc.constantFrom(...each.enum);
    const choices = each.anyOf ?? each.oneOf;
    if (choices) return fc.oneof(...choices.map((choice) => made(choice, depth)));
    if (each.allOf) return valid(Object.assign({}, ...each.allOf) as Schema, depth);
    const [type] = [each.type ?? []].flat();
    if (type === "string") return text(each);
    if (type === "integer") return fc.integer(range(each));
    if (type === "number") return fc.double({ ...range(each), noNaN: true });
    if (type === "boolean") return fc.boolean();
    if (type === "null") return fc.constant(null);
    if (type === "array") {
      const items = depth > 4 ? fc.constant(null) : made(each.items ?? {}, depth + 1);
      return fc.array(items, { minLength: each.minItems ?? 0, maxLength: Math.min(each.maxItems ?? 5, 5) });
    }
    if (type === "object") return object(each, depth);
    return fc.jsonValue({ maxDepth: 2 });
  }

  function object(each: Schema, depth: number): Arbitrary<unknown> {
    const { properties = {}, required = [], additionalProperties: more, propertyNames } = each;
    const model = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, made(one, depth + 1)]));
    const known = fc.record(model, { requiredKeys: required.filter((name) => name in properties) });
    const names = propertyNames ? text(propertyNames) : fc.string({ maxLength: 20 });
    const others = fc.dictionary(names, made(typeof more === "object" ? more : {}, depth + 1), { maxKeys: 3 });
    const isOpen = typeof more === "object";
    return fc
      .tuple(known, others, fc.nat(19))
      .map(([one, two, chance]) => (isOpen || chance === 0 ? Object.assign({}, two, one) : one));
  }

  return made(schema, 0);
}

/** Within what a schema allows, and near zero where it allows much. */
function range({ minimum = -100, maximum = minimum + 1e4 }: Schema): { min: number; max: number } {
  const min = Math.max(minimum, -(2 ** 31));
  return { min, max: Math.max(min, Math.min(maximum, min + 1e4)) };
}

function text({ pattern, format, minLength = 0, maxLength = 40 }: Schema): Arbitrary<string> {
  if (format === "date-time") {
    const years = { min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true };
    return fc.date(years).map((date) => date.toISOString());
  }
  if (format === "email") return fc.emailAddress();
  if (format === "uri") return fc.webUrl({ validSchemes: ["https"] });
  const size = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) };
  const free = fc.oneof(fc.string({ ...size, unit: "grapheme" }), fc.string({ ...size, unit: "binary" }));
  if (pattern === undefined) return free;
  // What must not follow cannot be made from a pattern: such ones are about paths here.
  if (pattern.includes("(?")) return fc.stringMatching(/^[a-z0-9][a-z0-9._/-]{0,20}$/);
  return fc.stringMatching(new RegExp(pattern.replaceAll("\\0", "\\x00")), { size: "small" });
}
