import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
    <Panel title={isUpload ? t`Send your reports` : t`From your pipeline`}>
      <div className="flex flex-col gap-3 p-4">
        <Snippet label={t`With curl`} text={lines.join("\n")} />
        <Snippet
          label={
            isUpload
              ? t`Or with the command of this checkout`
              : t`Or with the command of this checkout, whose exit code is the verdict`
          }
          text={command}
        />
        {make.data ? (
          <div className="flex flex-col gap-2">
            <Banner tone="warning" icon={KeyRound}>
              <Trans>
                Copy the key now, into a secret called {keyName} of your pipeline: it is shown only this once.
              </Trans>
            </Banner>
            <Snippet label={t`The key`} text={make.data.secret} />
          </div>
        ) : (
          mayMake && (
            <div className="flex flex-wrap items-center gap-3">
              <Button icon={KeyRound} isBusy={make.isPending} onClick={() => make.mutate()}>
                <Trans>Make a key for it</Trans>
              </Button>
              <p className="text-xs text-text-3">
                <Trans>
                  It may {isUpload ? t`send results` : t`read and run`}, and no more than you may. It is yours: Settings
                  → Account ends it.
                </Trans>
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
        <CopyButton text={text} label={t`Copy: ${label}`} />
      </div>
    </div>
  );
}
