import type { SignedIn } from "@aac/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { LogIn } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { Banner } from "../../ui/message.tsx";
import { CodeForm } from "./code-form.tsx";
import { Busy, Refusal, SignInFrame } from "./sign-in-frame.tsx";
import { useLinkToken } from "./use-link-token.ts";

type Credentials = { code: string } | { email: string; password: string };

/** Signs in by address and password (and a code, where one is asked for), or by the one-time link that the server prints. */
export function SignInPage() {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { from } = useSearch({ from: "/sign-in" });
  const code = useLinkToken("code");
  const isCodeUsed = useRef(false);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [challenge, setChallenge] = useState<string | null>(null);
  const [isNowhere, setIsNowhere] = useState(false);

  const go = async ({ session, challenge: asked }: SignedIn) => {
    setChallenge(asked);
    setIsNowhere(!session && !asked);
    if (!session) return;
    queryClient.setQueryData(keys.session, session);
    await navigate({ href: from ?? "/", replace: true });
  };
  const { mutate, isPending, variables, error } = useMutation({
    mutationFn: (body: Credentials) => client.call("signIn", { body }),
    onSuccess: go,
  });

  useEffect(() => {
    if (!code || isCodeUsed.current) return;
    isCodeUsed.current = true;
    mutate({ code });
  }, [code, mutate]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ email: email.trim(), password });
  };
  const isCode = variables !== undefined && "code" in variables;
  const below = (
    <p>
      Started on this machine? <code className="font-mono">aac up</code> prints a link that signs you in once. API keys
      are for machines; they sign in nobody here.
    </p>
  );

  return (
    <SignInFrame title="Sign in" below={below}>
      {isPending && isCode ? (
        <Busy>Signing you in…</Busy>
      ) : challenge ? (
        <CodeForm challenge={challenge} onSignedIn={go} onOver={() => setChallenge(null)} />
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Refusal error={error} />
          {isNowhere && (
            <Banner tone="warning">You are signed in, but in no organization yet. Ask an admin to invite you.</Banner>
          )}
          <Field label="E-mail">
            {(control) => (
              <input
                {...control}
                type="email"
                name="email"
                autoComplete="username"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
                className={inputLook}
              />
            )}
          </Field>
          <Field label="Password">
            {(control) => (
              <input
                {...control}
                type="password"
                name="password"
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                className={inputLook}
              />
            )}
          </Field>
          <Button type="submit" look="primary" icon={LogIn} isBusy={isPending} disabled={!email.trim() || !password}>
            Sign in
          </Button>
          <Link to="/sign-in/forgot" className="text-center text-sm text-accent hover:underline">
            Forgot your password?
          </Link>
        </form>
      )}
    </SignInFrame>
  );
}
