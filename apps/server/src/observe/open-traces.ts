import { type Log, createReminder, type Observer, readTraceparent } from "@aac/core";
import { type Context, ROOT_CONTEXT, type Span, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { TraceSettings } from "../config/to-parts.ts";

export interface Traces {
  begin: Observer["begin"];
  /** Sends what is left, for a bounded time. */
  close(): Promise<void>;
}

/** A collector that is away holds nobody up for longer; spans that do not fit meanwhile are dropped. */
const sentWithinMs = 5_000;
const closedWithinMs = 3_000;
const spanLimits = { attributeValueLengthLimit: 1_000, attributeCountLimit: 64, eventCountLimit: 128 };

/** Records what `begin` is asked for and sends it to a collector. Loaded only where one is named. */
export function openTraces(settings: TraceSettings, { log, now }: { log: Log; now: () => number }): Traces {
  const { url, headers } = settings;
  const exporter = telling(new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: sentWithinMs }), {
    url,
    log,
    now,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes(settings.resource),
    sampler: samplerOf(settings.sampler),
    spanLimits,
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000, exportTimeoutMillis: sentWithinMs }),
    ],
  });
  const tracer = provider.getTracer("aac", settings.resource["service.version"]);
  return {
    begin(name, { parent, at, attributes = {} }) {
      const startTime = at ?? now();
      const span = tracer.startSpan(name, { startTime, attributes: present(attributes) }, contextOf(parent));
      return {
        traceparent: traceparentOf(span),
        note: (event, more, noted) => void span.addEvent(event, present(more), noted ?? now()),
        end({ at: ended, attributes: more = {}, failure = null } = {}) {
          span.setAttributes(present(more));
          if (failure !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
          span.end(Math.max(ended ?? now(), startTime));
        },
      };
    },
    async close() {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, closedWithinMs);
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}

function contextOf(parent: string | null): Context {
  const [, traceId, spanId, flags] = readTraceparent(parent)?.split("-") ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  const traceFlags = parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

const present = (attributes: Readonly<Record<string, string | number | boolean | null | undefined>>) =>
  Object.fromEntries(Object.entries(attributes).flatMap(([key, value]) => (value == null ? [] : [[key, value]])));

function samplerOf({ kind, isParentBased, ratio }: TraceSettings["sampler"]): Sampler {
  const root =
    kind === "always_on"
      ? new AlwaysOnSampler()
      : kind === "always_off"
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio);
  return isParentBased ? new ParentBasedSampler({ root }) : root;
}

/** Says that spans are not taken, once and then ever more rarely, and that they are again. */
function telling(
  exporter: SpanExporter,
  { url, log, now }: { url: string; log: Log; now: () => number },
): SpanExporter {
  const reminder = createReminder({ firstMs: 60_000, longestMs: 3_600_000 });
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (!result.error) {
          if (reminder.forget()) log.info({ url }, "traces are taken again");
        } else if (reminder.remind(now())) {
          log.warn({ url, err: result.error, spans: spans.length }, "traces are not taken and are dropped");
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush ? { forceFlush: () => exporter.forceFlush!() } : {}),
  };
}
