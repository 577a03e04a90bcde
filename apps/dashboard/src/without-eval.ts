import { config } from "zod";

// The contract's schemas come with the client. Zod would try `new Function` while they are made, which the page's
// content security policy reports as a violation. Has to be imported before the contract, and to be bundled with zod.
config({ jitless: true });
