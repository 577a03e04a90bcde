/**
 * A duration as JUnit reports tell it, in milliseconds; null when it is none. Surefire groups thousands by commas
 * (`1,234.5`); other tools write the decimal comma of their locale (`0,05`).
 */
export function readSeconds(text: string | undefined): number | null {
  const plain = text?.trim().replace(/s$/, "");
  if (!plain) return null;
  const isGrouped = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/.test(plain);
  const seconds = Number(isGrouped ? plain.replaceAll(",", "") : plain.replace(/^(\d+),(\d+)$/, "$1.$2"));
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
