export { createSendgridMailer } from "./sendgrid-mailer.ts";
