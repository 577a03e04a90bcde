import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { KeyRound, LoaderCircle } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { Banner, explain } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { ThemeButton } from "../../ui/theme.tsx";
import { Logo } from "../shell/logo.tsx";

type Credentials = { code: string } | { apiKey: string };

/** Signs in by the one-time link that the server prints (its code stands behind the `#`), or by an API key. */
export function SignInPage() {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { from } = useSearch({ from: "/sign-in" });
  const [apiKey, setApiKey] = useState("");
  const isCodeUsed = useRef(false);

  const { mutate, isPending, variables, error } = useMutation({
    mutationFn: (body: Credentials) => client.call("signIn", { body }),
    onSuccess: (session) => {
      queryClient.setQueryData(keys.session, session);
      return navigate({ href: from ?? "/", replace: true });
    },
  });

  useEffect(() => {
    const code = new URLSearchParams(location.hash.slice(1)).get("code");
    if (!code || isCodeUsed.current) return;
    isCodeUsed.current = true;
    // It works once only: no reload and no bookmark should try it again.
    history.replaceState(history.state, "", location.pathname + location.search);
    mutate({ code });
  }, [mutate]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (apiKey.trim()) mutate({ apiKey: apiKey.trim() });
  };
  const isCode = variables !== undefined && "code" in variables;

  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <PageTitle title="Sign in" />
      <div className="absolute top-3 right-3">
        <ThemeButton />
      </div>
      <div className="flex flex-col items-center gap-4 text-center">
        <Logo size={44} />
        <h1 className="text-xl font-semibold tracking-tight">Agnostic Automation Center</h1>
      </div>
      <div className="w-full max-w-sm rounded-xl border border-line bg-surface p-5 shadow-low">
        {isPending && isCode ? (
          <p role="status" className="flex items-center justify-center gap-2 py-6 text-sm text-text-2">
            <LoaderCircle aria-hidden size={16} className="animate-spin" /> Signing you in…
          </p>
        ) : (
          <form onSubmit={submit} className="flex flex-col gap-4">
            {error && (
              <Banner tone="failure">
                <span role="alert">
                  {explain(error).detail} {explain(error).remedy}
                </span>
              </Banner>
            )}
            <Field label="API key">
              {(control) => (
                <input
                  {...control}
                  type="password"
                  name="api-key"
                  autoComplete="current-password"
                  value={apiKey}
                  onChange={(event) => setApiKey(event.target.value)}
                  className={`${inputLook} font-mono`}
                />
              )}
            </Field>
            <Button type="submit" look="primary" icon={KeyRound} isBusy={isPending} disabled={!apiKey.trim()}>
              Sign in
            </Button>
          </form>
        )}
      </div>
      <p className="max-w-sm text-center text-xs text-text-3">
        Started on this machine? <code className="font-mono">aac up</code> prints a link that signs you in once. The key
        lies in the data folder, in the file <code className="font-mono">api-key</code>.
      </p>
    </main>
  );
}
