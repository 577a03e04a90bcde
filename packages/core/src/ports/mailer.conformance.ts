import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Mail, Mailer } from "./mailer.ts";

export interface MailerUnderTest {
  mailer: Mailer;
  /** What has come to the other side, in any order. */
  received(): Promise<{ to: string[]; subject: string; text: string; html: string }[]>;
  dispose(): Promise<void>;
}

/** Proves that an adapter keeps the promises of the mailer port. `make` is called once for every test. */
export function mailerConformance(name: string, make: () => Promise<MailerUnderTest>): void {
  describe(`${name} is a mailer`, () => {
    let made: MailerUnderTest;
    beforeEach(async () => void (made = await make()));
    afterEach(() => made.dispose());

    const mail = (id: string, more: Partial<Mail> = {}): Mail => ({
      id,
      orgId: "acme",
      to: "ada@example.org",
      subject: "web/e2e #7 failed",
      text: "A line\n",
      html: "<p>A line</p>\n",
      ...more,
    });
    const send = (one: Mail) => made.mailer.send(one, new AbortController().signal);

    test("a mail that is taken has come, with both its forms", async () => {
      expect(await send(mail("m1"))).toMatchObject({ result: "taken", detail: expect.stringMatching(/^[A-Z].*/) });
      const [received, ...others] = await made.received();
      expect(others).toEqual([]);
      expect(received).toMatchObject({ to: ["ada@example.org"], subject: "web/e2e #7 failed" });
      expect(received!.text.trim()).toBe("A line");
      expect(received!.html.trim()).toBe("<p>A line</p>");
    });

    test("any script, and long lines, come as they were sent", async () => {
      const subject = "übergröße 東京 🔴 failed";
      const text = `${"ein langer Satz ohne Ende ".repeat(80)}\n.\n..\nFrom here on: 東京 🔴\n`;
      await send(mail("m1", { subject, text, html: `<p>${text}</p>` }));
      const [received] = await made.received();
      expect(received!.subject).toBe(subject);
      expect(received!.text.trim()).toBe(text.trim());
      expect(received!.html).toContain("From here on: 東京 🔴");
    });

    test("a subject cannot add headers or receivers", async () => {
      await send(mail("m1", { subject: "Hello\r\nBcc: eve@example.org\r\n\r\nbody" }));
      const received = await made.received();
      expect(received.map(({ to }) => to)).toEqual([["ada@example.org"]]);
    });

    test("many at once all come, each once", async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `m${index}`);
      const receipts = await Promise.all(ids.map((id) => send(mail(id, { subject: id }))));
      expect(receipts.every(({ result }) => result === "taken")).toBe(true);
      expect((await made.received()).map(({ subject }) => subject).toSorted()).toEqual(ids.toSorted());
    });

    test("the same mail again is taken again", async () => {
      await send(mail("m1"));
      expect(await send(mail("m1"))).toMatchObject({ result: "taken" });
    });

    test("check tells what it is, and close may be called twice", async () => {
      expect((await made.mailer.check()).detail).toMatch(/\w/);
      await made.mailer.close();
      await made.mailer.close();
    });
  });
}
