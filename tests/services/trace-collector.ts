import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import protobuf from "protobufjs";

/** A span as it came over the wire. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  startedAt: number;
  endedAt: number;
  attributes: Record<string, unknown>;
  events: { name: string; attributes: Record<string, unknown> }[];
  /** 2: an error. */
  status: { code: number; message: string };
  resource: Record<string, unknown>;
}

/** Takes traces as a collector of OpenTelemetry does: OTLP over HTTP, in protobuf. */
export interface TraceCollector {
  url: string;
  spans: ReceivedSpan[];
  /** Headers of the requests, oldest first. */
  headers: Record<string, unknown>[];
  close(): Promise<void>;
}

/** Of opentelemetry/proto/trace/v1 and its neighbours: what is looked at here. */
const schema = protobuf
  .parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; repeated Event events = 11; Status status = 15;
  }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
`)
  .root.lookupType("Request");

type Pairs = { key: string; value: Record<string, unknown> }[] | undefined;
interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: Pairs;
  events?: { name: string; attributes?: Pairs }[];
  status?: { code?: number; message?: string };
}
interface Wire {
  resourceSpans?: { resource?: { attributes?: Pairs }; scopeSpans?: { spans?: WireSpan[] }[] }[];
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: ReceivedSpan[] = [];
  const headers: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      headers.push({ ...request.headers, path: request.url });
      spans.push(...decode(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body));
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers,
    close: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}

function decode(body: Uint8Array): ReceivedSpan[] {
  const message = schema.toObject(schema.decode(body), { longs: String, bytes: String }) as Wire;
  return (message.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ spans = [] }) =>
      spans.map((span) => ({ ...read(span), resource: values(resource?.attributes) })),
    ),
  );
}

const read = (span: WireSpan): Omit<ReceivedSpan, "resource"> => ({
  traceId: hex(span.traceId),
  spanId: hex(span.spanId),
  parentSpanId: span.parentSpanId ? hex(span.parentSpanId) : null,
  name: span.name,
  startedAt: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
  endedAt: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
  attributes: values(span.attributes),
  events: (span.events ?? []).map(({ name, attributes }) => ({ name, attributes: values(attributes) })),
  status: { code: span.status?.code ?? 0, message: span.status?.message ?? "" },
});

const hex = (base64: string) => Buffer.from(base64, "base64").toString("hex");
const values = (pairs: Pairs) =>
  Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));
