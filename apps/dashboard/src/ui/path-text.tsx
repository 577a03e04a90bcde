import { Fragment } from "react";

/** A path that may break after each of its parts, and copies as it is. */
export function PathText({ path }: { path: string }) {
  const parts = path.split(/(?<=[/\\])/);
  return parts.map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- Parts of one text have no identity but their place.
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}
