export { createOidcSignOn, type OidcSignOnOptions } from "./oidc-sign-on.ts";
