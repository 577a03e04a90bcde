import type { ChannelKind, Notice } from "@aac/contract";
import { describeNotice } from "./describe-notice.ts";
import { formatDiscord } from "./formats/discord.ts";
import { formatSlack } from "./formats/slack.ts";
import { formatTeams } from "./formats/teams.ts";

type PostedKind = Exclude<ChannelKind, "email">;

/** What is posted to each kind of receiver. A new kind is a file and a line. */
export const formats: Record<PostedKind, (notice: Notice, publicUrl: string) => unknown> = {
  slack: (notice, publicUrl) => formatSlack(describeNotice(notice, publicUrl)),
  teams: (notice, publicUrl) => formatTeams(describeNotice(notice, publicUrl)),
  discord: (notice, publicUrl) => formatDiscord(describeNotice(notice, publicUrl)),
  /** As Standard Webhooks proposes: type, timestamp, data. */
  webhook: (notice, publicUrl) => ({
    type: notice.type,
    timestamp: notice.at,
    data: { ...notice, url: describeNotice(notice, publicUrl).link.url },
  }),
};
