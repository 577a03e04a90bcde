import type { Attachment } from "@aac/contract";
import { FileText, Paperclip, ScrollText } from "lucide-react";
import { plainText } from "../../../data/ansi.ts";
import { isTrace, traceUrl, useOpensTraces } from "../../../data/traces.ts";
import { Button } from "../../../ui/button.tsx";
import { CopyButton } from "../../../ui/copy.tsx";
import type { ResultRowProps } from "./result-row.tsx";

/** What a report says about one test. */
export function ResultDetail({ result, urlOf, onFindInLog }: Pick<ResultRowProps, "result" | "urlOf" | "onFindInLog">) {
  const message = plainText(result.message ?? "").trim();
  const stack = plainText(result.stack ?? "").trim();
  // Many reports repeat the message at the head of the stack.
  const texts = [stack.startsWith(message) ? "" : message, stack].filter((text) => text !== "");
  return (
    <div className="flex flex-col gap-3 px-3 pb-3.5 pl-9.5">
      {texts.map((text) => (
        <div key={text} className="group/text relative">
          <pre className="max-h-96 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-xs leading-5 wrap-anywhere whitespace-pre-wrap">
            {text}
          </pre>
          <span className="absolute top-2 right-2 rounded bg-surface opacity-0 group-focus-within/text:opacity-100 group-hover/text:opacity-100">
            <CopyButton text={text} label="Copy" />
          </span>
        </div>
      ))}
      {result.attachments.length > 0 && (
        <ul aria-label="Attachments" className="flex flex-wrap gap-2">
          {result.attachments.map((attachment, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- The list never changes, and names may come twice.
            <li key={index}>
              <AttachmentLink attachment={attachment} url={urlOf(result, attachment.path)} />
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-xs text-text-3">
        <Button size="small" icon={ScrollText} onClick={() => onFindInLog(result)}>
          Find in the log
        </Button>
        {result.file && (
          <span className="inline-flex min-w-0 items-center gap-1 font-mono">
            <FileText aria-hidden size={12} className="shrink-0" />
            <span className="truncate">
              {result.file}
              {result.line !== null && `:${result.line}`}
            </span>
          </span>
        )}
        <span className="truncate">
          From {result.report}
          {result.shard > 1 && `, shard ${result.shard}`}
        </span>
      </div>
    </div>
  );
}

/** A report that says so itself knows better than the name that it gave the file. */
const isTraceOf = ({ name, path }: Attachment) =>
  path !== null && (isTrace(path) || (name === "trace" && path.endsWith(".zip")));

function AttachmentLink({ attachment, url }: { attachment: Attachment; url: string | undefined }) {
  const opensTraces = useOpensTraces();
  const name = attachment.name || attachment.path;
  if (!url) {
    return (
      <span className="inline-flex items-center gap-1.5 text-xs text-text-3" title="The file was not collected">
        <Paperclip aria-hidden size={12} /> <s>{name}</s>
      </span>
    );
  }
  const isToBeShown = opensTraces && isTraceOf(attachment);
  return (
    <a
      href={isToBeShown ? traceUrl(url) : url}
      target="_blank"
      rel="noreferrer"
      className="inline-flex max-w-full flex-col overflow-hidden rounded-md border border-line bg-surface text-xs text-accent hover:border-line-strong hover:underline"
    >
      {attachment.contentType?.startsWith("image/") && (
        <img src={url} alt="" loading="lazy" className="h-32 max-w-64 border-b border-line bg-raised object-contain" />
      )}
      <span className="inline-flex items-center gap-1.5 px-2 py-1">
        <Paperclip aria-hidden size={12} className="shrink-0" />
        <span className="truncate">{name}</span>
      </span>
    </a>
  );
}
