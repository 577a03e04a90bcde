import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Pack, pack } from "tar-stream";
import { addBusybox } from "../images.ts";

interface ImageConfig {
  Entrypoint?: string[];
  Cmd?: string[];
  Env?: string[];
  User?: string;
  WorkingDir?: string;
}

const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

async function bytesOf(fill: (files: Pack) => void | Promise<void>): Promise<Buffer> {
  const files = pack();
  const bytes = Array.fromAsync(files as AsyncIterable<Uint8Array>);
  await fill(files);
  files.finalize();
  return Buffer.concat(await bytes);
}

/** An image as an archive that `docker load` and containerd take. */
async function imageArchive(tag: string, layers: readonly Buffer[], config: ImageConfig): Promise<Buffer> {
  const rootfs = { type: "layers", diff_ids: layers.map((layer) => `sha256:${digestOf(layer)}`) };
  const text = Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", config, rootfs }));
  const names = layers.map((layer) => `${digestOf(layer)}/layer.tar`);
  return bytesOf((files) => {
    const manifest = [{ Config: `${digestOf(text)}.json`, RepoTags: [tag], Layers: names }];
    files.entry({ name: "manifest.json" }, JSON.stringify(manifest));
    files.entry({ name: `${digestOf(text)}.json` }, text);
    for (const [index, name] of [...new Set(names)].entries()) files.entry({ name }, layers[index]!);
  });
}

export const agentImage = (program: string, tag: string): Promise<Buffer> =>
  programImage(program, tag, ["/agent", "keep"]);

/** Nothing but one program, where `command` begins. */
export async function programImage(program: string, tag: string, command: string[]): Promise<Buffer> {
  const content = await readFile(program);
  const layer = await bytesOf((files) => void files.entry({ name: command[0]!.slice(1), mode: 0o755 }, content));
  return imageArchive(tag, [layer], { Entrypoint: command, WorkingDir: "/" });
}

let busybox: Promise<Buffer> | null = null;

export const busyboxLayer = (): Promise<Buffer> => (busybox ??= bytesOf(addBusybox));

/** Busybox, with files below `/app`. */
export async function busyboxImage(
  tag: string,
  contents: Readonly<Record<string, { content: string; mode?: number }>> = {},
  config: ImageConfig = {},
): Promise<Buffer> {
  const added = await bytesOf((files) => {
    for (const [path, { content, mode = 0o644 }] of Object.entries(contents)) {
      files.entry({ name: `app/${path}`, mode, mtime: new Date(0) }, content);
    }
  });
  return imageArchive(tag, [await busyboxLayer(), added], { WorkingDir: "/app", Cmd: ["/bin/sh"], ...config });
}
