/** As ids of ours begin that were made at this instant, in milliseconds: by it they sort by when they were made. */
export function timeKey(at: number): string {
  let rest = Math.max(0, at);
  let key = "";
  for (let place = 0; place < 10; place++) {
    key = "0123456789abcdefghjkmnpqrstvwxyz"[rest % 32]! + key;
    rest = Math.floor(rest / 32);
  }
  return key;
}
