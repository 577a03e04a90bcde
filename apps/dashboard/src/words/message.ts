/** `Hello {name}`, compiled: texts, values by name, and choices by a value. `#` in a choice of a number is the number. */
export type Token = string | readonly [name: string] | readonly [name: string, kind: string, choices: Choices];
export type Message = string | readonly Token[];
export type Choices = Readonly<Record<string, readonly Token[] | number>>;
export type Values = Readonly<Record<string, unknown>>;

/** What stands in the place of a value, as it is: nothing in it is looked at. */
export interface Placed {
  readonly value: unknown;
}

export interface Numbers {
  format(number: number): string;
  select(number: number, kind: string): string;
}

/** The parts of a message in their order. */
export function partsOf(message: Message, values: Values, numbers: Numbers): (string | Placed)[] {
  if (typeof message === "string") return [message];
  return message.flatMap((token): (string | Placed)[] => {
    if (typeof token === "string") return [token];
    const [name, kind, choices] = token;
    const value = values[name];
    if (kind === undefined || choices === undefined) return [{ value }];
    const number = Number(value);
    const isChosen = kind === "select" ? String(value) : numbers.select(number, kind);
    const chosen = choices[String(value)] ?? choices[isChosen] ?? choices["other"];
    const tokens = typeof chosen === "object" ? chosen : [];
    const filled = kind === "select" ? tokens : tokens.map((one) => (one === "#" ? numbers.format(number) : one));
    return partsOf(filled, values, numbers);
  });
}
