/** Keys as they are written on a keyboard: `g r` is two, one after the other. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="flex gap-1">
      {keys.split(" ").map((key) => (
        <kbd
          key={key}
          className="flex h-5 min-w-5 items-center justify-center rounded border border-line-strong bg-raised px-1.5 font-sans text-xs text-text-2"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
