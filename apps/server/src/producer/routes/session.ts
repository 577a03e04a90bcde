import type { Cache } from "@aac/core";
import { recallSignIn, rememberSignIn } from "../audit/failed-sign-ins.ts";
import { fromOf, redeemCode } from "../auth.ts";
import type { HandlersOf } from "../handlers.ts";
import type { SignInOptions, SignIns } from "../sign-ins.ts";

export function sessionRoutes(
  options: Pick<SignInOptions, "identity"> & { cache: Cache; signIns: SignIns },
): HandlersOf<"signIn" | "signInSecondStep" | "getSession" | "signOut"> {
  const { identity } = options;
  const { sessions } = identity;
  const { describe, begin } = options.signIns;

  return {
    async signIn({ body, request, reply }) {
      const from = fromOf(request);
      if ("code" in body) {
        const userId = await redeemCode(options.cache, body.code);
        const { token } = await sessions.create(userId, from);
        return begin(token, { request, reply });
      }
      request.signInTried = body.email;
      const begun = await identity.signIn(body, from);
      if ("challenge" in begun) {
        await rememberSignIn(options.cache, begun.challenge, body.email);
        return { session: null, challenge: begun.challenge };
      }
      return begin(begun.token, { request, reply });
    },
    async signInSecondStep({ body, request, reply }) {
      request.signInTried = await recallSignIn(options.cache, body.challenge);
      const { token } = await identity.signInSecondStep(body, fromOf(request));
      return begin(token, { request, reply });
    },
    getSession: ({ caller }) => describe(caller),
    signOut: (asked) => options.signIns.end(asked) as Promise<undefined>,
  };
}
