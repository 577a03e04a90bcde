import type { Rule } from "./rule.ts";

export const networkRules: readonly Rule[] = [
  {
    category: "dns",
    patterns: [
      /\b(?:ENOTFOUND|EAI_AGAIN)\b(?: ([\w.-]+))?/,
      /getaddrinfo\b.*\b(?:failed|error)/i,
      /\bgaierror\b/,
      /lookup ([\w.-]+)(?: on \S+)?: (?:no such host|server misbehaving|i\/o timeout)/,
      /Name or service not known|Temporary failure in name resolution|nodename nor servname/,
      /Could not resolve host:? ?([\w.-]+)?/i,
      /UnknownHostException:? ?([\w.-]+)?/,
      /NameResolutionError|net::ERR_NAME_NOT_RESOLVED/,
      /bad address '([\w.-]+)'/,
    ],
    confidence: 0.94,
    cause: "A host name could not be resolved: $1.",
    remedy:
      "Check the name, BASE_URL and the environment's variables, and whether the sandbox's network may reach that host.",
  },
  {
    category: "tls",
    patterns: [
      /\b(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT\w*|CERT_HAS_EXPIRED|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_\w+)\b/,
      /self[- ]signed certificate|certificate (?:has expired|verify failed|is not trusted|signed by unknown authority|is valid for|is not valid for|required)/i,
      /x509: /,
      /\bSSLError\b|\bSSLCertVerificationError\b|SSLHandshakeException|\[SSL: [A-Z_]+\]/,
      /net::ERR_CERT_\w+|PKIX path building failed/,
      /\bEPROTO\b|wrong version number|(?:tls|ssl) handshake (?:failed|failure|error)|first record does not look like a TLS handshake/i,
      /curl: \((?:35|51|60)\)/,
    ],
    confidence: 0.94,
    cause: "A secure connection could not be made: the certificate or the TLS handshake was refused.",
    remedy:
      "Renew or trust the certificate (add your own authority to the image), and check that the address speaks https.",
  },
  {
    category: "connection",
    patterns: [
      /\bECONNREFUSED\b(?: ([\w.:[\]-]+))?/,
      /connect(?:ion)?(?: to \S+)?(?: port \d+)? ?(?:was )?(?:failed: ?)?(?:Connection )?refused/i,
      /dial tcp ([\w.:[\]-]+): connect:/,
      /\b(?:ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|ECONNABORTED|UND_ERR_SOCKET)\b|socket hang up|Connection reset by peer/,
      /ConnectionRefusedError|ConnectException|NewConnectionError|ConnectionError\b/,
      /net::ERR_CONNECTION_\w+|NS_ERROR_CONNECTION_REFUSED/,
      /(?:Network is unreachable|No route to host)/i,
      /curl: \((?:7|52|56)\)|Could not connect to server/,
      /Failed to connect to ([\w.:[\]-]+)/,
    ],
    confidence: 0.92,
    cause: "A service did not take the connection: $1.",
    remedy: "Start the service the tests need, wait until it answers, and check BASE_URL and its port.",
  },
  {
    category: "connection",
    patterns: [
      /\b(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ESOCKETTIMEDOUT)\b|ConnectTimeout(?:Error)?\b|connect(?:ion)? timed out/i,
      /curl: \(28\)|net::ERR_TIMED_OUT/,
    ],
    confidence: 0.85,
    cause: "A service did not answer the connection in time.",
    remedy:
      "Check that the service is up and can be reached from the sandbox, and whether a firewall drops the packets.",
  },
  {
    category: "infrastructure",
    patterns: [
      /\b(?:status(?: code)?:?|HTTP(?:\/[\d.]+)?|responded with|returned|got|received)\s*:?\s*(?:a |an )?(50[0234])\b/i,
      /\b(50[234]) (?:Bad Gateway|Service Unavailable|Gateway Time-?out)/i,
      /\b(500) Internal Server Error/i,
    ],
    confidence: 0.8,
    cause: "The system under test, or what stands before it, answered with a server error: $1.",
    remedy: "Look at the logs of that service for the time of the run; run again once it is healthy.",
  },
];
