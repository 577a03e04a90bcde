import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Blobs } from "./blobs.ts";

export interface BlobsUnderTest {
  /** Empty. */
  blobs: Blobs;
  dispose: () => Promise<void>;
}

async function* from(...chunks: (string | Uint8Array)[]): AsyncIterable<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

const oddKeys = [
  ".hidden/..twice",
  "a b/c+d&e?f#g%h",
  "a%20b",
  "a%2Fb",
  "quote\"s and 'others'",
  "back\\slash",
  "new\nline\u0000nul",
  "CON/aux.txt.",
  "trailing dot./ space ",
  "東京/🔑.png",
  "e\u0301",
  "\u00e9",
  "~tilde/$HOME/*",
  "n".repeat(300),
  `${"n".repeat(299)}o`,
  "東".repeat(100),
  `deep/${"d/".repeat(300)}file`,
];

/** Proves that an adapter keeps the promises of the blobs port. `make` is called once for every test. */
export function blobsConformance(name: string, make: () => Promise<BlobsUnderTest>): void {
  describe(`${name} keeps blobs`, () => {
    let blobs: Blobs;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ blobs, dispose } = await make());
    });
    afterEach(() => dispose());

    async function read(key: string, range?: { start: number; end: number }): Promise<string | null> {
      const found = await blobs.get(key, range);
      return found && Buffer.concat(await Array.fromAsync(found.bytes)).toString("latin1");
    }

    test("gives back what was put, and tells its size", async () => {
      expect(await blobs.put("acme/r1/report.html", from("<p>", "ü", "</p>"))).toEqual({ sizeBytes: 9 });
      const found = await blobs.get("acme/r1/report.html");
      expect(found?.sizeBytes).toBe(9);
      expect(Buffer.concat(await Array.fromAsync(found!.bytes)).toString()).toBe("<p>ü</p>");
    });

    test("null for what is not there, a folder of blobs among it", async () => {
      await blobs.put("a/b/c", from("x"));
      for (const key of ["nobody", "a/b/c/d", "a/b", "a"]) expect(await blobs.get(key)).toBeNull();
    });

    test("a blob may be empty", async () => {
      expect(await blobs.put("empty", from())).toEqual({ sizeBytes: 0 });
      expect(await blobs.put("blank", from("", new Uint8Array()))).toEqual({ sizeBytes: 0 });
      expect((await blobs.get("empty"))?.sizeBytes).toBe(0);
      expect(await read("empty")).toBe("");
    });

    test("a blob may be large, of bytes of any value", async () => {
      const chunk = new Uint8Array(100_000).map((_, i) => (i * 7) % 256);
      expect(await blobs.put("large", from(...Array.from({ length: 80 }, () => chunk)))).toEqual({
        sizeBytes: 8_000_000,
      });
      const found = await read("large");
      expect(found === Buffer.from(chunk).toString("latin1").repeat(80)).toBe(true);
    });

    test("replaces what is there", async () => {
      await blobs.put("k", from("a longer first one"));
      await blobs.put("k", from("second"));
      expect(await read("k")).toBe("second");
      expect((await blobs.get("k"))?.sizeBytes).toBe(6);
    });

    test("gives a part, both ends included, cut to what is there; the size is that of the whole", async () => {
      await blobs.put("k", from("01234", "56789"));
      expect(await read("k", { start: 0, end: 0 })).toBe("0");
      expect(await read("k", { start: 3, end: 6 })).toBe("3456");
      expect(await read("k", { start: 8, end: 100 })).toBe("89");
      expect(await read("k", { start: 10, end: 12 })).toBe("");
      expect((await blobs.get("k", { start: 3, end: 6 }))?.sizeBytes).toBe(10);
    });

    test("reading may end early, or not begin", async () => {
      await blobs.put("k", from(new Uint8Array(3_000_000)));
      await blobs.get("k");
      for await (const bytes of (await blobs.get("k"))!.bytes) {
        expect(bytes.length).toBeGreaterThan(0);
        break;
      }
      await blobs.delete("k");
      expect(await blobs.get("k")).toBeNull();
    });

    test("every key has its own blob, however odd", async () => {
      for (const key of oddKeys) await blobs.put(key, from(`this is ${key}`));
      for (const key of oddKeys) expect(await read(key)).toBe(Buffer.from(`this is ${key}`).toString("latin1"));
      for (const key of oddKeys) {
        await blobs.delete(key);
        expect(await blobs.get(key)).toBeNull();
      }
    });

    test.each(["", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a/..", "k".repeat(1025), "é".repeat(513)])(
      "refuses the key %j",
      async (key) => {
        await expect(blobs.put(key, from("x"))).rejects.toThrow(Error);
        await expect(blobs.get(key)).rejects.toThrow(Error);
        await expect(blobs.linkTo(key, { contentType: "", contentDisposition: "" })).rejects.toThrow(Error);
        await expect(blobs.delete(key)).rejects.toThrow(Error);
      },
    );

    test("takes a key of 1,024 bytes", async () => {
      const key = `${"東".repeat(30)}/`.repeat(11).slice(0, 341).replace(/\/$/, "x");
      await blobs.put(key, from("x"));
      expect(await read(key)).toBe("x");
    });

    test("what the source throws is thrown on, and nothing of it is kept", async () => {
      const failure = new Error("the sandbox is gone");
      async function* failing() {
        yield Buffer.from("half of it");
        throw failure;
      }
      await expect(blobs.put("new", failing())).rejects.toBe(failure);
      expect(await blobs.get("new")).toBeNull();
      await blobs.put("there", from("the first"));
      await expect(blobs.put("there", failing())).rejects.toBe(failure);
      expect(await read("there")).toBe("the first");
    });

    test("is not there before it is there as a whole", async () => {
      const seen: (string | null)[] = [];
      async function* watched() {
        seen.push(await read("k"));
        yield Buffer.from("half");
        seen.push(await read("k"));
        yield Buffer.from("whole");
        seen.push(await read("k"));
      }
      await blobs.put("k", watched());
      expect(seen).toEqual([null, null, null]);
      expect(await read("k")).toBe("halfwhole");
    });

    test("of two that put at once, one is there as a whole", async () => {
      const contents = ["a", "b", "c", "d"].map((letter) => letter.repeat(300_000));
      await Promise.all(contents.map((text) => blobs.put("k", from(text.slice(0, 150_000), text.slice(150_000)))));
      expect(contents).toContain(await read("k"));
    });

    test("a link, where one is given out, gives the blob to anybody", async () => {
      const headers = {
        contentType: "text/html; charset=utf-8",
        contentDisposition: "attachment; filename*=UTF-8''%C3%BC",
      };
      expect(await blobs.linkTo("a/nobody", headers)).toBeNull();
      await blobs.put("a/ü b", from("<p>", "ü"));
      const link = await blobs.linkTo("a/ü b", headers);
      if (link === null) return;
      const response = await fetch(link);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe("<p>ü");
    });

    test("delete takes what lies below a prefix, and only that", async () => {
      for (const key of ["a/r1/x", "a/r1/y/z", "a/r1.txt", "a/r10/x", "b/r1/x"]) await blobs.put(key, from(key));
      await blobs.delete("a/r1");
      expect(await blobs.get("a/r1/x")).toBeNull();
      expect(await blobs.get("a/r1/y/z")).toBeNull();
      for (const key of ["a/r1.txt", "a/r10/x", "b/r1/x"]) expect(await read(key)).toBe(key);
      await blobs.delete("a/r10/x");
      expect(await blobs.get("a/r10/x")).toBeNull();
      await blobs.delete("nobody");
      await blobs.put("a/r1/x", from("again"));
      expect(await read("a/r1/x")).toBe("again");
    });

    test("putting beside what is deleted loses nothing", async () => {
      const folders = Array.from({ length: 50 }, (_, i) => `a/r${i}`);
      for (const folder of folders) await blobs.put(`${folder}/gone`, from("x"));
      await Promise.all(
        folders.flatMap((folder) => [blobs.delete(`${folder}/gone`), blobs.put(`${folder}/kept`, from(folder))]),
      );
      for (const folder of folders) {
        expect(await read(`${folder}/kept`)).toBe(folder);
        expect(await blobs.get(`${folder}/gone`)).toBeNull();
      }
    });

    test("check tells what it is, and closing may be done twice", async () => {
      expect((await blobs.check()).detail).toMatch(/\w/);
      await blobs.close();
      await blobs.close();
    });
  });
}
