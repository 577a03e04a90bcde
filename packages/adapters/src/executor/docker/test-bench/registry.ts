import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

/**
 * A registry on this machine that has one image: `<address>/suite:1`, in which `/content` says what it holds. With
 * credentials it shows itself to whoever has them. Layers `below` are archives that the image has besides.
 */
export interface Registry {
  address: string;
  /** The manifest's. */
  digest: string;
  /** How often the image's manifest was asked for. */
  pulls(): number;
  close(): Promise<void>;
}

const type = "application/vnd.docker.";

export async function startRegistry(
  content: string,
  credentials?: { username: string; password: string },
  { host, port: wantedPort, below = [] }: { host: string; port: number; below?: readonly Buffer[] } = {
    host: "127.0.0.1",
    port: 0,
  },
): Promise<Registry> {
  const archive = pack();
  archive.entry({ name: "content" }, content);
  archive.finalize();
  const files = Buffer.concat(await Array.fromAsync(archive as AsyncIterable<Uint8Array>));
  const layers = [...below, files];
  const blobs = new Map<string, Buffer>();
  const keep = (kind: string, bytes: Buffer) => {
    blobs.set(digestOf(bytes), bytes);
    return { mediaType: `${type}${kind}`, size: bytes.length, digest: digestOf(bytes) };
  };
  const rootfs = { type: "layers", diff_ids: layers.map(digestOf) };
  const config = Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", config: {}, rootfs }));
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: `${type}distribution.manifest.v2+json`,
    config: keep("container.image.v1+json", config),
    layers: layers.map((layer) => keep("image.rootfs.diff.tar.gzip", gzipSync(layer))),
  });
  let pulls = 0;

  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const send = (status: number, contentType: string, body: string | Buffer) => {
      response.writeHead(status, {
        "content-type": contentType,
        "content-length": Buffer.byteLength(body),
        "docker-content-digest": digestOf(Buffer.from(body)),
      });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    const wanted = credentials && `Basic ${btoa(`${credentials.username}:${credentials.password}`)}`;
    if (wanted !== undefined && request.headers.authorization !== wanted) {
      response.setHeader("www-authenticate", 'Basic realm="a test"');
      const refused = { errors: [{ code: "UNAUTHORIZED", message: "authentication required" }] };
      return send(401, "application/json", JSON.stringify(refused));
    }
    const blob = blobs.get(path.slice(path.lastIndexOf("/") + 1));
    if (path === "/v2/") return send(200, "application/json", "{}");
    if (path.startsWith("/v2/suite/blobs/") && blob) return send(200, "application/octet-stream", blob);
    if (path === "/v2/suite/manifests/1" || path === `/v2/suite/manifests/${digestOf(Buffer.from(manifest))}`) {
      if (request.method === "GET") pulls++;
      return send(200, `${type}distribution.manifest.v2+json`, manifest);
    }
    const unknown = { errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] };
    return send(404, "application/json", JSON.stringify(unknown));
  });
  server.listen(wantedPort, host);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    address: `${host}:${port}`,
    digest: digestOf(Buffer.from(manifest)),
    pulls: () => pulls,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const digestOf = (bytes: Buffer) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
