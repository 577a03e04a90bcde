import { cloneElement, createElement, Fragment, type ReactElement, type ReactNode } from "react";
import { locale, translate } from "./locale.ts";
import { type Message, type Numbers, partsOf, type Placed, type Values } from "./message.ts";

// What the macros of Lingui become, instead of its own runtime: that reads escapes (`\x41`) and tags (`<0>`) also in
// the values, which here are names, paths and outputs of others and have to be shown as they are.

const counts = new Intl.NumberFormat(locale);
const cardinals = new Intl.PluralRules(locale);
const ordinals = new Intl.PluralRules(locale, { type: "ordinal" });
const numbers: Numbers = {
  format: (number) => counts.format(number),
  select: (number, kind) => (kind === "selectordinal" ? ordinals : cardinals).select(number),
};

interface Descriptor {
  id: string;
  message: Message;
  values?: Values;
}

export const i18n = {
  _: ({ id, message, values = {} }: Descriptor): string =>
    partsOf(translate(id, message), values, numbers)
      .map((part) => (typeof part === "string" ? part : String(part.value)))
      .join(""),
};

/** The message with its elements, which `<0>…</0>` and `<0/>` in it stand for, and with values of any kind. */
export function Trans({ id, message, values, components }: Descriptor & { components?: Components }) {
  return nodesOf(partsOf(translate(id, message), values ?? {}, numbers), components ?? {});
}
type Components = Readonly<Record<string, ReactElement>>;

function nodesOf(parts: readonly (string | Placed)[], components: Components): ReactNode {
  const open: { element: ReactElement | null; inside: ReactNode[] }[] = [{ element: null, inside: [] }];
  const put = (node: ReactNode) => void open.at(-1)?.inside.push(node);
  const close = () => {
    const { element, inside } = open.pop() ?? {};
    if (element) put(cloneElement(element, {}, ...(inside ?? [])));
  };
  for (const part of parts) {
    if (typeof part !== "string") {
      put(part.value as ReactNode);
      continue;
    }
    for (const piece of part.split(/(<\/?\d+\/?>)/)) {
      const [, before, name = "", after] = /^<(\/?)(\d+)(\/?)>$/.exec(piece) ?? [];
      const element = components[name];
      if (before && open.length > 1) close();
      else if (element && after) put(cloneElement(element));
      else if (element) open.push({ element, inside: [] });
      else put(piece);
    }
  }
  while (open.length > 1) close();
  return createElement(Fragment, null, ...(open[0]?.inside ?? []));
}
