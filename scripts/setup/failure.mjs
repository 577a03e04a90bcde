/** Something that stops the set-up, in words for the person at the keyboard. */
export class SetupFailure extends Error {
  /**
   * @param {string} message what is wrong, as a sentence
   * @param {string} remedy what to do about it
   */
  constructor(message, remedy) {
    super(message);
    this.name = "SetupFailure";
    this.remedy = remedy;
  }
}

const network = {
  message: "npm could not reach the package registry.",
  remedy:
    "Check the network, and `npm config get registry` and `npm config get proxy`; then start again: what was downloaded is kept.",
};
const certificate = {
  message: "npm does not trust the registry's certificate.",
  remedy: "Where a proxy of your company signs it, name its certificate with `npm config set cafile FILE`.",
};
const refused = {
  message: "The package registry refused the request.",
  remedy: "See `npm config get registry`, and whether it wants a log-in (`npm login`); then start again.",
};
const forbidden = {
  message: "npm may not write here.",
  remedy:
    "Use a checkout and an npm cache (`npm config get cache`) that belong to you; `chown` helps after a use of sudo.",
};

const full = {
  message: "The disk is full.",
  remedy: "Free about 1 GB where this checkout and npm's cache (`npm config get cache`) lie, and start again.",
};

export const diskFull = () => new SetupFailure(full.message, full.remedy);

/** What npm's error codes mean for somebody who only wanted to start the center. */
const failures = /** @type {Record<string, { message: string, remedy: string }>} */ ({
  ENOTFOUND: network,
  EAI_AGAIN: network,
  ECONNREFUSED: network,
  ECONNRESET: network,
  EHOSTUNREACH: network,
  ENETUNREACH: network,
  ETIMEDOUT: network,
  ERR_SOCKET_TIMEOUT: network,
  SELF_SIGNED_CERT_IN_CHAIN: certificate,
  DEPTH_ZERO_SELF_SIGNED_CERT: certificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate,
  E401: refused,
  E403: refused,
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
  E404: {
    message: "The package registry does not have a package that is needed here.",
    remedy: "See `npm config get registry`: a mirror may be incomplete or behind.",
  },
  EINTEGRITY: {
    message: "A downloaded package is not the one that package-lock.json names.",
    remedy:
      "Run `npm cache verify` and start again. If it remains, the registry serves an altered package: do not use it.",
  },
  ENOSPC: full,
  EUSAGE: {
    message: "package.json and package-lock.json do not agree.",
    remedy:
      "Run `npm install` to bring the lock file up to date, or `git checkout package-lock.json` to undo a change.",
  },
});

/**
 * Explains a failed `npm ci` by what it wrote to stderr.
 * @param {string} stderr
 * @returns {SetupFailure}
 */
export function explainNpm(stderr) {
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(stderr)?.[1] ?? "";
  const known = failures[code];
  if (known) return new SetupFailure(known.message, known.remedy);
  const signal = /^npm (?:error|ERR!) signal (\S+)/m.exec(stderr)?.[1];
  if (signal) return new SetupFailure(`npm was ended by ${signal}.`, "Start again: it begins anew where needed.");
  return new SetupFailure("npm could not install the packages.", "See what npm says above, and start again.");
}
