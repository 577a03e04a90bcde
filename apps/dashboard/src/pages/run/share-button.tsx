import { t } from "@lingui/core/macro";
import { Check, Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../../ui/button.tsx";

/** Copies the address of what is looked at: this tab, with the test, file or lines that are open. */
export function ShareButton({ href }: { href: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(href, location.href).href);
    setCopied(true);
  };
  return (
    <>
      <Button icon={isCopied ? Check : Link2} onClick={() => void copy()} title={t`Copy a link to what you look at`}>
        {isCopied ? t`Copied` : t`Share`}
      </Button>
      <span role="status" className="sr-only">
        {isCopied && t`The link was copied.`}
      </span>
    </>
  );
}
