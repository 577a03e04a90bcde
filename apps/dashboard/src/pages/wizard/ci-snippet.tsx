import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { useMay } from "../../data/use-may.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Banner } from "../../ui/message.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { Panel } from "../settings/panel.tsx";

/** What a pipeline has to say: run a suite, or send the reports of what has run there. */
export type SnippetTarget = { project: string; suite: string } | { project: string; upload: true };

const keyName = "AAC_API_KEY";

/** A line for a pipeline, with a key of one's own where one is wanted. */
export function CiSnippet({ target }: { target: SnippetTarget }) {
  const client = useClient();
  const toaster = useToaster();
  const mayMake = useMay("keys:own");
  const isUpload = "upload" in target;
  const make = useMutation({
    mutationFn: () =>
      client.call("createOwnApiKey", {
        body: { name: `${target.project} pipeline`, scopes: isUpload ? ["ingest"] : ["read", "run"] },
      }),
    onError: (error) => toaster.failed(error),
  });
  const { origin } = location;
  const lines = isUpload
    ? [
        `curl --fail -H "X-API-Key: $${keyName}" \\`,
        `  -F files=@junit.xml \\`,
        `  "${client.url("uploadResults", { query: { project: target.project } }).replace(/^\//, `${origin}/`)}"`,
      ]
    : [
        `curl --fail -H "X-API-Key: $${keyName}" -H 'content-type: application/json' \\`,
        `  -d '${JSON.stringify(target)}' \\`,
        `  "${client.url("createRun").replace(/^\//, `${origin}/`)}"`,
      ];
  const command = isUpload
    ? `npx aac upload junit.xml --project ${target.project} --url ${origin}`
    : `npx aac run ${target.project}/${target.suite} --follow --url ${origin}`;
  return (
    <Panel title={isUpload ? "Send your reports" : "From your pipeline"}>
      <div className="flex flex-col gap-3 p-4">
        <Snippet label="With curl" text={lines.join("\n")} />
        <Snippet
          label={
            isUpload
              ? "Or with the command of this checkout"
              : "Or with the command of this checkout, whose exit code is the verdict"
          }
          text={command}
        />
        {make.data ? (
          <div className="flex flex-col gap-2">
            <Banner tone="warning" icon={KeyRound}>
              Copy the key now, into a secret called {keyName} of your pipeline: it is shown only this once.
            </Banner>
            <Snippet label="The key" text={make.data.secret} />
          </div>
        ) : (
          mayMake && (
            <div className="flex flex-wrap items-center gap-3">
              <Button icon={KeyRound} isBusy={make.isPending} onClick={() => make.mutate()}>
                Make a key for it
              </Button>
              <p className="text-xs text-text-3">
                It may {isUpload ? "send results" : "read and run"}, and no more than you may. It is yours: Settings →
                Account ends it.
              </p>
            </div>
          )
        )}
      </div>
    </Panel>
  );
}

function Snippet({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <p className="mb-1 text-xs text-text-2">{label}</p>
      <div className="flex items-start gap-2 rounded-md border border-line bg-raised py-2 pr-2 pl-3">
        <pre aria-label={label} className="min-w-0 flex-1 overflow-x-auto font-mono text-xs leading-5">
          {text}
        </pre>
        <CopyButton text={text} label={`Copy: ${label}`} />
      </div>
    </div>
  );
}
