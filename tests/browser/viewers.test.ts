import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { junit, setStage } from "./stage.ts";

// What a run leaves, looked at where it is, and handed on to others by its address.

const stage = setStage();

let run: string;
beforeAll(async () => {
  const { pictures, film } = await makeFiles();
  const lines = Array.from({ length: 30_000 }, (_, index) => `line ${index + 1} of a long text`);
  const text = ["\u001B[31mred\u001B[0m and plain", "<b>no markup</b>", ...lines].join("\n");
  const file = (name: string, content: string | Uint8Array<ArrayBuffer>, type: string) =>
    new File([content], name, { type });
  run = await stage.center.upload([
    file("junit.xml", junit, "application/xml"),
    ...Object.entries(pictures).map(([name, bytes]) => file(`shots/${name}.png`, bytes, "image/png")),
    file("film.webm", film, "video/webm"),
    file("state.json", JSON.stringify({ user: { name: "Ada", roles: ["owner"] }, total: 3 }), "application/json"),
    file("broken.json", "{ not json", "application/json"),
    file("server.log", text, "text/plain"),
    file("core.bin", new Uint8Array(100), "application/octet-stream"),
  ]);
});

// What of a page's elements is asked here.
interface Picture {
  naturalWidth: number;
}
interface Film {
  videoWidth: number;
  currentTime: number;
  muted: boolean;
  play(): Promise<void>;
}

/** Pictures of one colour each, and a second of film, as a browser makes them. */
async function makeFiles() {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 80, height: 40 } });
    const pictures: Record<string, Uint8Array<ArrayBuffer>> = {};
    for (const [name, colour] of [
      ["basket-expected", "white"],
      ["basket-actual", "orange"],
      ["basket-diff", "red"],
      ["alone", "navy"],
    ] as const) {
      await page.setContent(`<body style="background:${colour}">`);
      pictures[name] = new Uint8Array(await page.screenshot());
    }
    const film = await page.evaluate<string>(`(async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
      const brush = canvas.getContext("2d");
      const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
      const part = new Promise((resolve) => recorder.addEventListener("dataavailable", ({ data }) => resolve(data)));
      recorder.start();
      for (let frame = 0; frame < 20; frame++) {
        brush.fillStyle = "hsl(" + frame * 18 + " 80% 50%)";
        brush.fillRect(0, 0, 64, 48);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      recorder.stop();
      const bytes = new Uint8Array(await (await part).arrayBuffer());
      return btoa(String.fromCharCode(...bytes));
    })()`);
    return { pictures, film: new Uint8Array(Buffer.from(film, "base64")) };
  } finally {
    await browser.close();
  }
}

beforeEach(() => stage.signIn());

const viewer = () => stage.page.getByRole("dialog");
async function openFile(name: string): Promise<void> {
  await stage.page.goto(`${stage.center.url}/runs/${run}?tab=artifacts`);
  await stage.page.getByRole("button", { name, exact: true }).first().click();
  await viewer()
    .getByRole("heading", { name: name.split("/").at(-1)! })
    .waitFor();
}
/** Resolves when the picture is there: by its own width. */
const hasPicture = async (alt: string) => {
  const picture = viewer().getByAltText(alt, { exact: true });
  await expect.poll(() => picture.evaluate((image: object) => (image as Picture).naturalWidth)).toBe(80);
};

describe("a file is shown in place", () => {
  test("a picture beside what was expected, with a slider, by keyboard too", async () => {
    await openFile("basket-actual.png");
    await hasPicture("Expected: shots/basket-expected.png");
    await hasPicture("Actual: shots/basket-actual.png");
    const clip = () =>
      viewer()
        .getByAltText("Expected: shots/basket-expected.png")
        .evaluate((image) => image.style.clipPath);
    expect(await clip()).toContain("50%");
    const slider = viewer().getByRole("slider");
    await slider.focus();
    await slider.press("End");
    await expect.poll(clip).toMatch(/inset\(0(px)? 0%/);
    expect(await slider.getAttribute("aria-valuetext")).toBe("100 % expected, 0 % actual");
    await viewer().getByRole("button", { name: "Side by side" }).click();
    await hasPicture("Expected: shots/basket-expected.png");
    await viewer().getByRole("button", { name: "Difference" }).click();
    await hasPicture("Difference: shots/basket-diff.png");
  });

  test("a picture that is compared with nothing", async () => {
    await openFile("alone.png");
    await hasPicture("shots/alone.png");
    expect(await viewer().getByRole("slider").count()).toBe(0);
  });

  test("a film plays", async () => {
    await openFile("film.webm");
    const film = viewer().getByLabel("film.webm", { exact: true });
    await expect.poll(() => film.evaluate((video: object) => (video as Film).videoWidth)).toBe(64);
    await film.evaluate((video: object) => {
      (video as Film).muted = true;
      return (video as Film).play();
    });
    await expect.poll(() => film.evaluate((video: object) => (video as Film).currentTime)).toBeGreaterThan(0);
  });

  test("JSON as a tree that opens and closes, and as text where it is none", async () => {
    await openFile("state.json");
    await viewer().getByText("Ada").waitFor();
    await viewer().getByRole("button", { name: /^user/ }).click();
    await viewer().getByText("Ada").waitFor({ state: "detached" });
    await openFile("broken.json");
    await viewer().getByText("{ not json").waitFor();
  });

  test("text with its colours, as text, part by part", async () => {
    await openFile("server.log");
    const red = viewer().getByText("red", { exact: true });
    const plain = viewer().getByText("and plain");
    const colourOf = (text: Locator) =>
      text.evaluate((element) => element.ownerDocument.defaultView!.getComputedStyle(element).color);
    expect(await colourOf(red)).not.toBe(await colourOf(plain));
    await viewer().getByText("<b>no markup</b>").waitFor();
    await viewer().getByRole("button", { name: "Next part" }).click();
    await viewer().getByText("<b>no markup</b>").waitFor({ state: "detached" });
    await viewer()
      .getByText(/line \d+ of a long text/)
      .first()
      .waitFor();
    await viewer().getByRole("button", { name: "Part before" }).click();
    await viewer().getByText("<b>no markup</b>").waitFor();
  });

  test("what has no viewer leads to the file itself", async () => {
    await stage.page.goto(`${stage.center.url}/runs/${run}?tab=artifacts`);
    const link = stage.page.getByRole("link", { name: "core.bin", exact: true });
    expect(await link.getAttribute("target")).toBe("_blank");
    const [download] = await Promise.all([
      stage.page.waitForEvent("download"),
      stage.page.getByRole("link", { name: "Download core.bin" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("core.bin");
  });
});

describe("what is looked at is shared by its address", () => {
  const shared = async () => {
    await stage.window.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: stage.center.url });
    await stage.page.getByRole("button", { name: "Share" }).click();
    await stage.page.getByText("The link was copied.").waitFor();
    return stage.page.evaluate<string>("navigator.clipboard.readText()");
  };

  test("the test that is open, for whoever comes by that link", async () => {
    await stage.page.goto(`${stage.center.url}/runs/${run}?tab=results`);
    await stage.page.getByRole("button", { name: /pays by card/ }).click();
    await stage.page.getByText("at pay (pay.test.js:12:3)").waitFor();
    const link = await shared();
    expect(new URL(link).searchParams.get("test")).not.toBeNull();
    await stage.page.goto("about:blank");
    await stage.page.goto(link);
    await stage.page.getByText("at pay (pay.test.js:12:3)").waitFor();
  });

  test("the file that is open", async () => {
    await openFile("state.json");
    const link = stage.page.url();
    expect(new URL(link).searchParams.get("file")).toContain("state.json");
    await stage.page.goto("about:blank");
    await stage.page.goto(link);
    await viewer().getByText("Ada").waitFor();
  });
});
