import type { Message, Token } from "./message.ts";

const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const accented = Array.from("áƀçđéƒğħíĵķłḿñóþɋřšŧúṽŵẋýžÁɃÇĐÉƑĞĦÍĴĶŁḾÑÓÞɊŘŠŦÚṼŴẊÝŽ");

/** Tags are kept, as catalogues keep them. */
const accent = (text: string) =>
  text
    .split(/(<\/?\d+\/?>)/)
    .map((piece) =>
      piece.startsWith("<") && /\d/.test(piece)
        ? piece
        : piece.replaceAll(/[a-z]/gi, (one) => accented[plain.indexOf(one)]!),
    )
    .join("");

/** A third longer, as German is: each text by as much as it needs. */
function longer(text: string): string {
  const letters = text.replaceAll(/[^a-z]/gi, "").length;
  const more = "~".repeat(Math.ceil(letters / 3)).replaceAll(/~{8}(?=~)/g, "$& ");
  return letters < 2 ? accent(text) : `${accent(text)}${more}`;
}

const pseudoToken = (token: Token): Token => {
  if (typeof token === "string") return token === "#" ? token : longer(token);
  const [name, kind, choices] = token;
  if (kind === undefined || choices === undefined) return token;
  const changed = Object.entries(choices).map(([key, inside]) => [
    key,
    typeof inside === "number" ? inside : inside.map(pseudoToken),
  ]);
  return [name, kind, Object.fromEntries(changed)];
};

/** What is on a page and not like this was not translated. */
export const pseudo = (_id: string, message: Message): Message =>
  typeof message === "string" ? longer(message) : message.map(pseudoToken);
