import { useEffect, useState } from "react";

/** What stands behind the `#` of a link under this name. It is taken away there: no bookmark and no reload should have it. */
export function useLinkToken(name: string): string | null {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get(name));
  useEffect(() => {
    if (token) history.replaceState(history.state, "", location.pathname + location.search);
  }, [token]);
  return token;
}
