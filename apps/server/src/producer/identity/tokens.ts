/** How long the link of a mail can be used. */
export const resetMinutes = 30;
export const verificationHours = 24;

/** Makes what the links of mails are redeemed by; null where there is nothing to redeem: nobody has the address. */
export interface Tokens {
  forReset(email: string): Promise<string | null>;
  forVerification(email: string): Promise<string | null>;
}
